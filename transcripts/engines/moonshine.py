"""Moonshine (Moonshine AI, MIT): English on an ordinary processor, 20 to 40 times faster than it was spoken.

Release 0.1.0 of `moonshine-voice` carries the "tiny" model in its wheel; other models are folders. It hears best one run of speech at
a time with quiet around it, and goes into loops on sound cut in mid-word, so its output is bounded here.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from moonshine_voice import ModelArch, MoonshineError, Transcriber, get_assets_path

from audio.errors import StepError
from transcripts.engines.base import SAMPLE_RATE, Line, Samples

LANGUAGES = frozenset({"en"})
FASTEST = 6.0  # words per second; auctioneers reach about five
LOOP = re.compile(r"(\b[\w']+(?:\W+[\w']+){0,3}?)(?:\W+\1\b){3,}", re.IGNORECASE)
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
            return Transcriber(str(self.model_path), ModelArch[self.architecture.upper()])
        except (MoonshineError, OSError, KeyError) as error:
            raise StepError(
                f"The speech model in {self.model_path.name} could not be loaded: {error}", permanent=True
            ) from None

    def hear(self, samples: Samples) -> Sequence[Line]:
        """Lines with punctuation and capitals. Raises StepError when the model refuses the samples."""
        try:
            found = self.model.transcribe_without_streaming(samples.tolist(), SAMPLE_RATE)
        except MoonshineError as error:
            raise StepError(
                f"The speech engine could not hear a part of this recording: {error}", permanent=False
            ) from None
        length = len(samples) / SAMPLE_RATE
        lines = [bounded(line.text, line.start_time, line.start_time + line.duration, length) for line in found.lines]
        return [line for line in lines if line is not None]


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
    text = re.sub(r",(\s*,)+", ",", text)
    return re.sub(r"\s+([,.?!;:])", r"\1", " ".join(text.split()))


def without_loops(text: str) -> str:
    """A phrase of up to four words said four times or more in a row is an engine's loop: it is kept once."""
    return LOOP.sub(r"\1", text)
