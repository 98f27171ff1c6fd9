"""One drainer per projection at a time, and a store in trouble left alone for a while."""

import random
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from django.db.models import QuerySet
from django.utils import timezone

from projections.entries import Drainer, is_past

LEASE = timedelta(seconds=60)  # longer than the task that holds it may live
LONGEST_PAUSE_SECONDS = 60.0


def backoff(failures: int) -> timedelta:
    """1, 2, 4 … 60 seconds, each half as much more or less, so that many do not come back at once."""
    seconds = min(
        2.0 ** min(failures - 1, 30), LONGEST_PAUSE_SECONDS
    )  # after a day of outages 2 ** failures is no float
    return timedelta(seconds=seconds * random.uniform(0.5, 1.5))  # noqa: S311


@dataclass(frozen=True)
class Lease:
    """The right to copy. The pause after a failure is written down before the store is asked, so that a drainer that is
    killed by what it does leaves a growing pause behind, and not a loop."""

    projection: str
    token: uuid.UUID
    turn: int

    @classmethod
    def take(cls, projection: str) -> Self | None:
        """By one conditional update; None while somebody else drains, or while the store is left alone."""
        drainer, _ = Drainer.objects.get_or_create(projection=projection)
        now, lease = timezone.now(), cls(projection, uuid.uuid4(), drainer.turn + 1)
        is_free = is_past("leased_until") & is_past("not_before")
        taken = Drainer.objects.filter(is_free, projection=projection, turn=drainer.turn).update(
            token=lease.token,
            turn=lease.turn,
            leased_until=now + LEASE,
            failures=drainer.failures + 1,
            not_before=now + backoff(drainer.failures + 1),
        )
        return lease if taken else None

    def held(self) -> QuerySet[Drainer]:
        return Drainer.objects.filter(projection=self.projection, token=self.token)

    def go_on(self) -> bool:
        """After a batch that the store took: notes the success and renews. False when somebody else has taken over."""
        now = timezone.now()
        renewed = self.held().update(
            leased_until=now + LEASE,
            # One failure and not none, as when it was taken: whoever is killed in the next batch leaves a pause behind.
            failures=1,
            not_before=now + backoff(1),
            reason="",
            drained_at=now,
        )
        return bool(renewed)

    def note(self, **facts: object) -> bool:
        """Writes them down while it is held. False when somebody else has taken over."""
        return bool(self.held().update(leased_until=timezone.now() + LEASE, **facts))

    def end(self) -> None:
        self.held().update(token=None, leased_until=None, failures=0, not_before=None)

    def end_in_failure(self, reason: str) -> None:
        """Keeps the pause that was written down when the lease was taken."""
        self.held().update(token=None, leased_until=None, reason=reason)
