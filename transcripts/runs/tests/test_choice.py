"""Which engine is taken, and why; privacy goes before quality."""

import re

import numpy as np
import pytest

from transcripts.engines.base import SAMPLE_RATE
from transcripts.engines.tests.tiny_whisper import tiny_whisper
from transcripts.engines.whisper_makers import OFFERED
from transcripts.runs import bearing, choice
from transcripts.runs.choice import NeedsEngine, choose, language_code


@pytest.fixture(autouse=True)
def nothing_set(settings, no_whisper):
    settings.SPEECH_MODEL_PATH, settings.SPEECH_MODEL_ARCH = "", "tiny"
    settings.OPENAI_BASE_URL = settings.OPENAI_API_KEY = ""


@pytest.fixture
def whisper(settings):
    return tiny_whisper(settings.MODELS_DIR / "small")


@pytest.fixture
def without(monkeypatch):
    """Makes the packages of some engines unloadable."""
    real = choice.import_module

    def make(*names: str) -> None:
        def found(module):
            if module.rpartition(".")[2] in names:
                raise ImportError
            return real(module)

        monkeypatch.setattr(choice, "import_module", found)

    return make


@pytest.mark.parametrize("language", ["en", "en-GB", "EN_us"])
def test_for_english_it_is_moonshine_where_no_whisper_is(language):
    assert choose("auto", language).engine.name == "moonshine"


@pytest.mark.parametrize(
    ("here", "taken"),
    [
        (["tiny.en"], "tiny.en"),
        (["tiny.en", "base.en"], "base.en"),
        (["small", "base.en", "tiny.en"], "small"),
        (["base", "tiny.en"], "tiny.en"),  # no worse at English, and half the cost
        (["base"], "base"),
    ],
)
def test_for_english_it_is_the_best_whisper_that_is_here(settings, here, taken):
    for name in here:
        tiny_whisper(settings.MODELS_DIR / name, multilingual=not name.endswith(".en"))
    assert choose("auto", "en-GB").model == taken


def test_the_model_that_comes_along_is_here_for_everybody(tmp_path):
    tiny_whisper(tmp_path / "carried" / "tiny.en", multilingual=False)
    assert choose("auto", "en").model == "tiny.en"
    with pytest.raises(NeedsEngine):
        choose("auto", "de")


def test_the_model_that_is_named_goes_before_better_ones(settings, whisper):
    settings.SPEECH_MODEL = str(tiny_whisper(settings.MODELS_DIR / "mine"))
    assert choose("auto", "en").model == "mine"


def test_a_model_that_is_named_and_not_here_is_not_replaced_where_whisper_is_asked_for(settings, whisper):
    settings.SPEECH_MODEL = "medium"
    assert choose("auto", "en").model == "small"
    with pytest.raises(NeedsEngine, match="The Whisper model medium is not here"):
        choose("whisper", "en")


def test_an_english_model_hears_a_family_that_did_not_say_its_language(settings):
    tiny_whisper(settings.MODELS_DIR / "tiny.en", multilingual=False)
    assert (choose("auto", "").model, choose("whisper", "").engine.language) == ("tiny.en", "en")


def test_a_folder_of_another_name_says_itself_which_languages_it_hears(settings):
    settings.SPEECH_MODEL = str(tiny_whisper(settings.MODELS_DIR / "kitchen", multilingual=False))
    with pytest.raises(NeedsEngine):
        choose("auto", "de")


@pytest.fixture
def machine(monkeypatch):
    """Makes this one as large as is said; what is here weighs as much as the real models."""
    weights = {name: source.bytes for name, source in OFFERED.items()} | {"medium": 1_527_906_378}
    monkeypatch.setattr(choice, "size_of", lambda folder: weights[folder.name])
    monkeypatch.setattr(bearing.Machine, "has_gpu", False)

    def make(gigabytes: float, *, workers: int = 2, threads: int = 1) -> None:
        here = bearing.Machine(int(gigabytes * 10**9), workers, threads)
        monkeypatch.setattr(choice, "this_machine", lambda workers: here)

    return make


@pytest.mark.parametrize(
    ("language", "here", "gigabytes", "threads", "taken"),
    [
        ("en", ["small.en", "tiny.en"], 8, 1, "small.en"),
        ("en", ["small.en", "tiny.en"], 2.5, 1, "tiny.en"),  # two workers and the pages would not fit beside it
        ("en", ["small.en", "base.en", "tiny.en"], 2, 1, "base.en"),
        ("en", ["medium", "small.en", "tiny.en"], 16, 1, "small.en"),  # an hour would take longer than an hour
        ("en", ["medium", "small.en", "tiny.en"], 16, 4, "medium"),
        ("de", ["small", "base"], 2.5, 1, "base"),
        ("de", ["medium"], 16, 1, "medium"),  # slow, and nothing else hears it
        ("de", ["medium", "small"], 16, 1, "small"),
    ],
)
def test_the_best_is_taken_that_this_machine_can_bear(settings, machine, language, here, gigabytes, threads, taken):
    for name in here:
        tiny_whisper(settings.MODELS_DIR / name, multilingual=not name.endswith(".en"))
    machine(gigabytes, threads=threads)
    found = choose("auto", language)
    left_out = f"{here[0]} is here too, but too much for this machine." in found.reason
    assert (found.model, left_out) == (taken, taken != here[0])


def test_a_model_that_memory_has_no_room_for_hears_nothing_and_the_reason_says_what_would(settings, machine):
    tiny_whisper(settings.MODELS_DIR / "small")
    machine(2)
    with pytest.raises(NeedsEngine, match=r"small is here too, but too much .* Run manage.py fetch_models base once"):
        choose("auto", "de")


def test_who_names_a_model_in_the_settings_knows_the_machine(settings, machine):
    settings.SPEECH_MODEL = str(tiny_whisper(settings.MODELS_DIR / "small"))
    machine(1)
    assert choose("auto", "en").model == "small"


def test_on_a_graphics_card_size_is_no_matter(settings, machine, monkeypatch):
    tiny_whisper(settings.MODELS_DIR / "medium")
    monkeypatch.setattr(bearing.Machine, "has_gpu", True)
    machine(4)
    assert choose("auto", "de").model == "medium"


@pytest.mark.parametrize(("written", "limit"), [("max", None), ("1500000000", 1_500_000_000), (None, None)])
def test_a_container_has_as_much_memory_as_it_may_take(tmp_path, monkeypatch, written, limit):
    if written:
        (tmp_path / "memory.max").write_text(f"{written}\n")
    monkeypatch.setattr(bearing, "LIMIT", tmp_path / "memory.max")
    own = bearing.memory_here()
    assert own == limit if limit else own > 500_000_000


def test_families_read_that_it_waits_for_whoever_keeps_this_memoire():
    with pytest.raises(NeedsEngine) as needed:
        choose("auto", "de")
    told = choice.for_family(needed.value.reason)
    assert ("whoever keeps this Memoire" in told, "safe" in told, "manage.py" in told) == (True, True, False)
    assert choice.for_family("This file ends in the middle.") == "This file ends in the middle."


@pytest.mark.parametrize("language", ["de", "nb", "zh-Hant-TW"])
def test_for_other_languages_it_is_whisper_where_its_model_is(whisper, language):
    found = choose("auto", language)
    assert (found.engine.name, found.engine.language) == ("whisper", language_code(language))


def test_without_the_package_of_moonshine_it_is_pocketsphinx_and_says_why(without):
    without("moonshine")
    found = choose("auto", "en")
    assert (found.engine.name, "package of moonshine cannot be loaded" in found.reason) == ("pocketsphinx", True)


def test_an_endpoint_is_never_taken_by_itself(settings):
    settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = "http://ear.example/v1", "sesame"
    assert choose("auto", "en").engine.name == "moonshine"
    with pytest.raises(NeedsEngine):
        choose("auto", "de")


def test_an_endpoint_that_is_named_hears_any_language(settings):
    settings.OPENAI_BASE_URL = "http://ear.example/v1"
    found = choose("openai", "gsw")
    assert (found.engine.name, found.engine.version) == ("openai", "whisper-1 at ear.example")


@pytest.mark.parametrize("language", ["", "auto"])
def test_an_unknown_language_is_heard_where_an_engine_can(whisper, language):
    found = choose("auto", language, family_language="de")
    assert (found.engine.name, found.engine.language) == ("whisper", "")


@pytest.mark.parametrize("language", ["", "auto"])
def test_or_else_it_is_the_familys(language):
    found = choose("auto", language, family_language="en-GB")
    assert (found.engine.name, found.engine.language) == ("moonshine", "en")


@pytest.mark.parametrize(
    ("name", "language", "says"),
    [
        ("auto", "de", "Run manage.py fetch_models small once, or use the page “How Memoire hears”"),
        ("auto", "gsw", "Whisper does not know it either"),
        ("moonshine", "de", "SPEECH_ENGINE is moonshine, which does not hear German (de)"),
        ("pocketsphinx", "fr", "SPEECH_ENGINE is pocketsphinx"),
        ("whisper", "en", "No Whisper model for English (en) is here: run manage.py fetch_models"),
        ("openai", "en", "set OPENAI_BASE_URL"),
    ],
)
def test_where_nothing_hears_it_the_reason_says_what_to_do(name, language, says):
    with pytest.raises(NeedsEngine, match=re.escape(says)) as needed:
        choose(name, language)
    assert (needed.value.permanent, "safe" in needed.value.reason) == (True, True)


def test_an_english_model_of_whisper_is_not_taken_for_german(settings):
    settings.SPEECH_MODEL = str(tiny_whisper(settings.MODELS_DIR / "small.en", multilingual=False))
    with pytest.raises(NeedsEngine):
        choose("auto", "de")


def test_a_model_that_has_not_come_whole_is_not_taken(whisper):
    (whisper / "model.bin").unlink()
    with pytest.raises(NeedsEngine):
        choose("auto", "de")


def test_one_engine_serves_all_recordings():
    assert choose("auto", "en").engine.engine is choose("moonshine", "en-US").engine.engine


def test_an_engine_that_is_named_says_so():
    assert choose("moonshine", "en").reason == "Named in the settings."


def test_every_reason_fits_into_its_column(without, whisper):
    without("moonshine")
    assert all(len(choose("auto", language).reason) <= 200 for language in ("en", "de", ""))


def test_what_is_chosen_hears(whisper):
    sound = np.random.default_rng(0).normal(0, 0.1, SAMPLE_RATE).astype(np.float32)
    assert isinstance(choose("auto", "de").engine.hear(sound), list)
