"""What is known of the narrator's life: the birth, and the day on which it was told."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from stories.engines.base import Fact, Narrator
from stories.engines.times.given_dates import given_facts, given_span
from stories.engines.times.spans import Span

LONGEST_LIFE = 115
FAMILY_MEMORY = 120
"""Years before the birth of which a family still tells."""
GROWN_UP = 16
BIRTH = "@birth"
"""The word of the fact that says when the narrator was born."""
CENTURIES = (1800, 1900, 2000)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """`birth_edtf` is the birth as it was given or said; "" where nobody did."""

    birth: Span | None = None
    birth_edtf: str = ""
    birth_sentence: int | None = None
    """The number of the sentence that said it; None where it was known before, or told elsewhere."""
    recorded: Span | None = None

    @classmethod
    def of(cls, narrator: Narrator | None, recorded: str | None) -> "Lifetime":
        """The birth is the narrator's own, or else what other recordings tell of it without contradiction."""
        birth = given_span(narrator.birth, "The narrator's birth") if narrator else None
        life = cls(
            birth=birth,
            birth_edtf=narrator.birth or "" if narrator else "",
            recorded=given_span(recorded, "The day of the recording"),
        )
        told = _birth_in(narrator.facts) if narrator else None
        return replace(life, birth=told, birth_edtf=told.edtf) if told and birth is None else life

    def with_birth(self, birth: Span, sentence: int) -> "Lifetime":
        """As the recording itself says it."""
        return replace(self, birth=birth, birth_edtf=birth.edtf, birth_sentence=sentence)

    @property
    def first_year(self) -> int | None:
        return self.birth.first.year if self.birth else None

    @property
    def last_year(self) -> int | None:
        return self.recorded.last.year if self.recorded else None

    def is_possible(self, span: Span) -> bool:
        """Not after the recording, and not longer before the birth than a family remembers."""
        if self.last_year and span.first.year > self.last_year:
            return False
        return not self.first_year or span.last.year >= self.first_year - FAMILY_MEMORY

    def includes(self, span: Span) -> bool:
        """Whether it is not before the birth, as far as that is known."""
        return not self.first_year or span.last.year >= self.first_year

    def is_grown_up(self, span: Span) -> bool:
        return bool(self.first_year) and span.first.year >= (self.first_year or 0) + GROWN_UP

    def year_ending_in(self, figures: int) -> int | None:
        """The year of the narrator's life that ends in these two figures, else the one nearest to it."""
        if not 0 <= figures <= 99:
            return None
        candidates = [century + figures for century in CENTURIES]
        if self.last_year:
            candidates = [year for year in candidates if year <= self.last_year]
        if not candidates:
            return None
        start = self.first_year
        if start is None:
            return max(candidates) if self.last_year else 1900 + figures
        end = self.last_year or start + 90
        return min(candidates, key=lambda year: max(start - year, year - end, 0))


def _birth_in(facts: Iterable[Fact]) -> Span | None:
    """The narrator's birth as other recordings tell it; None where they contradict each other."""
    births = [span for fact, span in given_facts(facts) if fact.words == ((BIRTH, 0),)]
    if births and all(birth.overlaps(births[0]) for birth in births):
        return min(births, key=lambda birth: birth.days)
    return None
