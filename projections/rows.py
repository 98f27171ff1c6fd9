"""The rows of the database whose copies a store holds, by key."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from projections.outbox import ROWS_AT_ONCE
from projections.registry import Model, Projection


def read_documents(projection: Projection[Any], keys: Sequence[str]) -> dict[str, Any]:
    """A stranger's key need not even have the form of ours, and the database must not be asked for it."""
    possible = [key for key in keys if is_possible_key(projection.model, key)]
    return projection.read(possible) if possible else {}


def is_possible_key(model: Model, key: str) -> bool:
    try:
        return str(model._meta.pk.to_python(key)) == key
    except ValidationError:
        return False


def page_of_keys(projection: Projection[Any], after: str, size: int) -> list[str]:
    """The next keys in the order of the table; none at its end."""
    rows = projection.model._base_manager.order_by("pk").values_list("pk", flat=True)
    page = (rows.filter(pk__gt=after) if after else rows)[:size]
    return [str(pk) for pk in page]


def pages_of_keys(projection: Projection[Any]) -> Iterator[list[str]]:
    """All of them, so that neither memory nor a transaction grows with them."""
    page = page_of_keys(projection, "", ROWS_AT_ONCE)
    while page:
        yield page
        page = page_of_keys(projection, page[-1], ROWS_AT_ONCE)


def strangers(projection: Projection[Any], keys: Sequence[str]) -> list[str]:
    """Those that are no row's key, or could not even be one."""
    possible = [key for key in keys if is_possible_key(projection.model, key)]
    rows = projection.model._base_manager.filter(pk__in=possible).values_list("pk", flat=True)
    known = {str(pk) for pk in rows}
    return [key for key in keys if key not in known]
