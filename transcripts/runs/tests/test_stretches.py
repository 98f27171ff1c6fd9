"""Stretches meet in silences that both neighbours find by themselves, so that no word is heard twice or never."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from transcripts.runs import slices, stretches
from transcripts.tests import voices

MINUTE = 60_000
RATE = slices.SAMPLE_RATE


@pytest.fixture(autouse=True)
def short_look(monkeypatch):
    monkeypatch.setattr(stretches, "LOOK_SECONDS", 4)
    monkeypatch.setattr(stretches, "LOOK_BYTES", 2 * 4 * RATE)
    monkeypatch.setattr(slices, "voiced", voices.loud_runs)


@pytest.mark.parametrize(
    ("duration_ms", "count"), [(0, 1), (9 * MINUTE, 1), (10 * MINUTE, 2), (30 * MINUTE, 6), (300 * MINUTE, 24)]
)
def test_a_plan_has_stretches_of_five_minutes_or_more_and_not_too_many(duration_ms, count):
    plan = stretches.plan(duration_ms)
    assert (len(plan), sum(plan)) == (count, duration_ms)


def pieces(sound: bytes, cuts: list[int], size: int) -> list[bytes]:
    """What each stretch hears when stretches are planned to begin at 0 and at `cuts` (milliseconds)."""

    def blocks(from_ms: int):
        at = 32 * from_ms
        return (sound[i : i + size] for i in range(at, len(sound), size))

    heard = []
    for begin, end in zip([0, *cuts], [*cuts, None], strict=True):
        at_ms, rest = stretches.sound_from(blocks(begin), planned_ms=begin)
        heard.append(b"".join(stretches.sound_until(rest, at_ms=at_ms, planned_ms=end)))
    return heard


@given(
    seconds=some.lists(some.floats(0.1, 3.0), min_size=1, max_size=12),
    cuts=some.sets(some.integers(5, 30), max_size=3),
    size=some.sampled_from([1000, 7_777, 64_000]),
)
def test_together_they_hear_everything_once(seconds, cuts, size):
    sound = voices.talk(*seconds)
    apart = [1000 * cut for cut in sorted(cuts) if not any(0 < cut - other < 5 for other in cuts)]
    apart = [cut for cut in apart if 32 * cut < len(sound)]
    assert b"".join(pieces(sound, apart, size)) == sound


def test_they_meet_in_the_middle_of_the_first_silence():
    sound = voices.talk(0.2, 5.8, 1.0, 9.0)  # speech from 0.2 to 6 s, silence to 7 s
    first, second = pieces(sound, [5_000], 64_000)
    assert (len(first), len(second)) == (32 * 6_500, len(sound) - 32 * 6_500)


def test_where_nobody_pauses_they_meet_at_the_quietest_moment():
    level = np.full(20 * RATE, 12_000, np.int16)
    level[7 * RATE : 7 * RATE + 800] = 100  # a twentieth of a second
    level[::2] *= -1
    first, _ = pieces(level.tobytes(), [5_000], 64_000)
    assert len(first) == 2 * (7 * RATE + 400)
