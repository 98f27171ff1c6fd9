"""Which engine finds the stories in a recording.

What a family says is sent nowhere unless two people have decided so: the one who looks after Memoire names the engine, and a keeper of
the family lets it be asked.
"""

from collections.abc import Callable

from django.conf import settings

from audio.models import Recording
from stories.engines import StoryEngine, embedded_engine, get_engine
from stories.engines.llm import Answer, Chat, LlmEngine
from stories.engines.rules import RulesEngine
from stories.finding.model_answers import Memory
from transcripts.models import Transcript
from transcripts.runs.choice import language_code

NAMES = ["rules", "llm"]


def is_asked(recording: Recording) -> bool:
    """Whether a language model is asked about this recording."""
    return settings.STORY_ENGINE == "llm" and recording.family.may_ask_model


def spoken_in(recording: Recording) -> str:
    """The ISO 639 code of what was heard, or else of what the family says is spoken; English where nobody says."""
    heard = Transcript.objects.filter(recording=recording).values_list("language", flat=True).first()
    return language_code(heard or "") or language_code(recording.spoken_language) or "en"


def embedded_for(recording: Recording) -> StoryEngine:
    """The engine that asks nobody, in the language of the recording."""
    return embedded_engine(spoken_in(recording))


def engine_named(name: str, language: str = "en") -> StoryEngine:
    """The engine that somebody asks for by name at a terminal, who thereby lets a model be asked. Raises StepError for an unknown one."""
    if name == "llm":
        return LlmEngine(chat(), memory=Forgetful(), rules=RulesEngine(language))
    return get_engine(name, language)


def engine_for(recording: Recording, *, alive: Callable[[], object]) -> StoryEngine:
    """`alive` is called while an endpoint is waited for. No model is asked in a language whose rules could not check its answers."""
    embedded = embedded_for(recording)
    if not is_asked(recording) or not isinstance(embedded, RulesEngine):
        return embedded
    return LlmEngine(chat(), memory=Memory(recording), alive=alive, rules=embedded)


def chat() -> Chat:
    return Chat(
        settings.STORY_OPENAI_MODEL,
        base_url=settings.OPENAI_BASE_URL,
        api_key=settings.OPENAI_API_KEY,
        patience=float(settings.STORY_OPENAI_SECONDS),
    )


class Forgetful:
    """No memory, where there is no database."""

    def recall(self, key: str) -> None:
        return None

    def keep(self, key: str, answer: Answer) -> None:
        return None
