"""Which of the times that were said in a story is its own: what the story is about, and not the first or the last of them."""

from collections import Counter
from collections.abc import Sequence

from stories.engines.base import Marker
from stories.engines.times.lifetime import Lifetime
from stories.engines.times.resolving import Dated

LONG, WIDE = 900, 0.3
"""More days than two years and a half are a decade or a war: it dates a story less well."""
TOLD = 0.8
"""What a year adds of which the whole story tells: a story is about the time in which most of its sentences are."""
COMPANY, MOST_COMPANY = 0.05, 3
"""What each other time of the same year, or the next, adds."""
EQUAL = 0.02
"""Times as sure as that count as equal; the first goes before."""
INFANCY = 400
"""Days from the birth of which nobody tells what they remember: such a time says where a life begins."""


def best_date(dated: Sequence[Dated], lifetime: Lifetime, *, end: int) -> Marker | None:
    """A story's own date: of the time in which most of it is told, an exact one inside it where it is wide; None where none was said.

    `end` is the number of the sentence behind its last.
    """
    own = _own(dated, lifetime)
    if not own:
        return None
    told, said = _told_of(own, end), Counter(item.span.first.year for item in own)
    whole = max(1, sum(told.values()))
    weights = [
        item.marker.confidence
        - (WIDE if item.span.days > LONG else 0.0)
        + TOLD * told[item.span.first.year] / whole
        + COMPANY * min(MOST_COMPANY, _company(item, said))
        for item in own
    ]
    surest = max(weights)
    chosen = next(item for item, weight in zip(own, weights, strict=True) if weight >= surest - EQUAL)
    if not chosen.span.is_within_a_year:
        inside = [item for item in own if item.span in chosen.span and item.span.is_within_a_year]
        chosen = next((item for item in inside if item.marker.confidence >= chosen.marker.confidence), chosen)
    return chosen.marker


def _own(dated: Sequence[Dated], lifetime: Lifetime) -> list[Dated]:
    """The times that may be the story's: those of a life beyond its birth, else the birth, else what was before it."""
    told = [item for item in dated if not item.is_aside]
    lived = [item for item in told if not item.is_birth and lifetime.includes(item.span)]
    remembered = [item for item in lived if not _is_infancy(item, lifetime)]
    return remembered or [item for item in dated if item.is_birth] or lived or told


def _is_infancy(item: Dated, lifetime: Lifetime) -> bool:
    """ "I was a war baby, November '43", where no word says that it was the birth."""
    return lifetime.birth is not None and (item.span.last - lifetime.birth.first).days < INFANCY


def _told_of(own: Sequence[Dated], end: int) -> Counter[int]:
    """How many sentences are told of each year: from where a time of it is said to the next time."""
    told: Counter[int] = Counter()
    for item, following in zip(own, [*(other.sentence for other in own[1:]), end], strict=True):
        told[item.span.first.year] += max(0, following - item.sentence)
    return told


def _company(item: Dated, said: Counter[int]) -> int:
    """How many other times are of the same year, or of one beside it."""
    year = item.span.first.year
    return said[year - 1] + said[year] + said[year + 1] - 1
