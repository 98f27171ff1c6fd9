"""A bound on how many passwords are hashed at once: each costs a third of a second of a processor, and anybody may ask for it."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from families.refusal import Refusal

AT_ONCE = max(1, (os.cpu_count() or 1) // settings.WEB_WORKERS)  # in this process
MOST_WAITING = 8 * AT_ONCE  # with those at work; whoever comes then is asked to come again
PATIENCE_SECONDS = 5.0
COME_AGAIN_SECONDS = 10
BUSY = "Many people are signing in at this moment. Please try again in a few seconds."

_room = threading.BoundedSemaphore(MOST_WAITING)
_turns = threading.BoundedSemaphore(AT_ONCE)


class MustWait(Refusal):
    """No password is checked now. `reason` is a sentence for the person, `seconds` the time after which it may be tried again."""

    def __init__(self, seconds: int, reason: str) -> None:
        super().__init__(reason)
        self.seconds, self.reason = seconds, reason


@contextmanager
def hashing_turn() -> Iterator[None]:
    """Waits for a turn, but not long. Raises MustWait."""
    if not _room.acquire(blocking=False):
        raise MustWait(COME_AGAIN_SECONDS, BUSY)
    try:
        if not _turns.acquire(timeout=PATIENCE_SECONDS):
            raise MustWait(COME_AGAIN_SECONDS, BUSY)
        try:
            yield
        finally:
            _turns.release()
    finally:
        _room.release()
