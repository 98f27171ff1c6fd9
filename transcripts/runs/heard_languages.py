"""What hears which language on this machine now, and why: for staff."""

from dataclasses import dataclass

from django.conf import settings

from audio.models import Recording
from families.models import Family
from transcripts.runs.choice import NeedsEngine, choose, in_words

ALWAYS = ("en", "de", "fr", "es")  # those that stories are found in


@dataclass(frozen=True)
class Heard:
    """`by` is the engine and its model, or nothing where none hears the language; `why` says what would."""

    language: str  # in words
    by: str
    why: str


def heard_languages() -> list[Heard]:
    """The languages that stories are found in, and those that families here speak."""
    spoken = {*Family.objects.values_list("language", flat=True), *Recording.objects.values_list("language", flat=True)}
    return [heard(language) for language in [*ALWAYS, *sorted(spoken - {*ALWAYS, ""})]]


def heard(language: str) -> Heard:
    try:
        found = choose(settings.SPEECH_ENGINE, language)
    except NeedsEngine as error:
        return Heard(in_words(language), "", error.reason)
    return Heard(
        in_words(language), f"{found.engine.name}, {found.model}" if found.model else found.engine.name, found.reason
    )
