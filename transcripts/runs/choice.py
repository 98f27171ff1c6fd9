"""Which speech engine hears a recording, and why.

What a family says stays on the machine unless somebody decides otherwise: `auto` never takes an endpoint, which is used only where
SPEECH_ENGINE names it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.conf.locale import LANG_INFO

from audio.errors import StepError
from transcripts.engines import whisper_folders
from transcripts.engines.whisper_folders import best_folders, folder_of, is_there
from transcripts.engines.whisper_makers import OFFERED
from transcripts.runs.bearing import Machine, size_of, this_machine

if TYPE_CHECKING:
    from transcripts.engines.base import SpeechEngine
    from transcripts.engines.second_pass import Careful

NAMES = ["auto", "moonshine", "whisper", "openai", "pocketsphinx"]
BY_ITSELF = ["whisper", "moonshine", "pocketsphinx"]  # what auto may take, the best for a language first
OTHER_CODES = {"nb": "no", "jv": "jw", "fil": "tl", "cmn": "zh", "iw": "he", "ji": "yi", "in": "id"}
SAFE = "The recording is safe and will be heard when there is one."
WAITS = "What hears the language of this recording is not here yet. It waits for whoever keeps this Memoire, who can fetch it."
PAGE = "the page “How Memoire hears” in the admin"


class NeedsEngine(StepError):
    """Nothing here can hear this language; the reason says what to install."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, permanent=True)


@dataclass(frozen=True)
class Choice:
    """An engine that hears one language, its model and what it is told, and the reason in words that staff read (up to 200 letters)."""

    engine: "Careful"
    reason: str
    model: str = ""
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Installed:
    """What the settings say about engines."""

    moonshine_path: str
    moonshine_architecture: str
    whisper_model: str
    models: Path
    openai_model: str
    openai_url: str
    openai_key: str
    openai_bytes: int
    openai_seconds: int
    machine: Machine

    @property
    def named_folder(self) -> Path | None:
        """Of the model that the settings name, if they do."""
        return folder_of(self.whisper_model, self.models) if self.whisper_model else None

    def whisper_folder(self, spoken: str) -> Path | None:
        """The named model, or else the best one that is here and hears the language; nothing said, one that hears which it is."""
        named = self.named_folder
        if named and whisper_folders.hears(named, spoken):
            return named
        fitting = [folder for folder in best_folders(spoken, self.models) if self.machine.has_room_for(size_of(folder))]
        quick = (folder for folder in fitting if self.machine.keeps_up_with(size_of(folder)))
        return next(quick, fitting[-1] if fitting else None)

    def left_out(self, spoken: str) -> Path | None:
        """The best model that is here, where this machine cannot bear it."""
        best = next(best_folders(spoken, self.models), None)
        return best if best and not self.named_folder and best != self.whisper_folder(spoken) else None


def choose(name: str, language: str, *, family_language: str = "en") -> Choice:
    """The engine called `name`, or for "auto" the best that is here for the language (a BCP 47 tag such as en or en-GB).

    Without a language, or for "auto", the engine hears which one is spoken where it can; else it is the family's.
    Raises NeedsEngine where no engine here hears the language.
    """
    here = installed()
    wanted, family = language_code(language), language_code(family_language)
    if name != "auto":
        engine = engine_named(name, here, wanted, family)
        spoken = wanted or ("" if engine.knows_languages else family)
        if not hears(engine, spoken):
            raise NeedsEngine(f"SPEECH_ENGINE is {name}, which does not hear {in_words(language or spoken)}. {SAFE}")
        return with_second_pass(engine, spoken, "Named in the settings.")
    if not wanted and here.whisper_folder(""):
        return with_second_pass(whisper(here, ""), "", "Chosen by itself: it hears which language is spoken.")
    return best(here, wanted or family, language)


def engine_named(name: str, here: Installed, wanted: str, family: str) -> "SpeechEngine":
    """What the settings ask for. Where no language is said, and no model here hears which it is, one for the family's."""
    if name == "whisper" and here.named_folder and not is_there(here.named_folder):
        raise NeedsEngine(f"The Whisper model {here.whisper_model} is not here: run manage.py fetch_models. {SAFE}")
    hears_which = name == "whisper" and not wanted and here.whisper_folder("")
    return engines()[name](here, "" if hears_which else wanted or family)


def with_second_pass(engine: "SpeechEngine", spoken: str, reason: str) -> Choice:
    from transcripts.engines.second_pass import Careful  # noqa: PLC0415 - numpy, for those only who hear

    return Choice(Careful(engine, spoken), reason, engine.model_name, {"language": spoken, **engine.settings})


def best(here: Installed, spoken: str, language: str) -> Choice:
    """The first engine that is here and hears the language."""
    left_out = here.left_out(spoken)
    missing = f" {left_out.name} is here too, but too much for this machine." if left_out else ""
    for name in BY_ITSELF:
        if name == "whisper" and not here.whisper_folder(spoken):
            continue
        try:
            engine = engines()[name](here, spoken)
        except NeedsEngine as error:
            missing += f" {error.reason}"
            continue
        if hears(engine, spoken):
            reason = f"Chosen by itself: the best engine on this machine for {in_words(spoken)}.{missing}"
            return with_second_pass(engine, spoken, reason[:200])
    raise NeedsEngine(
        f"No engine on this machine hears {in_words(language or spoken)}.{missing} {advice(here.machine, spoken)} {SAFE}"
    )


def advice(machine: Machine, spoken: str) -> str:
    """What would hear the language."""
    endpoint = "SPEECH_ENGINE=openai with an endpoint that hears it"
    known = import_module("transcripts.engines.whisper").LANGUAGES
    if spoken not in known:
        return f"Whisper does not know it either; there is {endpoint}."
    return f"Run manage.py fetch_models {fitting_model(machine)} once, or use {PAGE}, or set {endpoint}."


def fitting_model(machine: Machine) -> str:
    """The better of the two that hear a hundred languages, or the smaller where that is as much as this machine can bear."""
    small = OFFERED["small"].bytes
    return "small" if machine.has_room_for(small) and machine.keeps_up_with(small) else "base"


def for_family(reason: str) -> str:
    """What a family reads where an engine is missing: nothing that only whoever keeps this machine can use."""
    return f"{WAITS} {SAFE}" if reason.endswith(SAFE) else reason


def hears(engine: "SpeechEngine", spoken: str) -> bool:
    return not spoken or engine.languages is None or spoken in engine.languages


def language_code(language: str) -> str:
    """The ISO 639 code of a BCP 47 tag as engines write it; nothing for "auto"."""
    primary = language.lower().replace("_", "-").split("-")[0].strip()
    return "" if primary == "auto" else OTHER_CODES.get(primary, primary)


def in_words(language: str) -> str:
    """The name of a language for staff who read English, with its tag: German (de)."""
    name = LANG_INFO.get(language_code(language), {}).get("name")
    return f"{name} ({language})" if name else f"“{language}”"


def installed() -> Installed:
    return Installed(
        moonshine_path=settings.SPEECH_MODEL_PATH,
        moonshine_architecture=settings.SPEECH_MODEL_ARCH,
        whisper_model=settings.SPEECH_MODEL,
        models=Path(settings.MODELS_DIR),
        openai_model=settings.SPEECH_OPENAI_MODEL,
        openai_url=settings.OPENAI_BASE_URL,
        openai_key=settings.OPENAI_API_KEY,
        openai_bytes=settings.SPEECH_OPENAI_MAX_BYTES,
        openai_seconds=settings.SPEECH_OPENAI_SECONDS,
        machine=this_machine(settings.Q_CLUSTER["workers"]),
    )


def engines() -> dict[str, Callable[[Installed, str], "SpeechEngine"]]:
    """How to make each, for the language that is spoken; nothing for one that is to find out which."""
    return {"moonshine": moonshine, "whisper": whisper, "openai": endpoint, "pocketsphinx": pocketsphinx}


def moonshine(here: Installed, spoken: str = "en") -> "SpeechEngine":
    return loaded("moonshine", "Moonshine", here.moonshine_path, here.moonshine_architecture)


def whisper(here: Installed, spoken: str) -> "SpeechEngine":
    folder = here.whisper_folder(spoken)
    if folder is None:
        raise NeedsEngine(f"No Whisper model for {in_words(spoken)} is here: run manage.py fetch_models. {SAFE}")
    return loaded("whisper", "Whisper", folder, threads=here.machine.threads)


def endpoint(here: Installed, spoken: str = "") -> "SpeechEngine":
    if not here.openai_url and not here.openai_key:
        raise NeedsEngine(f"SPEECH_ENGINE is openai: set OPENAI_BASE_URL, or OPENAI_API_KEY, or both. {SAFE}")
    return loaded(
        "openai",
        "OpenAI",
        here.openai_model,
        base_url=here.openai_url,
        api_key=here.openai_key,
        most_bytes=here.openai_bytes,
        patience=float(here.openai_seconds),
    )


def pocketsphinx(here: Installed, spoken: str = "en") -> "SpeechEngine":
    return loaded("pocketsphinx", "PocketSphinx")


@cache
def loaded(module: str, name: str, *arguments: str | Path, **options: str | float) -> "SpeechEngine":
    """One engine for the life of the process: its model is loaded once. Raises NeedsEngine where its package is not here."""
    try:
        kind = getattr(import_module(f"transcripts.engines.{module}"), name)
    except (ImportError, OSError):
        raise NeedsEngine(f"The package of {module} cannot be loaded on this machine.") from None
    engine: SpeechEngine = kind(*arguments, **options)
    return engine
