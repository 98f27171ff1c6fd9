"""What a log line may hold: ids, kinds and places, and nothing that a family said."""

import sys
import traceback
from collections.abc import Iterator
from typing import Any


def without_messages(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """A structlog processor: tells where an error came from, without its message, which could hold somebody's words."""
    found = event.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(trace_without_message(each) for each in chain(error))
    return event


def without_question(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """A structlog processor: an address without what was asked for in it, which may be words of a family."""
    if isinstance(event.get("request"), str):
        event["request"] = event["request"].partition("?")[0]
    return event


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those that it came from, the latest first."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def trace_without_message(error: BaseException) -> str:
    places = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__module__}.{type(error).__qualname__}\n{places}".rstrip()
