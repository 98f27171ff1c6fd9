"""The time by which things are thrown away: it follows the machine's clock, but a jump of that one cannot carry it along.

A machine that starts with a wrong date, or is given one, makes everything look overdue. So whoever throws away asks this clock: for each
hour that really passes it goes at most a day, which is time enough to put the date right, and not so slow that a machine which runs an hour
a day would never throw anything away. Put back, it follows at once.
"""

import time
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils import timezone

FASTEST = 24  # days in a day, at most
_began = timezone.now(), time.monotonic()
_counted = [time.monotonic()]  # up to when the time that really passed in this process was counted


class ExpiryClock(models.Model):
    """One row: how far it has come. Only who throws away moves it; everybody may read it."""

    shown_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.shown_at:%Y-%m-%d %H:%M}"

    @classmethod
    def now(cls) -> datetime:
        """Writes nothing, so it may be up to as far behind as whoever throws away comes seldom."""
        return min(timezone.now(), cls.begun())

    @classmethod
    def advance(cls) -> datetime:
        elapsed, _counted[0] = time.monotonic() - _counted[0], time.monotonic()
        shown_at = min(timezone.now(), cls.begun() + FASTEST * timedelta(seconds=elapsed))
        cls.objects.update_or_create(pk=1, defaults={"shown_at": shown_at})
        return shown_at

    @classmethod
    def begun(cls) -> datetime:
        """Where it stands; before it was ever moved, the date at which this process started, and the time since."""
        row: Self | None = cls.objects.filter(pk=1).first()
        date, at = _began
        return row.shown_at if row else date + timedelta(seconds=time.monotonic() - at)
