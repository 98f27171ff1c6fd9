"""What every speech engine keeps to; a new engine adds a line to ENGINES."""

import threading

import numpy as np
import pytest

from transcripts.engines.base import SAMPLE_RATE, Line
from transcripts.engines.moonshine import Moonshine
from transcripts.slices import slices
from transcripts.tests import voices

ENGINES = {"moonshine": Moonshine}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request):
    return ENGINES[request.param]()


@pytest.fixture(scope="module")
def samples():
    return next(slices([voices.read_aloud()])).samples


@pytest.fixture(scope="module")
def lines(engine, samples):
    return engine.hear(samples)


def texts(lines) -> list[str]:
    return [line.text for line in lines]


def test_it_has_the_name_that_is_stored_with_a_transcript(engine):
    assert engine.name in ENGINES


def test_it_has_a_version_that_fits_into_its_column(engine):
    assert 0 < len(engine.version) <= 64


def test_it_hears_words(lines):
    assert lines
    assert all(isinstance(line, Line) and line.text.strip() for line in lines)


def test_a_line_is_one_line_without_control_characters(lines):
    assert all(line.text.isprintable() and line.text == line.text.strip() for line in lines)


def test_lines_come_in_order_and_lie_in_the_sound(lines, samples):
    times = [moment for line in lines for moment in (line.start, line.end)]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= len(samples) / SAMPLE_RATE


def test_no_line_is_empty_in_time(lines):
    assert all(line.end > line.start for line in lines)


def test_confidence_is_a_part_of_one_or_unsaid(lines):
    assert all(line.confidence is None or 0 <= line.confidence <= 1 for line in lines)


def test_words_lie_in_their_line(lines):
    assert all(line.start <= word.start <= word.end <= line.end for line in lines for word in line.words)


def test_the_same_samples_give_the_same_words_whatever_was_heard_before(engine, samples, lines):
    for other in slices([voices.read_aloud()]):
        engine.hear(other.samples)
        assert texts(engine.hear(samples)) == texts(lines)


def test_the_samples_are_left_as_they_are(engine, samples):
    before = samples.copy()
    engine.hear(samples)
    assert (samples == before).all()


@pytest.mark.parametrize("length", [0, 1, 160, SAMPLE_RATE // 10])
def test_hardly_any_sound_is_no_error(engine, length):
    assert list(engine.hear(np.zeros(length, np.float32))) == []


@pytest.mark.parametrize("value", [1.0, -1.0, 30.0])
def test_sound_that_is_far_too_loud_is_no_error(engine, value):
    engine.hear(np.full(SAMPLE_RATE, value, np.float32))


def test_it_works_in_a_thread_that_did_not_make_it(engine, samples, lines):
    heard = []
    thread = threading.Thread(target=lambda: heard.extend(engine.hear(samples)))
    thread.start()
    thread.join()
    assert texts(heard) == texts(lines)
