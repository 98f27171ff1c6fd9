"""The time left is told when it is worth reading, and rounded as people would."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audio.progress import in_words, time_left
from audio.tests import factories


@pytest.fixture
def left(db):
    """What is left of a step of ten minutes of sound of which so much was done in so many seconds, in two parts."""

    def ask(done_ms: int, seconds: float) -> timedelta | None:
        now = timezone.now()
        recording = factories.recording()
        for part in (0, 1):
            began = now - timedelta(seconds=seconds if part == 0 else seconds / 2)
            share = {"done_ms": done_ms // 2, "total_ms": 300_000, "started_at": began}
            factories.step(recording, "transcribe", part=part, state="running", **share)
        return time_left(recording, now)

    return ask


def test_it_follows_from_what_was_done_since_the_beginning(left):
    assert left(150_000, 30) == timedelta(seconds=90)


@pytest.mark.parametrize(("done_ms", "seconds"), [(0, 600), (10_000, 600), (300_000, 10)])
def test_nothing_is_said_while_it_would_be_a_guess(left, done_ms, seconds):
    assert left(done_ms, seconds) is None


def test_nothing_is_said_after_a_worker_was_away_for_a_day(left):
    assert left(150_000, 86_400) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (10, "less than a minute left"),
        (100, "about 2 minutes left"),
        (660, "about 15 minutes left"),
        (3_600, "about 1 hour left"),
        (8_000, "about 2 hours 15 minutes left"),
    ],
)
def test_it_is_rounded_up(seconds, words):
    assert in_words(timedelta(seconds=seconds)) == words
