"""Lines of one voice are put together, and a line that is too short to be sure of founds no voice."""

import numpy as np

from transcripts.engines.voice_groups import Printed, grouped
from transcripts.engines.voiceprint import NUMBERS

CHANCE = np.random.default_rng(7)


def voice(number: int) -> np.ndarray:
    """One of several voices that have nothing in common."""
    return np.eye(NUMBERS)[number]


def line(of: int, seconds: float = 4.0, *, off: float = 0.05) -> Printed:
    heard = voice(of) + CHANCE.normal(0, off, NUMBERS) / 2
    return Printed(seconds, list(heard / np.linalg.norm(heard)))


def test_two_voices_in_turn_are_two():
    assert grouped([line(0), line(1), line(0), line(1)], {}) == [0, 1, 0, 1]


def test_one_voice_is_one_however_long_it_talks():
    assert set(grouped([line(3) for _ in range(60)], {})) == {0}


def test_a_voice_that_is_known_keeps_its_name_and_a_new_one_gets_another():
    assert grouped([line(1), line(0)], {"A": list(voice(0)), "B": list(voice(5))}) == [2, "A"]


def test_a_short_line_goes_to_the_nearest_voice_and_founds_none():
    assert grouped([line(0), line(1), line(1, 0.6), line(2, 0.6)], {})[2] == 1
    assert len(set(grouped([line(0), line(1), line(2, 0.6)], {}))) == 2


def test_a_voice_that_is_heard_for_two_seconds_in_all_is_no_third_one():
    assert len(set(grouped([line(0), line(1), line(2, 2.0)], {}))) == 2


def test_a_line_without_a_print_goes_with_the_line_before_it():
    empty = Printed(0.2, [])
    assert grouped([line(0), line(1), empty, line(0)], {}) == [0, 1, 1, 0]
    assert grouped([empty, line(4)], {}) == [0, 0]


def test_where_nothing_can_be_told_all_is_one_voice():
    assert grouped([Printed(0.2, []), Printed(0.1, [])], {}) == [0, 0]
    assert grouped([line(0, 0.5), line(1, 0.5)], {}) == [0, 0]
    assert grouped([], {}) == []
