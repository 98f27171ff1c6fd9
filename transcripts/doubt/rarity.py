"""How likely a word is after the two before it: the language model of pocketsphinx's wheel (BSD). English only."""

import math
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from pocketsphinx import Config, LogMath, NGramModel, get_model_path

LOWEST = -16.0  # natural logarithm: rarer than this says no more
UNLISTED = -100.0
MODEL = Path(get_model_path()) / "en-us" / "en-us.lm.bin"


class Rarity:
    """Loaded once, in a tenth of a second; its 27 MB are mapped from the disk."""

    @cached_property
    def model(self) -> NGramModel:
        return NGramModel(Config(), LogMath(), str(MODEL))

    def likelihoods(self, words: Sequence[str]) -> list[float]:
        """Of each word (in small letters), the natural logarithm of how likely it is after the two before it, LOWEST at the least."""
        padded = ["<s>", *words]
        found = []
        for place in range(1, len(padded)):
            history = padded[max(place - 2, 0) : place][::-1]
            score = self.model.prob([padded[place], *history]) * math.log(1.0001)
            found.append(max(score, LOWEST))
        return found

    def likelihood(self, word: str) -> float:
        """The same of a word by itself."""
        return max(float(self.model.prob([word]) * math.log(1.0001)), LOWEST)

    def is_listed(self, word: str) -> bool:
        """Whether it is one of the 20,000 words that the model knows."""
        return bool(self.model.prob([word]) * math.log(1.0001) > UNLISTED)
