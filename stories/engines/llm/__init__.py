"""Stories as a language model proposes them, of which only that stays which was said."""

from .chat import Answer, Chat
from .engine import LlmEngine, Memory

__all__ = ["Answer", "Chat", "LlmEngine", "Memory"]
