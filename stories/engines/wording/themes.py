"""What a story is about, from a small fixed list, by the words in it."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from stories.engines.languages import FOLDER

MOST = 3
FEWEST_WORDS = 2
"""Words of a theme that have to be said: one alone may be chance."""
SHARE = 0.5
"""Of the words of the strongest theme, how many another needs."""


def themes(words: Iterable[str], code: str) -> tuple[str, ...]:
    """At most three themes, the strongest first; `words` in small letters. None where a language has no list of words."""
    counts: Counter[str] = Counter()
    weights: Counter[str] = Counter()
    for word, count in Counter(words).items():
        for theme in themes_of(word, code):
            counts[theme] += count
            weights[theme] += min(count, 2)
    weights = Counter({theme: weights[theme] for theme in weights if counts[theme] >= FEWEST_WORDS})
    strongest = max(weights.values(), default=0)
    ranked = sorted(weights, key=lambda theme: (-weights[theme], theme))
    return tuple(theme for theme in ranked if weights[theme] >= SHARE * strongest)[:MOST]


@lru_cache(maxsize=65536)
def themes_of(word: str, code: str) -> tuple[str, ...]:
    """The themes that a word in small letters speaks of."""
    listed = theme_words(code).items()
    return tuple(theme for theme, (whole, beginnings) in listed if word in whole or word.startswith(beginnings))


@lru_cache(maxsize=8)
def theme_words(code: str) -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    """Of each theme its whole words, and the beginnings of others."""
    listed = theme_file(code).get("themes", {})
    found = {}
    for theme, line in listed.items():
        words = line.split()
        whole = frozenset(word for word in words if not word.endswith("*"))
        found[theme] = (whole, tuple(word[:-1] for word in words if word.endswith("*")))
    return found


@lru_cache(maxsize=8)
def telling_words(code: str) -> frozenset[str]:
    return frozenset(theme_file(code).get("telling", "").split())


def theme_file(code: str) -> dict[str, Any]:
    file = FOLDER / f"{code}_themes.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
