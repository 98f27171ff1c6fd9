"""faster-whisper with its real loading code, on a model of random numbers that says the worst that can be said."""

import json
import socket

import numpy as np
import pytest

from audio.errors import StepError
from transcripts.engines import whisper
from transcripts.engines.base import SAMPLE_RATE
from transcripts.engines.second_pass import Careful
from transcripts.engines.tests.tiny_whisper import tiny_whisper
from transcripts.engines.whisper import LANGUAGES, MOST_HINTS, Whisper, as_sentence
from transcripts.runs.slices import slices
from transcripts.tests import voices


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny_whisper(tmp_path_factory.mktemp("models") / "small", says_words=True)


@pytest.fixture(scope="module")
def engine(folder) -> Whisper:
    return Whisper(folder, most_tokens=20)


@pytest.fixture(scope="module")
def samples():
    return next(slices([voices.read_aloud()])).samples


@pytest.fixture
def no_network(monkeypatch):
    def refused(*arguments):
        raise AssertionError("Somebody asked the network.")

    monkeypatch.setattr(socket.socket, "connect", refused)


def test_it_loads_and_hears_without_the_network(no_network, folder, samples):
    assert Whisper(folder, most_tokens=20).hear(samples, language="en")


def test_its_version_names_release_model_and_how_it_runs(engine):
    assert engine.version.split()[1:] == ["small", "cpu", "int8"]


def test_on_a_graphics_card_it_takes_halves(monkeypatch, folder):
    monkeypatch.setattr(whisper, "has_gpu", lambda: True)
    assert Whisper(folder).version.endswith("cuda float16")


@pytest.mark.parametrize("name", ["tiny.en", "small.en", "base"])
def test_of_any_model_five_ways_to_go_on_are_weighed_and_told(monkeypatch, tmp_path, samples, name):
    engine = Whisper(tiny_whisper(tmp_path / name, multilingual=not name.endswith(".en")), most_tokens=20)
    asked = []
    hear = engine.model.transcribe
    monkeypatch.setattr(engine.model, "transcribe", lambda *given, **told: asked.append(told) or hear(*given, **told))
    engine.hear(samples, language="en")
    engine.hear_first(samples, language="en")
    assert [told["beam_size"] for told in asked] == [5, 5]
    assert engine.settings["beam_size"] == 5


def test_words_have_times_and_probabilities(engine, samples):
    line = next(line for line in engine.hear(samples, language="en") if line.words)
    assert all(type(word.start) is float and 0 <= word.confidence <= 1 for word in line.words)
    assert [word.text.strip() for word in line.words] == line.text.split()


def test_without_a_language_it_says_which_it_heard(engine, samples):
    assert {line.language for line in engine.hear(samples)} < LANGUAGES


def test_with_a_language_it_says_nothing_about_it(engine, samples):
    assert {line.language for line in engine.hear(samples, language="de")} == {""}


def test_the_second_way_is_another_and_always_the_same(engine, samples):
    first, second, third = (engine.hear(samples, language="en", second_way=way) for way in (False, True, True))
    assert (first != second, second == third) == (True, True)


def test_hints_may_be_many(engine, samples):
    assert engine.hear(samples, language="en", hints=["Dashwood"] * 500)


@pytest.mark.parametrize(("hints", "told"), [((), None), (("Rose", "Wheal Jane"), "Rose, Wheal Jane.")])
def test_hints_are_told_as_a_sentence_that_has_ended(hints, told):
    assert as_sentence(hints) == told


def test_of_many_hints_as_many_whole_ones_are_told_as_there_is_room_for():
    names = [f"Dashwood{number}" for number in range(200)]
    told = as_sentence(names)
    assert told is not None
    assert told[:-1].split(", ") == names[: told.count(",") + 1]
    assert MOST_HINTS - 20 < len(told) <= MOST_HINTS + 1


def test_its_loops_are_marked_and_kept_once(tmp_path, samples):
    """Which of the random models loop, and in which hearing, depends on the processor; some always do."""
    models = [tiny_whisper(tmp_path / str(seed), says_words=True, seed=seed) for seed in range(8)]
    lines = [line for model in models for line in Careful(Whisper(model), "en").hear(samples)]
    assert "loop" in {line.suspicion for line in lines}
    assert all(len(line.text.split()) < 45 for line in lines)


@pytest.mark.parametrize("language", ["en", "ja", ""])
def test_bytes_that_are_no_letters_do_no_harm(tmp_path, samples, language):
    lines = Careful(Whisper(tiny_whisper(tmp_path / "bytes"), most_tokens=40), language).hear(samples)
    assert all(line.text.isprintable() and "\x00" not in json.dumps(line.text) for line in lines)
    assert all(0 <= line.start < line.end <= len(samples) / SAMPLE_RATE for line in lines)


def test_an_english_model_says_so_by_its_name(tmp_path):
    assert Whisper(tmp_path / "small.en").languages == {"en"}


def test_an_english_model_does_not_hear_german(tmp_path, samples):
    with pytest.raises(StepError, match="English only") as failed:
        Whisper(tiny_whisper(tmp_path / "model", multilingual=False)).hear(samples, language="de")
    assert failed.value.permanent


@pytest.mark.parametrize("missing", ["model.bin", "tokenizer.json", "vocabulary.json"])
def test_a_model_with_a_missing_file_names_it_and_asks_no_network(no_network, tmp_path, samples, missing):
    (tiny_whisper(tmp_path / "model") / missing).unlink()
    with pytest.raises(StepError, match=rf"{missing.split('.')[0]}.* is missing. Run manage.py fetch_models") as failed:
        Whisper(tmp_path / "model").hear(samples)
    assert failed.value.permanent


@pytest.mark.parametrize("broken", ["model.bin", "tokenizer.json", "vocabulary.json"])
def test_a_file_that_is_broken_fails_for_good(tmp_path, broken):
    (tiny_whisper(tmp_path / "model") / broken).write_bytes(b"{never finished")
    with pytest.raises(
        StepError, match=r"of the Whisper model in model|The Whisper model in model could not"
    ) as failed:
        Whisper(tmp_path / "model").hear(np.zeros(SAMPLE_RATE, np.float32), language="en")
    assert failed.value.permanent


def test_what_the_model_cannot_do_now_may_be_tried_again(engine, samples, monkeypatch):
    def fail(*arguments, **options):
        raise RuntimeError("CUDA failed with error out of memory\nat somewhere")

    monkeypatch.setattr(engine.model, "transcribe", fail)
    with pytest.raises(StepError, match=r"out of memory$") as failed:
        engine.hear(samples)
    assert not failed.value.permanent
