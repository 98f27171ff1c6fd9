"""What can be removed: a row that is hidden first, and erased when nobody has taken it back."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models

from families.refusal import Refusal


class CannotReturn(Refusal):
    """It cannot be taken back as things are now; the message says why."""


def grace() -> timedelta:
    return timedelta(days=settings.GRACE_DAYS)


class Removable(models.Model):
    """`removed_at` hides the row everywhere; `overdue_at` is when it was first seen to have been hidden for long enough."""

    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    overdue_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def erased_at(self) -> datetime | None:
        """The moment after which it cannot be taken back; None while it is not removed."""
        return self.removed_at + grace() if self.removed_at else None

    @property
    def grace_days(self) -> int:
        return grace().days

    def hide(self) -> dict[str, Any]:
        """What else changes on its row when it is hidden, after whatever points at it was looked after."""
        return {}

    def show(self) -> dict[str, Any]:
        """What else changes on its row when it is taken back. Raises CannotReturn."""
        return {}
