"""The outbox itself: rows that name what changed, and one row per projection that says who copies and how it goes."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

FAR_OFF = timedelta(minutes=5)  # longer than any lease or pause of ours


def is_past(name: str, *, longest: timedelta = timedelta()) -> Q:
    """That a time of ours is over, or was never set. One that is far off was set before the clock was put back.

    `longest` is how far ahead such a time may be set, where that is long.
    """
    now = timezone.now()
    return Q(**{name: None}) | Q(**{f"{name}__lte": now}) | Q(**{f"{name}__gt": now + longest + FAR_OFF})


def is_to_come(at: datetime | None) -> bool:
    """The opposite, of a time in memory."""
    now = timezone.now()
    return at is not None and now < at <= now + FAR_OFF


class EntryQuerySet(models.QuerySet["Entry"]):
    def of(self, name: str) -> Self:
        return self.filter(projection=name)

    def waiting(self) -> Self:
        """To be copied, now or later; without those that a person must look at."""
        return self.filter(set_aside_at=None)

    def due(self) -> Self:
        return self.waiting().filter(is_past("not_before"))


class Entry(models.Model):
    """That a row changed, or is gone. It names the row and carries nothing of it."""

    id = models.BigAutoField(primary_key=True)
    projection = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
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

    class Stage(models.TextChoices):
        ROWS = "rows", "announcing every row"
        STRANGERS = "strangers", "looking for what should not be there"

    RING_AGAIN = timedelta(seconds=30)
    LOOK_AGAIN = timedelta(minutes=2)

    projection = models.CharField(max_length=64, primary_key=True)
    version = models.PositiveIntegerField(default=0, help_text="The shape in which all rows were last copied.")
    turn = models.PositiveBigIntegerField(default=0, editable=False, help_text="How often somebody began to copy.")
    marked_turn = models.PositiveBigIntegerField(default=0, editable=False, help_text="The last that the store knows.")
    incarnation = models.UUIDField(null=True, editable=False, help_text="Of the store that we have filled.")
    looked_at = models.DateTimeField(null=True, help_text="When the store was last seen to be the same.")
    stage = models.CharField(max_length=16, choices=Stage, blank=True, help_text="Of the rebuild under way.")
    cursor = models.CharField(max_length=255, blank=True, editable=False, help_text="The last row announced by it.")
    announced = models.PositiveBigIntegerField(default=0, help_text="Rows announced by it so far.")
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
        return is_to_come(self.leased_until)

    @property
    def is_paused(self) -> bool:
        return not self.is_leased and is_to_come(self.not_before)

    @property
    def needs_a_look(self) -> bool:
        """Whether it is time to see that the store was not emptied or exchanged behind our back."""
        return self.looked_at is None or not is_to_come(self.looked_at + self.LOOK_AGAIN)

    @property
    def is_rung(self) -> bool:
        """Whether a doorbell is on its way; one that is not answered for long is taken as lost."""
        return self.rung_at is not None and is_to_come(self.rung_at + self.RING_AGAIN)
