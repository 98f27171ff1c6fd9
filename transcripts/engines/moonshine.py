"""Moonshine (Moonshine AI, MIT): English on an ordinary processor, 20 to 40 times faster than it was spoken.

Release 0.1.0 of `moonshine-voice` carries the "tiny" model in its wheel; other models are folders. It is given one run of speech at a
time with quiet around it, and its own voice detection is switched off: that remembers earlier calls, so that the same sound would
come out in different words. What it says is bounded here, since a neural engine can fall into a loop.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import numpy as np
from moonshine_voice import ModelArch, MoonshineError, Transcriber, get_assets_path

from audio.errors import StepError
from transcripts.engines.base import SAMPLE_RATE, Line, Samples

LANGUAGES = frozenset({"en"})
FASTEST = 6.0  # words per second; auctioneers reach about five
LOOP = re.compile(r"(\b[\w']+(?:\W+[\w']+){0,3}?)(?:\W+\1\b){3,}", re.IGNORECASE)
STUTTER = re.compile(r"([^\W\d_]{1,6}?)\1{4,}", re.IGNORECASE)  # "bethananananan": a loop inside a word
WHOLE = {"vad_threshold": "0", "vad_max_segment_duration": "30"}
STRAY = re.compile(r"^\W*$|^\W*you\W*$", re.IGNORECASE)


class Moonshine:
    """The engine, with a model folder and its architecture; the bundled English model by default."""

    name = "moonshine"

    def __init__(self, model_path: str = "", architecture: str = "tiny") -> None:
        self.model_path = Path(model_path) if model_path else Path(str(get_assets_path())) / "tiny-en"
        self.architecture = architecture
        self.version = f"{version('moonshine-voice')} {self.model_path.name}"

    @cached_property
    def model(self) -> Transcriber:
        """Loaded at the first slice and kept: it takes a fifth of a second and 230 MB."""
        try:
            return Transcriber(str(self.model_path), ModelArch[self.architecture.upper()], options=WHOLE)
        except (MoonshineError, OSError, KeyError) as error:
            reason = f"The speech model in {self.model_path.name} could not be loaded: {error}"
            raise StepError(reason, permanent=True) from None

    def hear(self, samples: Samples) -> Sequence[Line]:
        """Lines with punctuation and capitals; what loops is heard again in two halves.

        Raises StepError when the model refuses the samples.
        """
        lines = self.heard(samples)
        if any(is_looping(line.text) for line in lines) and len(samples) > 2 * SAMPLE_RATE:
            lines = self.halves(samples)
        length = len(samples) / SAMPLE_RATE
        found = [bounded(line.text, line.start, line.end, length) for line in lines]
        return [line for line in found if line is not None]

    def heard(self, samples: Samples) -> list[Line]:
        try:
            found = self.model.transcribe_without_streaming(samples.tolist(), SAMPLE_RATE)
        except MoonshineError as error:
            reason = f"The speech engine could not hear a part of this recording: {error}"
            raise StepError(reason, permanent=False) from None
        return [Line(line.text, line.start_time, line.start_time + line.duration) for line in found.lines]

    def halves(self, samples: Samples) -> list[Line]:
        """The same sound cut where it is quietest near its middle."""
        third, window = len(samples) // 3, SAMPLE_RATE // 20
        level = np.convolve(np.abs(samples[third : 2 * third]), np.ones(window), "same")
        middle = third + int(level.argmin())
        later = middle / SAMPLE_RATE
        second = [
            replace(line, start=line.start + later, end=line.end + later) for line in self.heard(samples[middle:])
        ]
        return [*self.heard(samples[:middle]), *second]


def is_looping(text: str) -> bool:
    return bool(LOOP.search(text) or STUTTER.search(text))


def bounded(text: str, start: float, end: float, length: float) -> Line | None:
    """The line with its times inside the slice and its loops cut short; None when nothing was said in it."""
    text = without_loops(tidy(text))
    start, end = max(start, 0.0), min(end, length)
    if end <= start or STRAY.match(text):
        return None
    words = text.split()
    most = max(int((end - start) * FASTEST), 3)
    if len(words) > most:
        text = " ".join(words[:most])
    return Line(text=text, start=start, end=end)


def tidy(text: str) -> str:
    """One line, without control characters, doubled commas and stray spaces."""
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    text = re.sub(r",(\s*,)+\s*", ", ", text)
    return re.sub(r"\s+([,.?!;:])", r"\1", " ".join(text.split()))


def without_loops(text: str) -> str:
    """A phrase of up to four words said four times or more in a row is an engine's loop: it is kept once."""
    return STUTTER.sub(r"\1", LOOP.sub(r"\1", text))
