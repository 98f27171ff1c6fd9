"""A real model of many languages on speech in three of them: which is spoken, the words, their times, and the names of a family."""

import os
from itertools import pairwise
from pathlib import Path

import pytest

from transcripts.engines.base import SAMPLE_RATE, Line, Samples
from transcripts.engines.second_pass import Careful
from transcripts.engines.whisper import Whisper
from transcripts.engines.whisper_folders import is_there
from transcripts.measuring.error_rates import errors
from transcripts.runs.choice import NeedsEngine, choose
from transcripts.tests import voices

BASE = Path(__file__).parent / "models" / "base"
SPOKEN = Path(__file__).parent / "other_languages"
NAMES = {"de": "Wiltrud", "fr": "Aliénor", "es": "Nekane"}
pytestmark = [pytest.mark.one_database, pytest.mark.xdist_group("other languages")]


@pytest.fixture(scope="module")
def folder() -> Path:
    """The model that script/speech_model --for-tests brings; .ci/run does not go on without it."""
    if not is_there(BASE):
        missing = "Whisper base is not here: script/speech_model --for-tests brings it."
        (pytest.fail if os.environ.get("TEST_MODELS") == "required" else pytest.skip)(missing)
    return BASE


@pytest.fixture(scope="module")
def whisper(folder) -> Whisper:
    return Whisper(folder)


@pytest.fixture(scope="module")
def heard(whisper) -> dict[str, list[Line]]:
    """What it makes of each language where nobody says which it is, heard once for all tests."""
    return {language: Careful(whisper, "").hear(sound(language)) for language in NAMES}


def sound(language: str) -> Samples:
    return voices.at_16_khz(SPOKEN / f"{language}.ogg")


def written(lines: list[Line]) -> str:
    return " ".join(line.text for line in lines)


@pytest.mark.parametrize("language", NAMES)
def test_it_finds_out_which_language_is_spoken_and_hears_the_words(heard, language):
    lines = heard[language]
    assert {line.language for line in lines} == {language}
    assert errors((SPOKEN / f"{language}.txt").read_text(), written(lines)).word_rate <= 0.2


@pytest.mark.parametrize("language", NAMES)
def test_every_word_of_another_language_has_its_time_and_probability(heard, language):
    words = [word for line in heard[language] for word in line.words]
    assert [word.text for word in words] == written(heard[language]).split()
    assert all(word.end - word.start >= 0.02 and 0 < word.confidence <= 1 for word in words)
    assert all(one.end <= other.start + 1e-6 for one, other in pairwise(words))
    assert words[-1].end <= len(sound(language)) / SAMPLE_RATE


@pytest.mark.parametrize(("language", "name"), NAMES.items())
def test_a_name_that_the_family_told_is_written_as_they_write_it(whisper, heard, language, name):
    told = Careful(whisper, language).hear(sound(language), hints=["Kazimierz", name])
    assert (name in written(heard[language]), name in written(told)) == (False, True), written(told)


@pytest.mark.parametrize("language", ["de-AT", "fr", "es-419", ""])
def test_auto_takes_it_for_other_languages_and_waits_where_it_is_not_here(folder, settings, no_whisper, language):
    with pytest.raises(NeedsEngine):
        choose("auto", language, family_language="de")
    settings.MODELS_DIR.mkdir()
    (settings.MODELS_DIR / "base").symlink_to(folder)
    assert choose("auto", language, family_language="de").model == "base"
