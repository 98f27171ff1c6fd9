"""The embedded engine on real speech, and the bounds that keep it from running wild."""

import re

import jiwer
import numpy as np
import pytest

from audio.errors import StepError
from transcripts.engines.base import SAMPLE_RATE
from transcripts.engines.moonshine import FASTEST, Moonshine, bounded, tidy, without_loops
from transcripts.slices import in_recording, slices
from transcripts.tests import voices


@pytest.fixture(scope="module")
def engine() -> Moonshine:
    return Moonshine()


def plain(text: str) -> str:
    """Words as they are said: titles in full, hyphens as spaces, no capitals and no marks."""
    text = re.sub(r"\bmr\.?(?=\s)", "mister", text.lower()).replace("-", " ")
    return " ".join(re.sub(r"[^\w\s']", "", text).split())


def test_five_sentences_of_jane_austen_have_a_word_error_rate_of_six_percent_at_most(engine):
    lines = [
        line for piece in slices([voices.read_aloud()]) for line in in_recording(piece, engine.hear(piece.samples))
    ]
    heard = " ".join(line.text for line in lines)
    assert jiwer.wer(plain(voices.written()), plain(heard)) <= 0.06, heard


def test_lines_have_capitals_and_punctuation(engine):
    (piece, *_) = slices([voices.read_aloud()])
    text = engine.hear(piece.samples)[0].text
    assert (text[0].isupper(), any(mark in text for mark in ".,?!")) == (True, True)


def test_silence_says_nothing(engine):
    assert list(engine.hear(np.zeros(3 * SAMPLE_RATE, np.float32))) == []


def test_faint_noise_says_nothing(engine):
    noise = np.random.default_rng(1).normal(0, 1e-4, 3 * SAMPLE_RATE).astype(np.float32)
    assert list(engine.hear(noise)) == []


def test_the_version_names_the_release_and_the_model(engine):
    assert re.fullmatch(r"\d+\.\d+\.\d+ tiny-en", engine.version)


def test_a_model_that_is_not_there_fails_for_good_with_its_name(tmp_path):
    with pytest.raises(StepError, match="no-model") as failed:
        Moonshine(str(tmp_path / "no-model")).hear(np.zeros(SAMPLE_RATE, np.float32))
    assert failed.value.permanent


def test_an_architecture_that_nobody_knows_fails_for_good():
    with pytest.raises(StepError) as failed:
        Moonshine(architecture="enormous").hear(np.zeros(SAMPLE_RATE, np.float32))
    assert failed.value.permanent


@pytest.mark.parametrize(
    ("heard", "kept"),
    [
        ("and then and then and then and then and then we left", "and then we left"),
        ("No, no, no, no, no!", "No!"),
        ("the big red barn the big red barn the big red barn the big red barn burned", "the big red barn burned"),
        ("Ha ha ha.", "Ha ha ha."),
        ("He said that that was that.", "He said that that was that."),
        ("a bethananananananan cake", "a bethan cake"),
        ("It cost 100000 pounds in 1933333.", "It cost 100000 pounds in 1933333."),
    ],
)
def test_a_loop_is_kept_once_and_ordinary_talk_as_it_is(heard, kept):
    assert without_loops(heard) == kept


@pytest.mark.parametrize(
    ("heard", "kept"),
    [
        ("Well,, ,the river , froze .", "Well, the river, froze."),
        ("Two\nlines\tand\x00more", "Two lines and more"),
        ("  As it is. ", "As it is."),
    ],
)
def test_marks_and_spaces_are_tidied(heard, kept):
    assert tidy(heard) == kept


@pytest.mark.parametrize("stray", ["", "?", "You", " you. ", "…"])
def test_what_is_invented_over_silence_is_no_line(stray):
    assert bounded(stray, 0, 2, 2) is None


def test_nobody_speaks_faster_than_six_words_a_second():
    line = bounded(" ".join(f"word{n}" for n in range(60)), 0, 2, 2)
    assert len(line.text.split()) == 2 * FASTEST


def test_a_line_lies_inside_the_sound():
    line = bounded("The river froze.", -1, 9, 4)
    assert (line.start, line.end) == (0, 4)


def test_a_line_after_the_sound_is_none():
    assert bounded("The river froze.", 5, 6, 4) is None
