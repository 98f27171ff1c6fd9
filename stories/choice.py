"""Which engine finds the stories in a recording.

What a family says is sent nowhere unless two people have decided so: the one who looks after Memoire names the engine, and a keeper of
the family lets it be asked.
"""

from collections.abc import Callable

from django.conf import settings

from audio.models import Recording
from stories.asking import Memory
from stories.engines import StoryEngine, get_engine
from stories.engines.llm import Answer, Chat, LlmEngine

NAMES = ["rules", "llm"]


def is_asked(recording: Recording) -> bool:
    """Whether a language model is asked about this recording."""
    return settings.STORY_ENGINE == "llm" and recording.family.may_ask_model


def engine_named(name: str) -> StoryEngine:
    """The engine that somebody asks for by name at a terminal, who thereby lets a model be asked. Raises StepError for an unknown one."""
    return LlmEngine(chat(), memory=Forgetful()) if name == "llm" else get_engine(name)


def engine_for(recording: Recording, *, alive: Callable[[], object]) -> StoryEngine:
    """`alive` is called while an endpoint is waited for."""
    if not is_asked(recording):
        return get_engine("rules")
    return LlmEngine(chat(), memory=Memory(recording), alive=alive)


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
