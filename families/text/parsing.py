"""How the API reads bodies and writes answers: the one parser of each kind of body, and the one renderer.

Bodies are bounded in size and depth, their texts cleaned (families/text/letters.py), their numbers such as a database can hold. Whatever
does not fit is a 400 (413 where it is too long) in words.
"""

import json
from typing import Any, NoReturn

from django.conf import settings
from django.http import QueryDict
from rest_framework import parsers, renderers, status
from rest_framework.exceptions import APIException, ParseError

from families.text.letters import writable, writable_tree
from families.text.numbers import LARGEST

DEEPEST = 32
UNTOUCHED = frozenset(
    {"password", "old_password", "new_password", "password1", "password2", "new_password1", "new_password2"}
)


class TooLong(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body of this request is too long."
    default_code = "too_long"


class JSONParser(parsers.BaseParser):
    """JSON in UTF-8, whatever the request calls it. Not a child of DRF's, whose bodies are bounded by a page in HTML."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(most + 1)
        if len(body) > most:
            raise TooLong
        try:
            found = json.loads(
                body.decode("utf-8-sig"), parse_int=whole, parse_float=finite, parse_constant=refuse_constant
            )
        except UnicodeDecodeError:
            raise ParseError("This body is not JSON in UTF-8.") from None
        except RecursionError:
            raise ParseError(TOO_DEEP) from None
        except json.JSONDecodeError as error:
            raise ParseError(f"This body is not JSON: {error.msg}, at character {error.pos}.") from None
        check_depth(found)
        return cleaned_body(found)


TOO_DEEP = f"This body is nested more than {DEEPEST} levels deep."


def check_depth(value: Any) -> None:
    """Raises ParseError. Level by level, since a function that calls itself would run out of room before it could say so."""
    level = [value]
    for _ in range(DEEPEST):
        level = [
            each
            for holder in level
            if isinstance(holder, (dict, list))
            for each in (holder.values() if isinstance(holder, dict) else holder)
        ]
        if not level:
            return
    raise ParseError(TOO_DEEP)


def cleaned_body(found: Any) -> Any:
    if not isinstance(found, dict):
        return writable_tree(found)
    return {writable(key): value if key in UNTOUCHED else writable_tree(value) for key, value in found.items()}


def whole(said: str) -> int:
    if len(said) > 20 or abs(int(said)) > LARGEST:
        raise ParseError("A whole number in this body is too large.")
    return int(said)


def finite(said: str) -> float:
    number = float(said)
    if number in (float("inf"), float("-inf")):
        raise ParseError("A number in this body is too large.")
    return number


def refuse_constant(said: str) -> NoReturn:
    raise ParseError(f"{said} is not JSON.")


class FormParser(parsers.BaseParser):
    media_type = "application/x-www-form-urlencoded"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> QueryDict:
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLong
        return cleaned_query(QueryDict(body, encoding="utf-8"))


class MultiPartParser(parsers.MultiPartParser):
    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        parsed = super().parse(stream, media_type, {**(parser_context or {}), "encoding": "utf-8"})
        parsed.data = cleaned_query(parsed.data)  # type: ignore[assignment]
        return parsed


def cleaned_query(asked: QueryDict) -> QueryDict:
    """What a form or an address asks, with cleaned texts; passwords stay as they were typed."""
    if all(text.isascii() and text.isprintable() for pair in asked.lists() for text in (pair[0], *pair[1])):
        return asked
    kept = QueryDict(mutable=True, encoding=asked.encoding)
    for name, values in asked.lists():
        kept.setlist(writable(name), values if name in UNTOUCHED else [writable(value) for value in values])
    kept._mutable = False
    return kept


class JSONRenderer(renderers.JSONRenderer):
    """Whatever is to be said can be said: a lone surrogate that an error repeats has no bytes in UTF-8."""

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> Any:
        try:
            return super().render(data, accepted_media_type, renderer_context)
        except UnicodeEncodeError:
            return super().render(writable_tree(data), accepted_media_type, renderer_context)
