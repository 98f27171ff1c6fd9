"""The last resort on real speech, and what it must not do."""

import jiwer
import pytest

from transcripts.engines.base import Word
from transcripts.engines.pocketsphinx import PocketSphinx, breaths
from transcripts.engines.second_pass import Careful
from transcripts.engines.tests.test_moonshine import plain
from transcripts.runs.slices import slices
from transcripts.tests import voices


@pytest.fixture(scope="module")
def engine() -> PocketSphinx:
    return PocketSphinx()


@pytest.fixture(scope="module")
def lines(engine):
    return [line for piece in slices([voices.read_aloud()]) for line in Careful(engine, "en").hear(piece.samples)]


def test_of_five_sentences_of_jane_austen_it_hears_more_than_half(lines):
    heard = " ".join(line.text for line in lines)
    assert jiwer.wer(plain(voices.written()), plain(heard)) <= 0.45, heard


def test_every_word_has_its_time_and_a_confidence(lines):
    words = [word for line in lines for word in line.words]
    assert all(word.end > word.start and 0 <= word.confidence <= 1 for word in words)
    assert [word.text for word in words] == " ".join(line.text for line in lines).split()


def test_words_carry_no_marks_of_the_dictionary(lines):
    assert not any(mark in line.text for line in lines for mark in "()<>[]+")


def test_a_long_pause_begins_a_new_line():
    words = [Word("he", 0, 0.4), Word("was", 0.5, 1), Word("cold", 1.8, 2.2)]
    assert breaths(words) == [words[:2], words[2:]]


def test_after_sound_that_it_cannot_take_it_hears_on(engine):
    with pytest.raises(IndexError):
        engine.words(b"")
    (piece, *_) = slices([voices.read_aloud()])
    assert engine.hear(piece.samples)
