"""The rows of the database whose copies a store holds, by key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

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


@dataclass(frozen=True)
class Page:
    """Keys of rows, and the place in the table behind them: "key", or "group key" where a projection groups its rows."""

    keys: list[str]
    end: str


def page_of_keys(projection: Projection[Any], after: str, size: int) -> Page:
    """The next keys in the order in which the projection is filled; none at the end."""
    rows = projection.model._base_manager.order_by("pk")
    column = projection.grouped_by
    if not column:
        keys = list(behind(rows, after).values_list("pk", flat=True)[:size])
        return Page([str(pk) for pk in keys], str(keys[-1]) if keys else after)
    group, _, key = after.rpartition(" ")
    # Rows without a group come first: databases sort empty ones differently, and an index serves only one order.
    if not group:
        keys = list(behind(rows.filter(**{column: None}), key).values_list("pk", flat=True)[:size])
        if keys:
            return Page([str(pk) for pk in keys], f" {keys[-1]}")
    found = list(in_groups(rows, column, group, key).values_list(column, "pk")[:size])
    return Page([str(pk) for _, pk in found], " ".join(map(str, found[-1])) if found else after)


def behind(rows: QuerySet[Any], key: str) -> QuerySet[Any]:
    return rows.filter(pk__gt=key) if key else rows


def in_groups(rows: QuerySet[Any], column: str, group: str, key: str) -> QuerySet[Any]:
    """The rows of groups from behind a place on. A row that changes its group meanwhile is announced by that change."""
    grouped = rows.exclude(**{column: None}).order_by(column, "pk")
    if not group:
        return grouped
    # (group, key) > (…, …), in a form for which both databases walk the index on the group.
    return grouped.filter(Q(**{f"{column}__gt": group}) | Q(pk__gt=key), **{f"{column}__gte": group})


def pages_of_keys(projection: Projection[Any]) -> Iterator[list[str]]:
    """All of them, so that neither memory nor a transaction grows with them."""
    page = page_of_keys(projection, "", ROWS_AT_ONCE)
    while page.keys:
        yield page.keys
        page = page_of_keys(projection, page.end, ROWS_AT_ONCE)


def strangers(projection: Projection[Any], keys: Sequence[str]) -> list[str]:
    """Those that are no row's key, or could not even be one."""
    possible = [key for key in keys if is_possible_key(projection.model, key)]
    rows = projection.model._base_manager.filter(pk__in=possible).values_list("pk", flat=True)
    known = {str(pk) for pk in rows}
    return [key for key in keys if key not in known]
