"""What is known while a recording is read: the narrator's birth, the day of recording, where the tale has got to."""

from collections import deque
from dataclasses import dataclass, field
from datetime import date

from audio.errors import StepError
from stories.when import edtf_bounds

from .base import Narrator
from .spans import Span

LONGEST_LIFE = 115
STALE = 12
"""After so many sentences a wide time is no longer taken for what was told before it."""


@dataclass(frozen=True, slots=True)
class Known:
    """Something that happened and when: `words` are the stems of what was said of it, each with its distance in characters."""

    span: Span
    words: dict[str, int]
    sentence: int


@dataclass(slots=True)
class Life:
    """`anchor` is the last time told of, which "that summer" and "two years later" start from."""

    birth: Span | None = None
    birth_said: str = ""
    recorded: Span | None = None
    anchor: Span | None = None
    anchor_at: int = 0
    """The number of the sentence in which the anchor was said."""
    here: int = 0
    """The number of the sentence that is being read."""
    lands: tuple[str, ...] = ()
    """Where the talk says that it happened, the most named first."""
    next_said: tuple[Span, str] | None = None
    """A time said outright right behind the phrase that is being read."""
    year_next: int | None = None
    """The year with which the next sentence begins."""
    year_ahead: int | None = None
    """A year said right behind it, which is its own."""
    known: dict[str, deque[Known]] = field(default_factory=dict)
    """What happened and when, by each word that was said of it."""

    @classmethod
    def of(cls, narrator: Narrator | None, recorded: str | None) -> "Life":
        birth = _span(narrator.birth, "The narrator's birth") if narrator else None
        said = narrator.birth or "" if narrator else ""
        return cls(birth=birth, birth_said=said, recorded=_span(recorded, "The day of the recording"))

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
        return not self.first_year or span.last.year >= self.first_year - 120

    def is_in_life(self, span: Span) -> bool:
        return not self.first_year or span.last.year >= self.first_year

    def is_grown_up(self, span: Span) -> bool:
        return bool(self.first_year) and span.first.year >= (self.first_year or 0) + 16

    def move_to(self, span: Span) -> None:
        """The tale goes on from here; a wide span around where it already is ("I was seventeen") moves nothing."""
        if self.anchor is None or self.anchor not in span or self.here - self.anchor_at > STALE:
            self.anchor = span
        self.anchor_at = self.here

    def is_fresh(self, sentences: int) -> bool:
        """Whether the anchor was told of in one of the last sentences."""
        return self.anchor is not None and self.here - self.anchor_at <= sentences

    def century_for(self, short: int) -> int | None:
        """The year that ends in these two figures in the narrator's life, else the one nearest to it."""
        if not 0 <= short <= 99:
            return None
        candidates = [century + short for century in (1800, 1900, 2000)]
        if self.last_year:
            candidates = [year for year in candidates if year <= self.last_year]
        if not candidates:
            return None
        start = self.first_year
        if start is None:
            return max(candidates) if self.last_year else 1900 + short
        end = self.last_year or start + 90
        return min(candidates, key=lambda year: max(start - year, year - end, 0))


def _span(edtf: str | None, what: str) -> Span | None:
    if not edtf:
        return None
    try:
        first, last = edtf_bounds(edtf)
    except ValueError as error:
        raise StepError(f"{what} is not an EDTF date: {edtf[:40]!r}", permanent=True) from error
    if first is None and last is None:
        return None
    return Span(first or date(1, 1, 1), last or first or date(9998, 12, 31)) if first and last else None
