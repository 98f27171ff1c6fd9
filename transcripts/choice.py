"""Which speech engine hears a recording, and why."""

from dataclasses import dataclass
from functools import cache

from audio.errors import StepError
from transcripts.engines import moonshine
from transcripts.engines.base import SpeechEngine


@dataclass(frozen=True)
class Choice:
    """An engine and the reason, in words that staff read."""

    engine: SpeechEngine
    reason: str


def choose(name: str, language: str, *, model_path: str = "", architecture: str = "tiny") -> Choice:
    """The engine called `name`, or for "auto" the best that is here for the language (a BCP 47 tag such as en or en-GB).

    Raises StepError where no engine here speaks the language.
    """
    spoken = language.lower().split("-")[0]
    if name == "auto" and spoken not in moonshine.LANGUAGES:
        reason = (
            f"No speech engine here knows the language “{language}” yet. The recording is safe and can be heard later."
        )
        raise StepError(reason, permanent=True)
    engine = loaded(model_path, architecture)
    if name == "auto":
        return Choice(engine, f"Chosen by itself: the engine that comes with Memoire, for {language}.")
    return Choice(engine, "Named in the settings.")


@cache
def loaded(model_path: str, architecture: str) -> SpeechEngine:
    """One engine for the life of the process: its model is loaded once."""
    return moonshine.Moonshine(model_path, architecture)
