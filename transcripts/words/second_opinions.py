"""Which names the engine itself, told that they may be said, finds likelier than what it wrote. Knows no model and no setting.

Sound measured by phones alone cannot tell "any a soda" for Anyasodo from a dozen words as near to some name; an engine that computes
how likely any text is in a sound can.
"""

from collections.abc import Callable, Sequence, Set
from functools import cache
from itertools import chain, product
from statistics import fmean

from transcripts.words.repair import MOST_HEARD, Change, Own, Phones, change_of

ASKED_AGAIN = frozenset({"whisper"})  # engines that can
FAR = 0.6  # of all that could differ in sound
UNSURE = 0.7  # the least sure word of what is asked about is less sure than this
SURE = 0.9  # and no word of it as sure as this
WORTH = 0.2  # of sureness, in unlikeness: how much more alike a name has to be where the words were surer
FURTHEST = 0.65  # of unlikeness and sureness together
MOST_WORDS = 100  # of a line: as many as are said in half a minute, which is all that an engine compares
MOST = 10  # names that are weighed for a line, the nearest first: each costs a fourteenth of a second, the line half of one
BY_SOUND = 20.0  # what a name with nothing in common would lose, in natural logarithms
LEAST_GAIN = -10.0  # so one as far as FAR has to be likelier than what was heard, and one that sounds the same need not
Likelihood = Callable[
    [str, Sequence[str]], float
]  # of a text in the sound, in natural logarithms, where names are told


def preferred(
    tokens: Sequence[str],
    confidence: Sequence[float | None],
    own: Sequence[Own],
    phones: Phones,
    likelihood: Likelihood,
    *,
    kept: Set[int] = frozenset(),
    alone: Set[int] = frozenset(),
) -> list[Change]:
    """What the engine would rather have heard, in order: the clearest first where they would overlap.

    The tokens with the numbers in `kept` stay, and those in `alone` where they are all that would go.
    """
    open_runs = [
        (first, behind)
        for first, behind in unsure_runs(confidence)
        if kept.isdisjoint(range(first, behind)) and not (behind - first == 1 and first in alone)
    ]
    near = candidates(tokens, confidence, open_runs, own, cache(phones)) if len(tokens) <= MOST_WORDS else []
    gains = gains_of(tokens, near, likelihood) if near else {}
    return one_of_each(sorted(gains, key=lambda each: (-gains[each], each.text)))


def one_of_each(*found: Sequence[Change]) -> list[Change]:
    """The changes in the order of the line, of those that would overlap the first."""
    made: list[Change] = []
    for change in chain.from_iterable(found):
        if all(change.behind <= other.first or other.behind <= change.first for other in made):
            made.append(change)
    return sorted(made, key=lambda each: each.first)


def candidates(
    tokens: Sequence[str],
    confidence: Sequence[float | None],
    open_runs: Sequence[tuple[int, int]],
    own: Sequence[Own],
    phones: Phones,
) -> list[Change]:
    """Of each name the nearest change that is not out of the question, the nearest of all first."""
    near: dict[str, tuple[float, int, Change]] = {}
    for first, behind in open_runs:
        unsure = WORTH * fmean(confidence[n] or 0.0 for n in range(first, behind))
        for word in own:
            change = change_of(tokens, first, behind, word, phones, near=FAR)
            if change and not change.is_taught and change.unlikeness + unsure <= FURTHEST:
                found = (change.unlikeness + unsure, first, change)
                near[word.text] = min(near.get(word.text, found), found, key=lambda each: each[:2])
    return [each[2] for each in sorted(near.values(), key=lambda each: (*each[:2], each[2].text))][:MOST]


def unsure_runs(confidence: Sequence[float | None]) -> list[tuple[int, int]]:
    """The runs of up to MOST_HEARD words of which none is sure and one is doubtful."""
    sure = [1.0 if each is None else each for each in confidence]
    every = ((first, first + length) for first, length in product(range(len(sure)), range(1, MOST_HEARD + 1)))
    return [
        (first, behind)
        for first, behind in every
        if behind <= len(sure) and min(sure[first:behind]) < UNSURE and max(sure[first:behind]) < SURE
    ]


def gains_of(tokens: Sequence[str], near: Sequence[Change], likelihood: Likelihood) -> dict[Change, float]:
    """Of those that the engine does not find unlikely, once it is told the names: how much likelier, less what differs in sound."""
    names = tuple(dict.fromkeys(change.word for change in near))
    heard = likelihood(" ".join(tokens), names)
    found = {
        change: likelihood(written(tokens, change), names) - heard - BY_SOUND * change.unlikeness for change in near
    }
    return {change: gain for change, gain in found.items() if gain > LEAST_GAIN}


def written(tokens: Sequence[str], change: Change) -> str:
    """The line with the change in it."""
    return " ".join([*tokens[: change.first], change.text, *tokens[change.behind :]])
