"""Which of the times that were said in a story is its own."""

from collections import Counter

from stories.engines.base import Marker
from stories.engines.times.lifetime import Lifetime
from stories.engines.times.resolving import Dated

LONG, WIDE = 900, 0.3
"""More days than two years and a half are a decade or a war: it dates a story less well."""
OPENING = 0.15
COMPANY, MOST_COMPANY = 0.03, 3
"""What each other time of the same year, or the next, adds: a story is when most of it is told of."""
EQUAL = 0.051
"""Times as sure as that count as equal; the first goes before."""


def best_date(dated: list[Dated], lifetime: Lifetime, *, opening: int) -> Marker | None:
    """A story's own date: the first of the surest, an exact one inside it where it is wide; None where none was said.

    `opening` is the number of the story's first sentence: a time said there sets the scene, and counts for more.
    """
    own = [item for item in dated if not item.is_birth and not item.is_aside and lifetime.includes(item.span)]
    own = own or [item for item in dated if item.is_birth] or [item for item in dated if not item.is_aside]
    if not own:
        return None
    years = Counter(item.span.first.year for item in own)
    weights = [
        item.marker.confidence
        + (OPENING if item.sentence <= opening + 1 else 0.0)
        - (WIDE if item.span.days > LONG else 0.0)
        + COMPANY * min(MOST_COMPANY, _company(item, years))
        for item in own
    ]
    surest = max(weights)
    chosen = next(item for item, weight in zip(own, weights, strict=True) if weight >= surest - EQUAL)
    if not chosen.span.is_within_a_year:
        inside = [item for item in own if item.span in chosen.span and item.span.is_within_a_year]
        chosen = next((item for item in inside if item.marker.confidence >= chosen.marker.confidence), chosen)
    return chosen.marker


def _company(item: Dated, years: Counter[int]) -> int:
    """How many other times are of the same year, or of one beside it."""
    year = item.span.first.year
    return years[year - 1] + years[year] + years[year + 1] - 1
