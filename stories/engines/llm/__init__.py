"""Stories as a language model proposes them, of which only that stays which was said."""

from stories.engines.llm.chat import Answer, Chat
from stories.engines.llm.engine import LlmEngine, Memory

__all__ = ["Answer", "Chat", "LlmEngine", "Memory"]
