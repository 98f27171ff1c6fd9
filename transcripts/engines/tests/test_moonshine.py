"""The embedded engine on real speech."""

import re

import jiwer
import numpy as np
import pytest

from audio.errors import StepError
from transcripts.engines.base import SAMPLE_RATE
from transcripts.engines.moonshine import STRAY, Moonshine
from transcripts.engines.second_pass import Careful
from transcripts.runs.placing import in_recording
from transcripts.runs.slices import slices
from transcripts.tests import voices


@pytest.fixture(scope="module")
def engine() -> Careful:
    return Careful(Moonshine(), "en")


def plain(text: str) -> str:
    """Words as they are said: titles in full, hyphens as spaces, no capitals and no marks."""
    text = re.sub(r"\bmr\.?(?=\s)", "mister", text.lower()).replace("-", " ")
    return " ".join(re.sub(r"[^\w\s']", "", text).split())


def test_five_sentences_of_jane_austen_have_a_word_error_rate_of_three_percent_at_most(engine):
    lines = [
        line for piece in slices([voices.read_aloud()]) for line in in_recording(piece, engine.hear(piece.samples))
    ]
    heard = " ".join(line.text for line in lines)
    assert jiwer.wer(plain(voices.written()), plain(heard)) <= 0.03, heard


def test_lines_have_capitals_and_punctuation(engine):
    (piece, *_) = slices([voices.read_aloud()])
    text = engine.hear(piece.samples)[0].text
    assert (text[0].isupper(), any(mark in text for mark in ".,?!")) == (True, True)


def test_nothing_of_it_is_hard_to_believe(engine):
    assert [line.suspicion for piece in slices([voices.read_aloud()]) for line in engine.hear(piece.samples)] == [
        ""
    ] * 5


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
    ("said", "is_stray"), [("", True), ("?", True), ("You", True), (" you. ", True), ("…", True), ("You did.", False)]
)
def test_what_it_says_over_silence_is_known(said, is_stray):
    assert bool(STRAY.fullmatch(said)) is is_stray
