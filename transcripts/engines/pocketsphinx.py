"""pocketsphinx (BSD): English for machines without anything better. About every third word is wrong, and it writes no marks.

The probability of a word tells good from bad ones; what it says of a whole line does not.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from importlib.metadata import version
from typing import Any

import numpy as np
from pocketsphinx import Decoder

from audio.errors import StepError
from transcripts.engines.base import SAMPLE_RATE, Line, Samples, Word

LANGUAGES = frozenset({"en"})
FRAME = 0.01  # seconds
FAINTEST = 3e-4  # in less it hears "dog"
PAUSE = 0.7  # seconds between two words after which a new line begins


class PocketSphinx:
    """The engine with the model of its wheel."""

    name = "pocketsphinx"
    languages = LANGUAGES
    knows_languages = has_second_way = False
    longest = 0.0
    model_name = "en-us"

    def __init__(self) -> None:
        self.version = f"{version('pocketsphinx')} {self.model_name}"
        self.settings: dict[str, Any] = {}

    @cached_property
    def decoder(self) -> Decoder:
        """Loaded at the first slice and kept: it takes half a second and 130 MB."""
        try:
            return Decoder(samprate=SAMPLE_RATE, loglevel="FATAL")
        except (RuntimeError, OSError) as error:
            raise StepError(f"pocketsphinx could not be loaded: {error}", permanent=True) from None

    def hear(
        self, samples: Samples, *, language: str = "", hints: Sequence[str] = (), second_way: bool = False
    ) -> Sequence[Line]:
        """Lines in small letters, with the times and probabilities of their words."""
        if not len(samples) or float(np.abs(samples).max()) < FAINTEST:
            return []
        words = self.words((np.clip(samples, -1, 1) * 32767).astype(np.int16).tobytes())
        return [as_line(breath) for breath in breaths(words)]

    def words(self, pcm: bytes) -> list[Word]:
        self.decoder.reinit_feat()  # it remembers earlier sound, and would hear the same in other words
        self.decoder.start_utt()
        try:
            self.decoder.process_raw(pcm, full_utt=True)
        except RuntimeError as error:
            reason = f"The speech engine could not hear a part of this recording: {error}"
            raise StepError(reason, permanent=False) from None
        finally:
            self.decoder.end_utt()  # or no utterance could ever be started again
        return [
            Word(said.word.partition("(")[0], said.start_frame * FRAME, (said.end_frame + 1) * FRAME, said.prob)
            for said in self.decoder.seg() or ()
            if not said.word.startswith(("<", "[", "++"))
        ]


def breaths(words: Iterable[Word]) -> list[list[Word]]:
    """The words, divided where nobody speaks for a while."""
    found: list[list[Word]] = []
    for word in words:
        if not found or word.start - found[-1][-1].end > PAUSE:
            found.append([])
        found[-1].append(word)
    return found


def as_line(words: list[Word]) -> Line:
    text = " ".join(word.text for word in words)
    confidence = sum(word.confidence or 0.0 for word in words) / len(words)
    return Line(text, words[0].start, words[-1].end, confidence, words=tuple(words))
