"""Which stories seem to tell the same event: by who and what they share, when it was, and the rare words of both.

Nothing here knows a database or decides: two stories are proposed as a pair, with what they share and what differs.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

Key = Any  # whatever names a story: hashable
SHORTEST = 4
"""Letters of a word that may count."""
NEAR_DAYS = 5 * 366
"""Two dates further apart than this are of two events; nearer ones may be one event remembered differently."""
MOST_TOGETHER = 24
"""Stories that share a word, beyond which it tells nothing apart."""
LEAST = 2.0
"""The score from which a pair is proposed."""
LEAST_WORDS = 3
"""Rare words that both must have, or a person or place and two."""
LEAST_SHARE = 0.12
"""Of the weight of the shorter one's words, how much both must share."""
COMMON = frozenset(
    """about above across after again against almost alone along already also although always among another anybody anything around
    asked away back became because become been before began behind being believe below beside better between both bring brought call
    called came cannot children close coming could course days decided didn does doing done door down during each early either else
    enough even evening ever every everybody everyone everything family father feel fell felt find first five forget found four friend
    from gave getting give given goes going gone good great grew happened hard have having heard hear held help here high himself hold
    home house however hundred hours inside into just keep kept kind knew know known large last late later laughed least leave left less
    life like little live lived long look looked made make making many married maybe mean might mind minute moment money months more
    morning most mother much must myself name near nearly need never next nice night nine nobody nothing often once only onto other
    others ours over part people perhaps place play please point poor probably putting quite rather ready really remember right room
    said same saying says school second seem seemed seen seven several shall should side since small some somebody someone something
    sometimes soon stand started stay stayed still stood stop stopped story such suddenly suppose sure take taken taking talk tell
    telling than that their them themselves then there these they thing things think this those though thought three through thing
    time times today together told took toward tried turn turned twelve twenty under until upon used usually very wait walked want
    wanted watch week weeks well went were what when where whether which while white whole whose wife will wish with within without
    woman wonder word words work worked working world would wouldn year years young your yourself""".split()  # noqa: SIM905
)
WORD = re.compile(r"[^\W\d_]+")
ENDINGS = ("ings", "ing", "edly", "ed", "ies", "es", "s")


@dataclass(frozen=True)
class Telling:
    """What a story brings to the comparison. Names are in small letters; `place_in` is its number in its recording."""

    key: Key
    recording: Key
    place_in: int
    starts: date | None
    ends: date | None
    people: frozenset[str]
    places: frozenset[str]
    kin: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True)
class Pair:
    """Two stories that may tell one event, and what speaks for it; `score` is only for comparing pairs."""

    first: Key
    second: Key
    score: float
    people: tuple[str, ...]
    places: tuple[str, ...]
    words: tuple[str, ...]


def words_of(text: str) -> frozenset[str]:
    """The words of a text that tell it from others, cut to their stems."""
    return frozenset(stem(word) for word in WORD.findall(text.lower()) if len(word) >= SHORTEST and word not in COMMON)


def stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST - 1:
            return word[: -len(ending)]
    return word


def pairs(tellings: Sequence[Telling]) -> list[Pair]:
    """The pairs that are alike enough, the likest first. Its time grows with what stories share, not with their square."""
    weights = Weights.of(tellings)
    by_key = {telling.key: telling for telling in tellings}
    found = (compared(by_key[one], by_key[other], weights) for one, other in candidates(tellings))
    return sorted((pair for pair in found if pair), key=lambda pair: (-pair.score, str(pair.first), str(pair.second)))


@dataclass(frozen=True)
class Weights:
    """How much a word or a name tells: the fewer stories have it, the more."""

    words: dict[str, float]
    names: dict[str, float]

    @classmethod
    def of(cls, tellings: Sequence[Telling]) -> "Weights":
        count = len(tellings)
        words = Counter(word for telling in tellings for word in telling.words)
        names = Counter(name for telling in tellings for name in telling.people | telling.places | telling.kin)
        return cls(
            {word: math.log((count + 1) / times) for word, times in words.items()},
            {name: min(1.0, math.log((count + 1) / times)) for name, times in names.items()},
        )


def candidates(tellings: Iterable[Telling]) -> list[tuple[Key, Key]]:
    """Those that share two things which few stories have."""
    holders: dict[str, list[Key]] = defaultdict(list)
    for telling in tellings:
        for thing in telling.words | {f"name {name}" for name in telling.people | telling.places}:
            holders[thing].append(telling.key)
    shared: Counter[tuple[Key, Key]] = Counter()
    for keys in holders.values():
        if len(keys) <= MOST_TOGETHER:
            shared.update(combinations(keys, 2))
    return [pair for pair, times in shared.items() if times > 1]


def compared(one: Telling, other: Telling, weights: Weights) -> Pair | None:
    """The pair, where enough speaks for it. What follows directly in one recording goes on with a story, and does not repeat it."""
    if one.recording == other.recording and abs(one.place_in - other.place_in) < 2:
        return None
    words, people, places = one.words & other.words, one.people & other.people, one.places & other.places
    share = shared_weight(words, one, other, weights)
    score = 8 * share + sum(weights.names[name] for name in people | places)
    score += sum(0.25 * weights.names[name] for name in one.kin & other.kin) + agreement(one, other)
    has_words = len(words) >= LEAST_WORDS or bool(people | places and len(words) > 1)
    if score < LEAST or share < LEAST_SHARE or not has_words:
        return None
    telling = sorted(words, key=lambda word: (-weights.words[word], word))[:8]
    return Pair(one.key, other.key, round(score, 3), tuple(sorted(people)), tuple(sorted(places)), tuple(telling))


def shared_weight(words: frozenset[str], one: Telling, other: Telling, weights: Weights) -> float:
    least = min(sum(weights.words[word] for word in telling.words) for telling in (one, other))
    return sum(weights.words[word] for word in words) / least if least else 0.0


def agreement(one: Telling, other: Telling) -> float:
    """How the dates speak: for one event where they meet, against it where they lie far apart; nothing where one has none."""
    if not (one.starts and one.ends and other.starts and other.ends):
        return 0.0
    apart = (max(one.starts, other.starts) - min(one.ends, other.ends)).days
    if apart <= 0:
        return 1.0
    return 0.4 if apart <= NEAR_DAYS else -2.5
