"""Which parameters an operation of the API has: those that it is described with, and no others."""

from collections.abc import Callable
from functools import cache
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

Key = tuple[type, str]
describers: list[Callable[[], object]] = []
"""What fills `known_names`. `memoire_site.description` puts itself here, since REST framework's views load this module before it."""


@cache
def known_names() -> dict[Key, set[str]]:
    """The names of the parameters of each operation, filled while the description is made."""
    return {}


def key_of(view: Any, method: str) -> Key:
    action = getattr(view, "action", None)
    return type(view), action or {"HEAD": "get"}.get(method, method.lower())


class KnownParameters(BaseThrottle):
    """Refuses parameters that the operation does not have: whoever misspells a filter would take all rows for the filtered ones.

    It stands where REST framework asks last whether a request may go on, behind who is asking and what they may do.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        if request.query_params and request.method != "OPTIONS":
            refuse_unknown(set(request.query_params), described_names(key_of(view, str(request.method))))
        return True


def described_names(key: Key) -> set[str]:
    for describe in describers:
        describe()
    return known_names().get(key, set())


def refuse_unknown(asked: set[str], known: set[str]) -> None:
    """Raises ValidationError with each unknown name, and those that there are."""
    there_are = f"Known here: {', '.join(sorted(known))}." if known else "There are none here."
    if unknown := sorted(asked - known):
        raise ValidationError({name[:100]: f"There is no parameter “{name[:100]}”. {there_are}" for name in unknown})
