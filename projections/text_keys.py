"""Keys as text, made by the database: an object for each of thousands of ids takes longer than what is done with them."""

from typing import Any

from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Cast, Replace

PARTS = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))


class TextKey(Func):
    """A UUID column as text with dashes, as the stores write it: `TextKey("story_id")`."""

    arity = 1
    output_field = models.CharField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        if connection.features.has_native_uuid_field:
            sql, params = compiler.compile(Cast(self.source_expressions[0], models.CharField()))
            return sql, tuple(params)
        key, params = compiler.compile(self.source_expressions[0])
        parts = [f"substr({key}, {start}, {length})" for start, length in PARTS]
        return " || '-' || ".join(parts), tuple(params) * len(parts)


def hex_key(column: str) -> Replace:
    """A UUID column as 32 hexadecimal digits, which are in the order of the ids; the quickest, where only few go on."""
    return Replace(Cast(column, models.CharField()), Value("-"))
