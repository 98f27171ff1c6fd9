"""The outbox itself: rows that name what changed, and one row per projection that says who copies and how it goes."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class EntryQuerySet(models.QuerySet["Entry"]):
    def of(self, name: str) -> Self:
        return self.filter(projection=name)

    def waiting(self) -> Self:
        """To be copied, now or later; without those that a person must look at."""
        return self.filter(set_aside_at=None)

    def due(self) -> Self:
        return self.waiting().filter(not_before__lte=timezone.now())


class Entry(models.Model):
    """That a row changed, or is gone. It names the row and carries nothing of it."""

    id = models.BigAutoField(primary_key=True)
    projection = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    set_aside_at = models.DateTimeField(null=True, help_text="It cannot be copied until a person has seen to it.")
    reason = models.TextField(blank=True, help_text="Why the last attempt failed.")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["projection", "id"], name="entry_in_line", condition=Q(set_aside_at=None)),
            models.Index(fields=["projection", "key"], name="entry_of_row"),
        ]

    def __str__(self) -> str:
        return f"{self.projection} {self.key}"


class Drainer(models.Model):
    """One per projection: the lease of whoever copies, the bell that was rung, and how long a store's trouble lasts."""

    RING_AGAIN = timedelta(seconds=30)

    projection = models.CharField(max_length=64, primary_key=True)
    version = models.PositiveIntegerField(default=0, help_text="The shape in which all rows were last copied.")
    token = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    rung_at = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    not_before = models.DateTimeField(null=True, help_text="The store is left alone until then.")
    reason = models.TextField(blank=True, help_text="What the store last refused.")
    drained_at = models.DateTimeField(null=True, help_text="Last success.")

    class Meta:
        ordering = ["projection"]

    def __str__(self) -> str:
        return self.projection

    @property
    def is_leased(self) -> bool:
        return self.leased_until is not None and self.leased_until > timezone.now()

    @property
    def is_paused(self) -> bool:
        return not self.is_leased and self.not_before is not None and self.not_before > timezone.now()

    @property
    def is_rung(self) -> bool:
        """Whether a doorbell is on its way; one that is not answered for long is taken as lost."""
        return self.rung_at is not None and self.rung_at > timezone.now() - self.RING_AGAIN
