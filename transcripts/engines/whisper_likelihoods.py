"""How likely a Whisper model finds a text in a sound: each of its tokens after those before it."""

import math
from functools import cached_property
from typing import Any

from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import Tokenizer

from transcripts.engines.base import Samples

FRAMES = 3_000  # of a hundredth of a second: what a model hears at once
LEAST = 1e-9
MOST_TOLD, MOST_SAID = 90, 350  # tokens: a model holds 448


class Heard:
    """A sound of at most half a minute, computed once for all texts that are asked about."""

    def __init__(self, model: Any, samples: Samples, language: str) -> None:
        self.model, self.samples = model, samples
        many = model.model.is_multilingual
        self.tokenizer = Tokenizer(model.hf_tokenizer, many, task="transcribe", language=language)
        self.known: dict[tuple[str, str], float] = {}

    @cached_property
    def encoded(self) -> tuple[Any, int]:
        features = self.model.feature_extractor(self.samples)
        return self.model.encode(pad_or_trim(features, FRAMES)), min(features.shape[-1], FRAMES)

    def likelihood(self, text: str, prompt: str | None) -> float:
        """In natural logarithms, after the prompt."""
        asked = (text, prompt or "")
        if asked not in self.known:
            self.known[asked] = self.worked_out(*asked)
        return self.known[asked]

    def worked_out(self, text: str, prompt: str) -> float:
        sound, frames = self.encoded
        told = self.tokenizer.encode(f" {prompt}")[:MOST_TOLD] if prompt else []
        before = [self.tokenizer.sot_prev, *told] if told else []
        start = [*before, *self.tokenizer.sot_sequence]
        found = self.model.model.align(sound, start, [self.tokenizer.encode(f" {text}")[:MOST_SAID]], frames)[0]
        return sum(math.log(max(part, LEAST)) for part in found.text_token_probs)
