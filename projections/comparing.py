"""Compares a store with the database, and changes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from projections.entries import Entry
from projections.outbox import ROWS_AT_ONCE, in_batches
from projections.registry import Projection
from projections.rows import pages_of_keys, read_documents, strangers


@dataclass(frozen=True)
class Difference:
    """That a store does not hold what it should."""

    projection: str
    key: str
    kind: Literal["missing", "stale", "foreign"]

    def __str__(self) -> str:
        return f"{self.projection} {self.key}: {self.kind}"


def check(projection: Projection[Any]) -> Iterator[Difference]:
    """Compares every row with the store, and every key in the store with the rows. Raises StoreError.

    What still waits to be copied is no difference: it is late.
    """
    for page in pages_of_keys(projection):
        for keys in in_batches(page, projection.batch):
            yield from compare(projection, keys)
    for keys in in_batches(projection.stored_keys(), ROWS_AT_ONCE):
        yield from compare(projection, strangers(projection, keys))


def compare(projection: Projection[Any], keys: Sequence[str], *, is_second_look: bool = False) -> Iterator[Difference]:
    wanted, found = read_documents(projection, keys), projection.stored(keys)
    odd = [key for key in keys if wanted.get(key) != found.get(key)]
    if odd and not is_second_look:  # a drain may have passed between the two questions
        yield from compare(projection, odd, is_second_look=True)
        return
    late = set(Entry.objects.of(projection.name).waiting().filter(key__in=odd).values_list("key", flat=True))
    for key in odd:
        if key not in late:
            yield Difference(
                projection.name, key, "foreign" if key not in wanted else "stale" if key in found else "missing"
            )
