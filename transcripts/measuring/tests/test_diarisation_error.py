"""The diarisation error rate, on cases that can be counted by hand."""

import pytest

from transcripts.measuring.diarisation_error import DiarisationError, diarisation_error

SAID = [(0.0, 4.0, "Q"), (5.0, 10.0, "A")]


def test_other_names_for_the_same_are_no_error():
    assert diarisation_error(SAID, [(0.0, 4.0, "x"), (5.0, 10.0, "y")]).rate == 0


def test_one_voice_for_two_confuses_the_shorter():
    found = diarisation_error(SAID, [(0.0, 4.0, "x"), (5.0, 10.0, "x")])
    assert (found.confused, found.rate) == (pytest.approx(4.0), pytest.approx(4 / 9))


def test_a_third_voice_that_nobody_has_is_confused():
    assert diarisation_error(SAID, [(0, 4, "x"), (5, 9, "y"), (9, 10, "z")]).confused == pytest.approx(1.0)


def test_what_is_missed_and_what_is_invented_count():
    found = diarisation_error(SAID, [(0, 4.5, "x"), (5, 8, "y")])
    assert (found.invented, found.missed) == (pytest.approx(0.5), pytest.approx(2.0))


def test_nothing_counts_within_the_collar():
    found = diarisation_error(SAID, [(0.2, 4.2, "x"), (4.8, 10.0, "y")], collar=0.25)
    assert (found.rate, found.spoken) == (0, pytest.approx(8.0))


def test_no_speech_and_no_guess_is_no_error():
    assert diarisation_error([], []) == DiarisationError()
