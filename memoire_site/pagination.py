"""How long lists come to clients: page after page by a cursor, so that rows which arrive meanwhile move nothing.

Keyset pagination: a page begins behind the last row of the one before, wherever that row would stand now. Unlike REST framework's own
cursor it orders by several keys, and by keys that may be empty (a story without a date).
"""

import base64
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import BaseExpression, OrderBy
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from families.text.numbers import whole_number

MOST = 200
LONGEST_CURSOR = 2_000


def exactly(value: Any) -> str:
    """A moment to the microsecond, which Django's own encoder rounds off; a key as it is written."""
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


@dataclass(frozen=True)
class Key:
    """One of the things by which rows are ordered; empty ones come last where it ascends, first where it descends."""

    name: str
    expression: BaseExpression | F
    is_descending: bool

    def ordered(self, *, backwards: bool) -> OrderBy:
        if self.is_descending != backwards:
            return F(self.name).desc(nulls_first=True)
        return F(self.name).asc(nulls_last=True)

    def beyond(self, value: Any, *, backwards: bool) -> Q | None:
        """The rows whose key comes behind `value`; None where there can be none."""
        if self.is_descending != backwards:
            return Q(**{f"{self.name}__isnull": False}) if value is None else Q(**{f"{self.name}__lt": value})
        if value is None:
            return None
        return Q(**{f"{self.name}__gt": value}) | Q(**{f"{self.name}__isnull": True})

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})


@dataclass(frozen=True)
class Cursor:
    """Between which rows a page begins: the keys of the row beside it, and whether one reads on or back."""

    values: list[Any]
    backwards: bool

    def written(self) -> str:
        told = json.dumps([self.backwards, *self.values], default=exactly, separators=(",", ":"))
        return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, rows: QuerySet[Any], keys: list[Key]) -> "Cursor":
        """Raises ValueError for what is no cursor of this list."""
        if len(text) > LONGEST_CURSOR:
            raise ValueError("too long")
        backwards, *values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(backwards, bool) or len(values) != len(keys):
            raise ValueError("of another list")
        fields = [rows.query.annotations[key.name].output_field for key in keys]
        return cls([field.to_python(value) for field, value in zip(fields, values, strict=True)], backwards)


class Pages(BasePagination):
    """`?limit=` up to 200 and `?cursor=`, which the addresses `next` and `previous` bring along."""

    default_limit = 50

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request, self.count = request, queryset.order_by().count()
        self.keys = keys_of(queryset)
        self.limit = limit_of(request)
        rows = queryset.annotate(**{key.name: key.expression for key in self.keys})
        self.cursor = self.cursor_of(request, rows)
        backwards = bool(self.cursor and self.cursor.backwards)
        rows = rows.order_by(*(key.ordered(backwards=backwards) for key in self.keys))
        if self.cursor:
            rows = rows.filter(beyond(self.keys, self.cursor))
        found = list(rows[: self.limit + 1])
        self.has_more, page = len(found) > self.limit, found[: self.limit]
        self.page = page[::-1] if backwards else page
        return self.page

    def cursor_of(self, request: Request, rows: QuerySet[Any]) -> Cursor | None:
        text = request.query_params.get("cursor")
        if text is None:
            return None
        try:
            return Cursor.read(text, rows, self.keys)
        except Exception:  # whatever somebody has made up, of whichever type its parts are
            detail = "This is no cursor of this list. Follow the addresses in next and previous."
            raise ValidationError({"cursor": detail}) from None

    def get_paginated_response(self, data: Any) -> Response:
        backwards = bool(self.cursor and self.cursor.backwards)
        has_next = self.has_more or backwards
        has_previous = self.has_more if backwards else bool(self.cursor)
        answer = {
            "count": self.count,
            "next": self.address(self.page[-1], backwards=False) if has_next and self.page else None,
            "previous": self.address(self.page[0], backwards=True) if has_previous and self.page else None,
            "results": data,
        }
        return Response(answer)

    def address(self, row: Any, *, backwards: bool) -> str:
        cursor = Cursor([getattr(row, key.name) for key in self.keys], backwards)
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor.written())

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": self.default_limit}
        told = "Where the page begins. Take it from `next` or `previous` of another page."
        return [
            {"name": "limit", "in": "query", "required": False, "description": "How many at most.", "schema": limit},
            {"name": "cursor", "in": "query", "required": False, "description": told, "schema": {"type": "string"}},
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "description": "How many there are in all, just now."},
                "next": {**address, "description": "The page behind this one."},
                "previous": {**address, "description": "The page before this one."},
                "results": schema,
            },
        }


def limit_of(request: Request) -> int:
    limit = whole_number(request.query_params.get("limit", str(Pages.default_limit)), most=MOST)
    if not limit:
        raise ValidationError({"limit": f"Ask for 1 to {MOST} at once."})
    return limit


def keys_of(rows: QuerySet[Any]) -> list[Key]:
    """By what these rows are ordered, ending with their own key, so that no two stand in one place."""
    asked = [*(rows.query.order_by or rows.model._meta.ordering or ()), "pk"]
    return [key_of(f"_key_{number}", each) for number, each in enumerate(asked)]


def key_of(name: str, asked: Any) -> Key:
    if isinstance(asked, OrderBy):
        return Key(name, asked.expression, asked.descending)
    if isinstance(asked, str):
        return Key(name, F(asked.lstrip("-")), asked.startswith("-"))
    return Key(name, asked, False)


def beyond(keys: list[Key], cursor: Cursor) -> Q:
    """The rows behind the cursor: behind it by the first key, or equal by that and behind it by the second, and so on."""
    # An empty Q is true for every row, and one without a possible key for none: with that, an OR can begin.
    found, same = Q(pk__in=[]), Q()
    for key, value in zip(keys, cursor.values, strict=True):
        further = key.beyond(value, backwards=cursor.backwards)
        if further is not None:
            found |= same & further
        same &= key.same(value)
    return found
