"""Brings the copies up to date with what was announced. Whatever dies here at whatever place, the next turn mends."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.db.models import F, Min
from django.db.models.functions import Least
from django.utils import timezone

from projections.entries import Drainer, Entry
from projections.errors import Overtaken, StoreError
from projections.fencing import FencingToken
from projections.leases import Lease, backoff
from projections.outbox import ROWS_AT_ONCE, forget, in_batches, is_due, ring
from projections.rebuilding import go_on, leave_mark, recognise
from projections.registry import Projection
from projections.rows import read_documents

log = structlog.get_logger(__name__)
TURN_SECONDS = 10.0
MOST_ATTEMPTS = 1_000  # that are counted
UNFORESEEN = "Something that we did not foresee ({kind} at {place}). Staff can try again when the program is mended."


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
        for number in batches(projection, lease):
            copied += number
            if time.monotonic() > ends_at:
                break
    except StoreError as error:
        log.warning("store_failed", projection=projection.name, reason=str(error))
        lease.end_in_failure(str(error))
    else:
        lease.end()
    return copied


def batches(projection: Projection[Any], lease: Lease) -> Iterator[int]:
    """Copies what is due, then what a rebuild still has to announce; yields the number of rows after each batch.

    The first write leaves this turn's mark in the store, and every write is held to it. Raises StoreError.
    """
    incarnation = recognise(projection, lease)
    fence: FencingToken | None = None
    while True:
        batch = next_batch(projection)
        if batch:
            fence = fence or leave_mark(projection, lease, incarnation)
            set_aside = attempt(projection, batch, fence)
            if not acknowledge(projection, lease, batch, set_aside):
                return
            yield len(batch) - len(set_aside)
        elif go_on(projection, lease):
            yield 0
        else:
            return


def attempt(projection: Projection[Any], batch: dict[str, list[int]], fence: FencingToken) -> dict[str, str]:
    """As `settle`; what failed waits longer each time, unless it only was somebody else's turn."""
    try:
        return settle(projection, list(batch), fence)
    except Overtaken:
        raise
    except StoreError as error:
        postpone(batch, str(error))
        raise


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


def settle(projection: Projection[Any], keys: list[str], fence: FencingToken) -> dict[str, str]:
    """Copies, and gives those that can not be, each with a sentence.

    Halves of a batch are tried until the bad row is alone. Raises StoreError when it should be tried again later.
    """
    try:
        copy(projection, keys, fence)
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
    return settle(projection, keys[:middle], fence) | settle(projection, keys[middle:], fence)


def copy(projection: Projection[Any], keys: Sequence[str], fence: FencingToken) -> None:
    documents = read_documents(projection, keys)
    if documents:
        projection.write(documents, fence)
    if gone := [key for key in keys if key not in documents]:
        projection.erase(gone, fence)


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
    for some in in_batches([number for numbers in batch.values() for number in numbers], ROWS_AT_ONCE):
        entries = Entry.objects.filter(id__in=some)
        attempts = entries.aggregate(fewest=Min("attempts"))["fewest"] or 0
        later = timezone.now() + backoff(attempts + 1)
        entries.update(attempts=Least(F("attempts") + 1, MOST_ATTEMPTS), reason=reason, not_before=later)
