"""The model that comes along, as it hears real speech and what is none."""

from itertools import pairwise

import numpy as np
import pytest

from transcripts.engines.base import SAMPLE_RATE, Line
from transcripts.engines.second_pass import Careful
from transcripts.engines.whisper import Whisper
from transcripts.engines.whisper_folders import CARRIED
from transcripts.measuring.error_rates import errors
from transcripts.runs.placing import in_recording
from transcripts.runs.slices import as_floats, slices
from transcripts.tests import voices
from transcripts.words import glossary
from transcripts.words.repair import Own

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def engine() -> Careful:
    return Careful(Whisper(CARRIED / "tiny.en"), "en")


@pytest.fixture(scope="module")
def read(engine) -> list[Line]:
    """What it makes of five sentences read aloud."""
    pieces = slices([voices.read_aloud()], longest=engine.longest)
    return [line for piece in pieces for line in in_recording(piece, engine.hear(piece.samples))]


def test_it_hears_what_is_read(read):
    assert errors(voices.written(), " ".join(line.text for line in read)).word_rate <= 0.08


def test_each_sentence_is_a_line_of_its_own_where_its_reader_paused(read):
    begins = np.cumsum([0, *(len(s) / 2 / SAMPLE_RATE + voices.PAUSE for s in voices.sentences())])[:-1]
    assert all(any(abs(line.start - begin) < 0.6 for line in read) for begin in begins)


def test_every_word_has_its_time_and_probability(read):
    words = [word for line in read for word in line.words]
    assert [word.text for word in words] == " ".join(line.text for line in read).split()
    assert all(word.end - word.start >= 0.02 and 0 < word.confidence <= 1 for word in words)
    assert all(one.end <= other.start + 1e-6 for one, other in pairwise(words))


def test_the_same_sound_gives_the_same_words(engine, read):
    assert [line.text for line in read] == [
        line.text
        for piece in slices([voices.read_aloud()], longest=engine.longest)
        for line in in_recording(piece, engine.hear(piece.samples))
    ]


def test_a_sentence_that_is_cut_off_is_left_to_be_heard_with_what_comes_after_it(engine):
    whole = voices.read_aloud()
    cut_off = as_floats(whole + voices.sentences()[0])[: int(29.9 * SAMPLE_RATE)]
    lines, until = engine.hear_first(cut_off)
    assert until < len(cut_off) / SAMPLE_RATE - 0.5
    assert errors(voices.written(), " ".join(line.text for line in lines)).word_rate <= 0.08


def test_where_nothing_is_left_it_is_heard_to_the_end(engine):
    samples = as_floats(voices.read_aloud(most=3))
    lines, until = engine.hear_first(samples)
    assert (until, [line.text for line in lines]) == (
        len(samples) / SAMPLE_RATE,
        [line.text for line in engine.hear(samples)],
    )


def test_what_was_said_before_carries_on_how_it_writes(engine):
    samples = as_floats(voices.read_aloud(most=2))
    plain, told = (
        engine.hear_first(samples)[0],
        engine.hear_first(samples, before="and so they did and nobody said a word")[0],
    )
    assert errors(*(" ".join(line.text for line in lines) for lines in (plain, told))).word_rate <= 0.08


def noise(seconds: float) -> bytes:
    return (np.random.default_rng(1).normal(0, 900, int(seconds * SAMPLE_RATE))).astype(np.int16).tobytes()


def chord(seconds: float) -> bytes:
    at = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tones = sum(np.sin(2 * np.pi * hertz * at) for hertz in (262, 330, 392))
    return (tones * 3_000 * np.exp(-(at % 1))).astype(np.int16).tobytes()


def clock(seconds: float) -> bytes:
    ticks = np.zeros(int(seconds * SAMPLE_RATE), np.int16)
    ticks[:: SAMPLE_RATE // 2] = 20_000
    return ticks.tobytes()


@pytest.mark.parametrize("sound", [bytes(2 * 30 * SAMPLE_RATE), noise(30), chord(30), clock(30)])
def test_where_nobody_speaks_no_word_is_kept_unmarked(engine, sound):
    pieces = slices([sound], longest=engine.longest)
    kept = [line for piece in pieces for line in in_recording(piece, engine.hear(piece.samples))]
    assert [line.text for line in kept if not line.suspicion] == []


@pytest.fixture(scope="module")
def likelihood(engine):
    """Of texts in the first sentence."""
    return engine.engine.likelihood_in(as_floats(voices.sentences()[0]), "en")


SENTENCE = "And Mr. John {} had then leisure to consider how much there might be prudently in his power to do for them."


def test_it_finds_what_was_said_likelier_than_another_name_though_both_are_told(likelihood):
    of = lambda name: likelihood(SENTENCE.format(name), ["Dashwood", "Szymanski", "Ashworth"])  # noqa: E731
    assert of("Dashwood") > max(of("Szymanski"), of("Ashworth"), of("dash would"))


def test_a_name_that_is_told_becomes_likelier(likelihood):
    text = SENTENCE.format("Dashwood")
    assert likelihood(text, ["Dashwood"]) > likelihood(text, [])


def test_more_than_a_model_holds_is_compared_as_far_as_it_goes(likelihood):
    assert likelihood("Dashwood " * 500, ["Szymanski"] * 200) < likelihood(SENTENCE, [])


def test_a_misheard_name_is_asked_about_by_its_sound_and_no_other_is(likelihood):
    tokens = SENTENCE.format("dash would").split()
    words = [[token, n, n + 1, 0.3 if token in {"dash", "would"} else 0.9] for n, token in enumerate(tokens)]
    own = [Own(name, kind="person") for name in ("Dashwood", "Ashworth", "Dorsen", "Winifred")]
    found = glossary.mended(words, own, likelihood=likelihood)
    assert [(each["heard"], each["text"]) for each in found.proposals] == [("dash would", "Dashwood")]
    assert glossary.mended(words, own[2:], likelihood=likelihood).proposals == []


def test_it_compares_after_it_has_heard_a_part_only(engine, likelihood):
    sound = as_floats(voices.sentences()[0])
    engine.hear_first(sound)
    assert engine.engine.likelihood_in(sound, "en")(SENTENCE, []) == likelihood(SENTENCE, [])
