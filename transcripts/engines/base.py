"""What every speech engine is and gives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from transcripts.word import Word as Word  # what an engine gives

SAMPLE_RATE = 16_000  # Hz, mono
Samples = NDArray[np.float32]  # shape (n,), -1 to 1
Suspicion = Literal["", "loop", "too fast", "over silence", "other language"]


@dataclass(frozen=True)
class Line:
    """Words that were said in one breath; times in seconds from the start of what was given.

    `words` are those of the text, in order, or none. `language` is what the engine heard by itself. `suspicion` says why nobody may
    have said this. `said` is what the engine made of it, where the text has its numbers in another writing.
    """

    text: str
    start: float
    end: float
    confidence: float | None = None
    speaker: str = ""
    words: tuple[Word, ...] = field(default=())
    language: str = ""
    suspicion: Suspicion = ""
    said: str = ""


class SpeechEngine(Protocol):
    """Hears a slice of speech. A slice is cut at silences and lasts up to half a minute: as long as the engine likes it."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str:
        """The release and the model, and how it runs where that changes the words; up to 64 letters."""
        ...

    @property
    def model_name(self) -> str:
        """Which model it hears with; up to 120 letters."""
        ...

    @property
    def settings(self) -> dict[str, Any]:
        """What the model is told, as JSON can hold it; no address and no key."""
        ...

    @property
    def longest(self) -> float:
        """How many seconds of sound it hears best at once: runs of speech are joined up to that; 0 where each is heard by itself."""
        ...

    @property
    def languages(self) -> frozenset[str] | None:
        """ISO 639 codes such as en; None where it is not known what it can hear."""
        ...

    @property
    def knows_languages(self) -> bool:
        """Whether it hears by itself which language is spoken."""
        ...

    @property
    def has_second_way(self) -> bool:
        """Whether `second_way` changes anything."""
        ...

    def hear(
        self, samples: Samples, *, language: str = "", hints: Sequence[str] = (), second_way: bool = False
    ) -> Sequence[Line]:
        """The lines said in the samples, in order. Raises StepError when the engine cannot work.

        `language` is one of `languages`, or nothing where the engine is to hear it. `hints` are words that may be said, which an
        engine may ignore. `second_way` asks for other settings, without hints, because what the usual ones gave is hard to believe.
        """
        ...


@runtime_checkable
class StopsEarly(Protocol):
    """An engine that, with its sound cut in the middle of a sentence, rather hears that sentence with what comes after it."""

    def hear_first(
        self, samples: Samples, *, language: str = "", hints: Sequence[str] = (), before: str = ""
    ) -> tuple[Sequence[Line], float]:
        """The lines that are whole, and up to which second they reach; all of the samples where nothing is left. Raises StepError.

        `before` is what was said just before, as the engine heard it.
        """
        ...


@runtime_checkable
class Compares(Protocol):
    """An engine that can say how well other words would fit what it hears."""

    def likelihood_in(self, samples: Samples, language: str) -> Callable[[str, Sequence[str]], float]:
        """How likely a text is in the samples, in natural logarithms, where it is told that some words may be said.

        It is asked for several texts: the sound is computed once. Raises StepError, when it is asked.
        """
        ...
