"""Moonshine (Moonshine AI, MIT): English on an ordinary processor, 20 to 40 times faster than it was spoken.

Release 0.1.0 of `moonshine-voice` carries the "tiny" model in its wheel; other models are folders. It is given one run of speech at a
time with quiet around it, and its own voice detection is switched off: that remembers earlier calls, so that the same sound would
come out in different words.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from moonshine_voice import ModelArch, MoonshineError, Transcriber, get_assets_path

from audio.errors import StepError
from transcripts.engines.base import SAMPLE_RATE, Line, Samples

LANGUAGES = frozenset({"en"})
WHOLE = {"vad_threshold": "0", "vad_max_segment_duration": "30"}
STRAY = re.compile(r"\W*(you\W*)?", re.IGNORECASE)


class Moonshine:
    """The engine, with a model folder and its architecture; the bundled English model by default."""

    name = "moonshine"
    languages = LANGUAGES
    knows_languages = has_second_way = False
    longest = 15.0  # measured: what is shorter lacks the sentence around a word, what is longer loses words

    def __init__(self, model_path: str = "", architecture: str = "tiny") -> None:
        self.model_path = Path(model_path) if model_path else Path(str(get_assets_path())) / "tiny-en"
        self.architecture = architecture
        self.version = f"{version('moonshine-voice')} {self.model_path.name}"[:64]
        self.model_name = self.model_path.name
        self.settings: dict[str, Any] = {"architecture": architecture, **WHOLE}

    @cached_property
    def model(self) -> Transcriber:
        """Loaded at the first slice and kept: it takes a fifth of a second and 230 MB."""
        try:
            return Transcriber(str(self.model_path), ModelArch[self.architecture.upper()], options=WHOLE)
        except (MoonshineError, OSError, KeyError) as error:
            reason = f"The speech model in {self.model_path.name} could not be loaded: {error}"
            raise StepError(reason, permanent=True) from None

    def hear(
        self, samples: Samples, *, language: str = "", hints: Sequence[str] = (), second_way: bool = False
    ) -> Sequence[Line]:
        """Lines with punctuation and capitals. Raises StepError when the model cannot be loaded or refuses the samples."""
        try:
            found = self.model.transcribe_without_streaming(samples.tolist(), SAMPLE_RATE)
        except MoonshineError as error:
            reason = f"The speech engine could not hear a part of this recording: {error}"
            raise StepError(reason, permanent=False) from None
        lines = [Line(line.text, line.start_time, line.start_time + line.duration) for line in found.lines]
        return [line for line in lines if not STRAY.fullmatch(line.text)]  # it says "You" where nobody speaks
