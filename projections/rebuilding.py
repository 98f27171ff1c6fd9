"""Fills a store anew, page by page, and notices by itself when that is needed.

A rebuild only announces: the drain does the copying, so readers never meet an empty store. Where it has got to is in the
Drainer's row, so that one that was interrupted goes on. Strangers come last.
"""

import uuid
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from projections.entries import Drainer, Entry
from projections.fencing import FencingToken
from projections.leases import Lease
from projections.outbox import ROWS_AT_ONCE, in_batches
from projections.registry import Projection
from projections.rows import page_of_keys, strangers

log = structlog.get_logger(__name__)
PAGE = 2_000  # a change that comes meanwhile waits behind so many at most


def rebuild(projection: Projection[Any], **facts: Any) -> None:
    """Begins one, from the first row. The drain does it."""
    begun = {"version": projection.version, "stage": Drainer.Stage.ROWS, "cursor": "", "announced": 0}
    Drainer.objects.update_or_create(projection=projection.name, defaults={**begun, **facts})


def recognise(projection: Projection[Any], lease: Lease) -> str:
    """Looks for the mark of the last turn and says the store's incarnation. Raises StoreError.

    Another mark, or none: the store is new, was emptied, or was put back to an older state, or our database was. Then,
    as after a release that changed the documents, everything is copied again.
    """
    drainer = Drainer.objects.get(projection=projection.name)
    found = projection.marker()
    if is_known(drainer, found, lease):
        lease.note(looked_at=timezone.now())
        if drainer.version != projection.version:
            rebuild(projection)
        return str(drainer.incarnation)
    log.warning("store_not_recognised", projection=projection.name, is_empty=found is None)
    incarnation = uuid.uuid4()
    rebuild(projection, incarnation=incarnation, marked_turn=0)
    leave_mark(projection, lease, str(incarnation))
    return str(incarnation)


def is_known(drainer: Drainer, found: FencingToken | None, lease: Lease) -> bool:
    """A turn may have left its mark and died before it wrote that down."""
    if found is None or found.incarnation != str(drainer.incarnation):
        return False
    return drainer.marked_turn <= found.turn < lease.turn


def leave_mark(projection: Projection[Any], lease: Lease, incarnation: str) -> FencingToken:
    made = FencingToken(incarnation, lease.turn)
    projection.mark(made)
    lease.note(marked_turn=lease.turn, looked_at=timezone.now())
    return made


def go_on(projection: Projection[Any], lease: Lease) -> bool:
    """Announces the next page of a rebuild; False when none is under way, or the lease is lost. Raises StoreError."""
    drainer = lease.held().first()
    if drainer is None or not drainer.stage:
        return False
    if drainer.stage == Drainer.Stage.ROWS:
        return announce_rows(projection, lease, drainer.cursor)
    for keys in in_batches(projection.stored_keys(), ROWS_AT_ONCE):
        announce_again(projection, strangers(projection, keys))
        if not lease.note():
            return False
    return lease.note(stage="", cursor="")


def announce_rows(projection: Projection[Any], lease: Lease, after: str) -> bool:
    page = page_of_keys(projection, after, PAGE)
    if not page.keys:
        return lease.note(stage=Drainer.Stage.STRANGERS)
    with transaction.atomic():
        is_held = lease.note(cursor=page.end, announced=F("announced") + len(page.keys))
        if is_held:
            announce_again(projection, page.keys)
    return is_held


def announce_again(projection: Projection[Any], keys: list[str]) -> None:
    entries = (Entry(projection=projection.name, key=key) for key in keys)
    Entry.objects.bulk_create(entries, batch_size=ROWS_AT_ONCE)
