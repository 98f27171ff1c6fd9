"""Brings the copies up to date: `drain` what was announced, `rebuild` by announcing all; `check` changes nothing."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import F, Min
from django.utils import timezone

from projections.entries import Drainer, Entry
from projections.errors import StoreError
from projections.leases import Lease, backoff
from projections.outbox import ROWS_AT_ONCE, forget, in_batches, is_due, ring
from projections.registry import Projection

log = structlog.get_logger(__name__)
TURN_SECONDS = 10.0
UNFORESEEN = "Something that we did not foresee ({kind} at {place}). Staff can try again when the program is mended."


@dataclass(frozen=True)
class Difference:
    """That a store does not hold what it should."""

    projection: str
    key: str
    kind: Literal["missing", "stale", "foreign"]

    def __str__(self) -> str:
        return f"{self.projection} {self.key}: {self.kind}"


# --- drain -----------------------------------------------------------------------------------------------------------


def drain(projection: Projection[Any], *, seconds: float = TURN_SECONDS) -> int:
    """Copies what is due, for about so many seconds, and says how many rows that were.

    A store's trouble is written down and never raised. Somebody else who drains is left to it.
    """
    Drainer.objects.filter(projection=projection.name).update(rung_at=None)  # the bell is answered: later ones count
    ends_at, copied = time.monotonic() + seconds, 0
    while is_due(projection.name, projection.version):
        lease = Lease.take(projection.name)
        if lease is None:
            break
        copied += turn(projection, lease, ends_at)
        if time.monotonic() > ends_at:
            break
    if is_due(projection.name, projection.version):
        ring(projection.name)
    return copied


def turn(projection: Projection[Any], lease: Lease, ends_at: float) -> int:
    """Batch after batch under one lease, until nothing is due, the time is over, or the store fails."""
    copied = 0
    try:
        renew_shape(projection)
        while batch := next_batch(projection):
            try:
                set_aside = settle(projection, list(batch))
            except StoreError as error:
                postpone(batch, str(error))
                raise
            if not acknowledge(projection, lease, batch, set_aside):
                return copied
            copied += len(batch) - len(set_aside)
            if time.monotonic() > ends_at:
                break
    except StoreError as error:
        log.warning("store_failed", projection=projection.name, reason=str(error))
        lease.end_in_failure(str(error))
    else:
        lease.end()
    return copied


def next_batch(projection: Projection[Any]) -> dict[str, list[int]]:
    """The ids of all entries, by key, for the rows that have waited longest.

    All of a row's entries go at once, those set aside too. Ids and not "up to the highest": on PostgreSQL an entry with
    a lower id may commit after one with a higher id was seen, and would be deleted unread.
    """
    due = list(Entry.objects.of(projection.name).due().order_by("id")[: projection.batch])
    if not due:
        return {}
    # What failed before comes in ever smaller batches: in the end a slow or bad row is alone.
    size = max(1, projection.batch >> due[0].attempts)
    keys = list(dict.fromkeys(entry.key for entry in due))[:size]
    batch: dict[str, list[int]] = {key: [] for key in keys}
    for key, number in Entry.objects.of(projection.name).filter(key__in=keys).values_list("key", "id"):
        batch[key].append(number)
    return batch


def settle(projection: Projection[Any], keys: list[str]) -> dict[str, str]:
    """Copies, and gives those that can not be, each with a sentence.

    Halves of a batch are tried until the bad row is alone. Raises StoreError when it should be tried again later.
    """
    try:
        copy(projection, keys)
    except StoreError as error:
        if not error.permanent:
            raise
        reason = str(error)
    except DatabaseError as error:
        raise StoreError(f"Our own database did not answer ({type(error).__name__}).") from error
    except Exception as error:
        reason = unforeseen(error)
    else:
        return {}
    if len(keys) == 1:
        return {keys[0]: reason}
    middle = len(keys) // 2
    return settle(projection, keys[:middle]) | settle(projection, keys[middle:])


def copy(projection: Projection[Any], keys: Sequence[str]) -> None:
    documents = read(projection, keys)
    if documents:
        projection.write(documents)
    if gone := [key for key in keys if key not in documents]:
        projection.erase(gone)


def read(projection: Projection[Any], keys: Sequence[str]) -> dict[str, Any]:
    """A stranger's key need not even have the form of ours, and the database must not be asked for it."""
    possible = [key for key in keys if is_possible_key(projection, key)]
    return projection.read(possible) if possible else {}


def is_possible_key(projection: Projection[Any], key: str) -> bool:
    try:
        return str(projection.model._meta.pk.to_python(key)) == key
    except ValidationError:
        return False


def unforeseen(error: Exception) -> str:
    """The kind and the place, never the message: it could hold what somebody said."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "an unknown place"
    return UNFORESEEN.format(kind=type(error).__name__, place=place)


def acknowledge(
    projection: Projection[Any], lease: Lease, batch: dict[str, list[int]], set_aside: dict[str, str]
) -> bool:
    """Deletes the entries of what is copied. False when the lease was lost meanwhile.

    Then our copies may lie over newer ones of whoever took over, so the rows are announced again.
    """
    with transaction.atomic():
        if not lease.go_on():
            log.warning("lease_lost", projection=projection.name)
            Entry.objects.bulk_create(Entry(projection=projection.name, key=key) for key in batch)
            return False
        done = [number for key, numbers in batch.items() if key not in set_aside for number in numbers]
        for some in in_batches(done, ROWS_AT_ONCE):
            Entry.objects.filter(id__in=some).delete()
        for key, reason in set_aside.items():
            log.error("entry_set_aside", projection=projection.name, key=key)
            stuck = Entry.objects.filter(id__in=batch[key])
            stuck.update(set_aside_at=timezone.now(), reason=reason, attempts=F("attempts") + 1)
    forget(projection.name, batch)
    return True


def postpone(batch: dict[str, list[int]], reason: str) -> None:
    entries = Entry.objects.filter(id__in=[number for numbers in batch.values() for number in numbers])
    attempts = entries.aggregate(fewest=Min("attempts"))["fewest"] or 0
    entries.update(attempts=F("attempts") + 1, reason=reason, not_before=timezone.now() + backoff(attempts + 1))


# --- rebuild ---------------------------------------------------------------------------------------------------------


def renew_shape(projection: Projection[Any]) -> None:
    """After a release that changed the documents, and for a store that is new, everything is copied again."""
    outdated = Drainer.objects.filter(projection=projection.name).exclude(version=projection.version)
    if outdated.exists():
        rebuild(projection)


def rebuild(projection: Projection[Any]) -> int:
    """Announces every row, and then every stranger in the store; the drain does the rest.

    So nobody meets an empty store, and a rebuild that was interrupted goes on. Raises StoreError when the store cannot
    say what it holds; the rows are announced then, the strangers are not.
    """
    announced = 0
    for keys in row_keys(projection):
        announced += announce_again(projection, keys)
    for keys in in_batches(projection.stored_keys(), ROWS_AT_ONCE):
        announced += announce_again(projection, strangers(projection, keys))
    Drainer.objects.update_or_create(projection=projection.name, defaults={"version": projection.version})
    return announced


def announce_again(projection: Projection[Any], keys: Sequence[str]) -> int:
    Entry.objects.bulk_create(Entry(projection=projection.name, key=key) for key in keys)
    return len(keys)


def row_keys(projection: Projection[Any]) -> Iterator[list[str]]:
    """All rows' keys in batches, page by page, so that neither memory nor a transaction grows with them."""
    rows = projection.model._base_manager.order_by("pk").values_list("pk", flat=True)
    page = list(rows[:ROWS_AT_ONCE])
    while page:
        yield [str(pk) for pk in page]
        page = list(rows.filter(pk__gt=page[-1])[:ROWS_AT_ONCE])


def strangers(projection: Projection[Any], keys: Sequence[str]) -> list[str]:
    """Those that are no row's key, or could not even be one."""
    possible = [key for key in keys if is_possible_key(projection, key)]
    rows = projection.model._base_manager.filter(pk__in=possible).values_list("pk", flat=True)
    known = {str(pk) for pk in rows}
    return [key for key in keys if key not in known]


# --- check -----------------------------------------------------------------------------------------------------------


def check(projection: Projection[Any]) -> Iterator[Difference]:
    """Compares every row with the store, and every key in the store with the rows. Raises StoreError.

    What still waits to be copied is no difference: it is late.
    """
    for page in row_keys(projection):
        for keys in in_batches(page, projection.batch):
            yield from compare(projection, keys)
    for keys in in_batches(projection.stored_keys(), ROWS_AT_ONCE):
        yield from compare(projection, strangers(projection, keys))


def compare(projection: Projection[Any], keys: Sequence[str], *, is_second_look: bool = False) -> Iterator[Difference]:
    wanted, found = read(projection, keys), projection.stored(keys)
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
