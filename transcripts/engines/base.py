"""What every speech engine is and gives."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000  # Hz, mono
Samples = NDArray[np.float32]  # shape (n,), -1 to 1


@dataclass(frozen=True)
class Word:
    """A word with its times in seconds and, where the engine says, its confidence from 0 to 1."""

    text: str
    start: float
    end: float
    confidence: float | None = None


@dataclass(frozen=True)
class Line:
    """Words that were said in one breath; times in seconds from the start of what was given."""

    text: str
    start: float
    end: float
    confidence: float | None = None
    speaker: str = ""
    words: tuple[Word, ...] = field(default=())


class SpeechEngine(Protocol):
    """Hears a slice of speech. A slice is cut at silences and lasts up to half a minute."""

    name: str
    version: str

    def hear(self, samples: Samples) -> Sequence[Line]:
        """The lines said in the samples, in order. Raises StepError when the engine cannot work."""
        ...
