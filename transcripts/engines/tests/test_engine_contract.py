"""What every speech engine keeps to, as it is used: with care. A new engine adds a line to MAKERS."""

import json
import subprocess
import sys
import threading

import numpy as np
import pytest

from audio.errors import StepError
from audio.sound.sandbox import root
from transcripts.engines.base import SAMPLE_RATE, Line
from transcripts.engines.moonshine import Moonshine
from transcripts.engines.openai import OpenAI
from transcripts.engines.pocketsphinx import PocketSphinx
from transcripts.engines.second_pass import Careful
from transcripts.engines.tests.tiny_whisper import tiny_whisper
from transcripts.engines.whisper import Whisper
from transcripts.runs.slices import as_floats, slices
from transcripts.tests import endpoint, voices


@pytest.fixture(scope="module")
def server():
    with endpoint.running() as running:
        yield running


MAKERS = {
    "moonshine": lambda folder, server: Moonshine(),
    "whisper": lambda folder, server: Whisper(tiny_whisper(folder / "tiny", says_words=True), most_tokens=20),
    "openai": lambda folder, server: OpenAI("whisper-1", base_url=server.url),
    "pocketsphinx": lambda folder, server: PocketSphinx(),
}
OURS = {f"{room}.models" for room in ("projections", "families", "audio", "transcripts")}
BROKEN = {
    "moonshine": lambda folder: Moonshine(str(folder / "no-model")),
    "whisper": lambda folder: Whisper(folder / "no-model"),
    "openai": lambda folder: OpenAI("whisper-1", base_url="http://127.0.0.1:9", patience=0.2),
}


@pytest.fixture(scope="module", params=MAKERS)
def engine(request, tmp_path_factory, server):
    made = MAKERS[request.param](tmp_path_factory.mktemp("model"), server)
    return Careful(made, "en")


@pytest.fixture(scope="module")
def samples():
    return next(slices([voices.read_aloud(most=2)])).samples  # the slowest takes as long as it lasts


@pytest.fixture(scope="module")
def lines(engine, samples):
    return engine.hear(samples)


def texts(lines) -> list[str]:
    return [line.text for line in lines]


def assert_sound(lines, seconds: float) -> None:
    """What holds for all lines whatever was heard."""
    times = [moment for line in lines for moment in (line.start, line.end)]
    assert times == sorted(times)
    assert all(0 <= moment <= seconds for moment in times)
    assert all(line.end > line.start for line in lines)
    assert all(line.text.isprintable() and line.text.strip() == line.text != "" for line in lines)
    assert all(type(moment) is float for moment in times)


def test_it_has_the_name_that_is_stored_with_a_transcript(engine):
    assert engine.name in MAKERS


def test_it_has_a_version_that_fits_into_its_column(engine):
    assert 0 < len(engine.version) <= 64


def test_it_says_which_model_hears_and_what_it_is_told_without_an_address(engine):
    assert 0 < len(engine.model_name) <= 120
    assert "http" not in json.dumps(engine.settings)


def test_it_hears_english_or_does_not_say_what_it_hears(engine):
    assert engine.languages is None or "en" in engine.languages


def test_it_hears_words(lines):
    assert lines
    assert all(isinstance(line, Line) and any(letter.isalpha() for letter in line.text) for line in lines)


def test_lines_are_plain_and_come_in_order_in_the_sound(lines, samples):
    assert_sound(lines, len(samples) / SAMPLE_RATE)


def test_confidence_is_a_part_of_one_or_unsaid(lines):
    told = [line.confidence for line in lines] + [word.confidence for line in lines for word in line.words]
    assert all(each is None or (type(each) is float and 0 <= each <= 1) for each in told)


def test_words_are_those_of_the_text_in_order_in_their_line(lines):
    for line in lines:
        times = [moment for word in line.words for moment in (word.start, word.end)]
        assert [word.text for word in line.words] in ([], line.text.split())
        assert [line.start, *times, line.end] == sorted([line.start, *times, line.end])


def test_the_same_samples_give_the_same_words_whatever_was_heard_before(engine, samples, lines):
    for other in voices.sentences()[2:4]:
        engine.hear(as_floats(other))
        assert texts(engine.hear(samples)) == texts(lines)


def test_the_samples_are_left_as_they_are(engine, samples):
    before = samples.copy()
    engine.hear(samples, hints=["Dashwood"])
    assert (samples == before).all()


@pytest.mark.parametrize("length", [0, 1, 160, SAMPLE_RATE // 10, SAMPLE_RATE // 5, 3 * SAMPLE_RATE])
def test_silence_of_any_length_says_nothing(engine, length):
    assert list(engine.hear(np.zeros(length, np.float32))) == []


def test_faint_noise_says_nothing(engine):
    noise = np.random.default_rng(1).normal(0, 1e-4, 3 * SAMPLE_RATE).astype(np.float32)
    assert list(engine.hear(noise)) == []


@pytest.mark.parametrize("seconds", [0.2, 2.0])
def test_noise_is_no_error(engine, seconds):
    noise = np.random.default_rng(1).normal(0, 0.1, int(seconds * SAMPLE_RATE)).astype(np.float32)
    assert_sound(engine.hear(noise), seconds)


@pytest.mark.parametrize("value", [1.0, -30.0])
def test_sound_that_is_far_too_loud_is_no_error(engine, value):
    assert_sound(engine.hear(np.full(SAMPLE_RATE, value, np.float32)), 1.0)


def test_a_fifth_of_a_second_of_speech_is_no_error(engine, samples):
    assert_sound(engine.hear(samples[SAMPLE_RATE : SAMPLE_RATE + SAMPLE_RATE // 5]), 0.2)


def test_it_works_in_a_thread_that_did_not_make_it(engine, samples):
    heard = []
    thread = threading.Thread(target=lambda: heard.extend(engine.hear(samples)))
    thread.start()
    thread.join()
    assert heard


@pytest.mark.parametrize("name", BROKEN)
def test_an_engine_that_cannot_work_says_so_in_a_sentence(tmp_path, samples, name):
    with pytest.raises(StepError) as failed:
        BROKEN[name](tmp_path).hear(samples)
    assert (failed.value.reason[0].isupper(), len(failed.value.reason) > 30) == (True, True)


@pytest.mark.parametrize("name", MAKERS)
def test_it_knows_no_setting_and_no_model_of_ours(name):
    program = f"import json, sys, transcripts.engines.{name}; print(json.dumps(list(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", program], cwd=root(), capture_output=True, text=True, check=True)
    loaded = json.loads(found.stdout)
    assert f"transcripts.engines.{name}" in loaded
    assert [module for module in loaded if module == "django" or module in OURS] == []
