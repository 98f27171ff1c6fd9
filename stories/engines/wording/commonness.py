"""How common a word is in its language, where a model of the language is at hand: English, by the one that doubt is judged with."""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transcripts.doubt.rarity import Rarity

UNKNOWN = 0.0
"""The logarithm of no word: none is said always."""


@lru_cache(maxsize=65536)
def likelihood(word: str, code: str) -> float:
    """The natural logarithm of how likely a word in small letters is by itself; UNKNOWN for another language than English."""
    if code != "en":
        return UNKNOWN
    return _english().likelihood(word)


def _english() -> "Rarity":
    """The one that doubt is judged with, which a worker has in memory already."""
    from transcripts.doubt.weighing import rarity  # noqa: PLC0415 - pocketsphinx, which pages do without

    return rarity()
