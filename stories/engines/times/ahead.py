"""What lies ahead in the sentence: a time, or its year, that is said right behind the phrase that is being read."""

from dataclasses import dataclass

from stories.engines.times.spans import Span


@dataclass(frozen=True, slots=True)
class Ahead:
    """As seen from one phrase."""

    time: tuple[Span, str] | None = None
    """One said outright right behind it, and its words: "the day after" + "Christmas 1952"."""
    year: int | None = None
    """A year said behind it, which is its own: "in November, that was sixty-five"."""
    year_of_clause: int | None = None
    """A year said right before or behind "the fall you were born", for a clause that nothing else dates."""
