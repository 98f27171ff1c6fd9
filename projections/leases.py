"""One drainer per projection at a time, and a store in trouble left alone for a while."""

import random
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from django.db.models import Q, QuerySet
from django.utils import timezone

from projections.entries import Drainer

LEASE = timedelta(seconds=60)  # longer than the task that holds it may live
LONGEST_PAUSE_SECONDS = 60.0


def backoff(failures: int) -> timedelta:
    """1, 2, 4 … 60 seconds, each half as much more or less, so that many do not come back at once."""
    return timedelta(seconds=min(2.0 ** (failures - 1), LONGEST_PAUSE_SECONDS) * random.uniform(0.5, 1.5))  # noqa: S311


@dataclass(frozen=True)
class Lease:
    """The right to copy. The pause after a failure is written down before the store is asked, so that a drainer that is
    killed by what it does leaves a growing pause behind, and not a loop."""

    projection: str
    token: uuid.UUID

    @classmethod
    def take(cls, projection: str) -> Self | None:
        """By one conditional update; None while somebody else drains, or while the store is left alone."""
        drainer, _ = Drainer.objects.get_or_create(projection=projection)
        now, lease = timezone.now(), cls(projection, uuid.uuid4())
        is_free = Q(leased_until=None) | Q(leased_until__lte=now)
        is_time = Q(not_before=None) | Q(not_before__lte=now)
        taken = Drainer.objects.filter(is_free & is_time, projection=projection).update(
            token=lease.token,
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
            leased_until=now + LEASE, failures=1, not_before=now + backoff(1), reason="", drained_at=now
        )
        return bool(renewed)

    def end(self) -> None:
        self.held().update(token=None, leased_until=None, failures=0, not_before=None)

    def end_in_failure(self, reason: str) -> None:
        """Keeps the pause that was written down when the lease was taken."""
        self.held().update(token=None, leased_until=None, reason=reason)
