"""The most telling sentence of a story: what a page may set large, word for word as it was said."""

from collections.abc import Sequence

from stories.engines.languages import Language
from stories.engines.wording.headlines import Telling, without_fillers
from stories.engines.wording.themes import telling_words, themes_of

SHORTEST, LONGEST = 6, 28  # words
BEST_LENGTH = 14
LEAST = 1.0
"""Below this nothing is worth setting large."""


def quotation(telling: Telling, summary: str, language: Language) -> str:
    """One of the narrator's sentences that the summary has not told already, or "" where none tells much."""
    weights = [weight(number, telling, summary, language) for number in range(len(telling.texts))]
    best = max(range(len(weights)), key=lambda number: (weights[number], -number), default=None)
    return without_fillers(telling.texts[best], language) if best is not None and weights[best] >= LEAST else ""


def weight(number: int, telling: Telling, summary: str, language: Language) -> float:
    """Feeling, speech, the one who tells and a good length speak for a sentence; bare facts and loose beginnings against it."""
    text = without_fillers(telling.texts[number], language)
    words = [token.lower for token in telling.tokens[number]]
    if not SHORTEST <= len(words) <= LONGEST or text.endswith("?") or text in summary or text.endswith("…"):
        return 0.0
    found = 1.2 * min(3, sum(word in telling_words(language.code) for word in words))
    found += 0.4 * min(3, themed(words, language))
    found += 0.5 * bool(language.words("words", "me") & set(words))
    found += 0.8 * any(mark in text for mark in '“”"«»„')
    found -= 0.05 * abs(len(words) - BEST_LENGTH)
    found -= 0.4 * len(telling.facts[number])
    if words[0] in language.words("words", "others"):
        found -= 0.6
    return found


def themed(words: Sequence[str], language: Language) -> int:
    """How many of the words belong to some theme."""
    return sum(bool(themes_of(word, language.code)) for word in words)
