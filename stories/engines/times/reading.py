"""What a time expression turned out to mean."""

from collections.abc import Callable
from dataclasses import dataclass

from stories.engines.languages import Language
from stories.engines.times.discourse import Discourse
from stories.engines.times.phrase import Phrase
from stories.engines.times.spans import Span


@dataclass(frozen=True, slots=True)
class Reading:
    """`hedge` is EDTF's ~ or ? behind the date. `moves` says whether the tale goes on from here."""

    span: Span
    confidence: float
    basis: str
    hedge: str = ""
    moves: bool = True
    days: Span | None = None
    """For an age: the days on which the narrator was that old."""
    months: tuple[int, int] | None = None
    """For a season with no year: its first and last month."""
    taken: int = 0
    """For a soft phrase: how many characters of what follows belong to it."""
    is_news: bool = False
    """Whether those were not dated before, but by a year said beside them."""


Reader = Callable[[Phrase, Discourse, Language], Reading | None]
"""Understands one kind of phrase; None where it says nothing that can be dated."""
