"""Removing what belongs to a family: hidden at once, given back when somebody asks in time, and erased afterwards."""

import time
from datetime import timedelta

import structlog
from django.apps import apps
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from families.removable import Removable, grace

log = structlog.get_logger(__name__)
hidden, shown = Signal(), Signal()
"""Sent within the transaction with `row`; the sender is its model."""
LOOKED_AT_AGAIN = timedelta(days=1)
"""For how long, by the calendar, a row must have been known to be overdue before it is erased."""
REALLY_PASSED = 3_000
"""Seconds that must really have passed in between, by a clock that nobody can set."""


def removables() -> list[type[Removable]]:
    return [model for model in apps.get_models() if issubclass(model, Removable)]


def remove(row: Removable, *, by: object) -> bool:
    """Hides a row, with all that hangs on it; False where somebody was first."""
    with transaction.atomic():
        current = locked(row)
        if current is None or current.removed_at:
            return False
        changes = {"removed_at": timezone.now(), "removed_by": by, "overdue_at": None, **current.hide()}
        type(row)._base_manager.filter(pk=row.pk).update(**changes)
        hidden.send(type(row), row=current)
    log.info("row_removed", kind=row._meta.label_lower, pk=str(row.pk))
    return True


def take_back(row: Removable) -> bool:
    """Shows it again, as it was; False where it is not removed, or erased already. Raises CannotReturn."""
    with transaction.atomic():
        current = locked(row)
        if current is None or not current.removed_at:
            return False
        changes = {"removed_at": None, "removed_by": None, "overdue_at": None, **current.show()}
        type(row)._base_manager.filter(pk=row.pk).update(**changes)
        shown.send(type(row), row=current)
    log.info("row_taken_back", kind=row._meta.label_lower, pk=str(row.pk))
    return True


def locked(row: Removable) -> Removable | None:
    rows = type(row)._base_manager.select_for_update(no_key=True, of=("self",))
    found: Removable | None = rows.filter(pk=row.pk).first()
    return found


class Eraser:
    """Erases what was hidden for long enough: seen overdue twice, a day apart by the calendar, and with real time in between.

    A clock that jumps ahead makes everything overdue; when it is put right, what it made overdue is so no more.
    """

    def __init__(self) -> None:
        # In memory and nowhere else: real time is this process's own, and after a restart it is waited for anew.
        self.first_seen: dict[tuple[str, str], float] = {}

    def erase_overdue(self) -> int:
        return sum(self.look_at(row) for model in removables() for row in self.overdue(model))

    def overdue(self, model: type[Removable]) -> list[Removable]:
        latest = timezone.now() - grace()
        hidden = model._base_manager.all()
        hidden.exclude(overdue_at=None).exclude(removed_at__lte=latest).update(overdue_at=None)
        return list(hidden.filter(removed_at__lte=latest).order_by("removed_at"))

    def look_at(self, row: Removable) -> bool:
        """Notes a row that is overdue, or erases it; True where it was erased."""
        now, key = timezone.now(), (row._meta.label_lower, str(row.pk))
        seen = self.first_seen.setdefault(key, time.monotonic())
        if row.overdue_at is None or row.overdue_at > now:
            type(row)._base_manager.filter(pk=row.pk).update(overdue_at=now)
            return False
        if now - row.overdue_at < LOOKED_AT_AGAIN or time.monotonic() - seen < REALLY_PASSED:
            return False
        del self.first_seen[key]
        return self.erase(row)

    def erase(self, row: Removable) -> bool:
        with transaction.atomic():
            current = locked(row)
            if current is None or current.removed_at != row.removed_at:
                return False  # somebody took it back just now
            current.delete()
        log.info("row_erased", kind=row._meta.label_lower, pk=str(row.pk))
        return True
