"""What is known while a recording is read: the narrator's birth, the day of recording, where the tale has got to."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from audio.errors import StepError
from families.dates.when import edtf_bounds
from stories.engines.base import Fact, Narrator
from stories.engines.times.spans import LONGEST_SEASON, Span

LONGEST_LIFE = 115
KEPT = 12
"""So many events are kept for each word: what is older is told of no more."""
BIRTH = "@birth"
EVENTS = frozenset(("marry", "born", "die", "divorce", "retire"))
NEEDS_SOMEBODY = frozenset(("born", "die"))
ELSEWHERE = -1_000_000
"""The number of the sentence of what was told in another recording: far from everything."""
STALE = 12
"""After so many sentences a wide time is no longer taken for what was told before it."""
NEAR_EXACT = 10
"""Sentences back to an exact time that a vague one ("the seventies") has not replaced."""
VAGUE = 1500
"""Days."""
NEAR_AGE = 2
"""Sentences from a counted time to an age that checks it."""
NEAR_PAST = 4
"""Sentences back to a time before the narrator's life."""


@dataclass(frozen=True, slots=True)
class Known:
    """Something that happened and when: `words` are the stems of what was said of it, each with its distance in characters."""

    span: Span
    words: dict[str, int]
    sentence: int


@dataclass(slots=True)
class Discourse:
    """`anchor` is the last time told of, which "that summer" and "two years later" start from."""

    birth: Span | None = None
    birth_said: str = ""
    birth_at: int | None = None
    """The number of the sentence that said it; None where it was known before, or told elsewhere."""
    recorded: Span | None = None
    anchor: Span | None = None
    anchor_days: Span | None = None
    """The days of an age, where the anchor is one."""
    anchor_at: int = 0
    """The number of the sentence in which the anchor was said."""
    is_counted: bool = False
    """Whether the anchor was counted from another time, and not said outright."""
    is_range: bool = False
    """Whether the anchor was said as "from 1952 to 1955"."""
    exact: Span | None = None
    """The last time told of that lies within a year."""
    exact_at: int = 0
    past: Span | None = None
    """The last time told of where that is before the narrator's life: "he came in 1926, and three years later …"."""
    past_at: int = 0
    here: int = 0
    """The number of the sentence that is being read."""
    lands: tuple[str, ...] = ()
    """Where the talk says that it happened, the most named first."""
    is_south: bool | None = None
    """Whether the tale is south of the equator where it is being told; None where nothing near says so."""
    period: str | None = None
    """The season, month or feast that was spoken of last."""
    next_said: tuple[Span, str] | None = None
    """A time said outright right behind the phrase that is being read."""
    year_beside: int | None = None
    """A year said right before or behind "the fall you were born", for a clause that nothing else dates."""
    year_next: int | None = None
    """The year with which the next sentence begins."""
    year_ahead: int | None = None
    """A year said right behind it, which is its own."""
    known: dict[str, deque[Known]] = field(default_factory=dict)
    """What happened and when, by each word that was said of it."""
    aged: dict[str, Span] = field(default_factory=dict)
    """When somebody was born whose age alone was told: "Pushpa was twelve", in a tale of 1962."""
    lately: str = ""
    """The sentence that is being read, behind the last few."""

    @classmethod
    def of(cls, narrator: Narrator | None, recorded: str | None) -> "Discourse":
        birth = _span(narrator.birth, "The narrator's birth") if narrator else None
        said = narrator.birth or "" if narrator else ""
        life = cls(birth=birth, birth_said=said, recorded=_span(recorded, "The day of the recording"))
        life.learn(narrator.facts if narrator else ())
        return life

    def learn(self, facts: Iterable[Fact]) -> None:
        """Takes over what other recordings date, but for what they contradict each other about."""
        told = [(fact, span) for fact in facts if (span := _span(fact.edtf, "A fact"))]
        births = [span for fact, span in told if fact.words == ((BIRTH, 0),)]
        if self.birth is None and births and all(birth.overlaps(births[0]) for birth in births):
            self.birth = min(births, key=lambda birth: birth.days)
            self.birth_said = self.birth.edtf
        for fact, span in told:
            words = dict(fact.words)
            if BIRTH not in words and not any(is_rival(fact, span, other, at) for other, at in told):
                known = Known(span, words, ELSEWHERE)
                for word in words:
                    self.known.setdefault(word, deque(maxlen=KEPT)).append(known)

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

    def move_to(self, span: Span, days: Span | None = None) -> None:
        """The tale goes on from here; a wide span around where it already is ("I was seventeen") moves nothing.

        `days` are those of an age, which a span of two years is too wide for.
        """
        self.past = None
        exact = self._near_exact()
        if exact and exact in span and not span.is_within_a_year:
            self.anchor, self.anchor_days = exact, None
        elif self.anchor is None or self.anchor not in span or self.here - self.anchor_at > STALE:
            self.anchor, self.anchor_days = span, days
        self.anchor_at = self.here
        if span.is_within_a_year:
            self.exact, self.exact_at = span, self.here

    def check_by_age(self, days: Span) -> None:
        """Moves a time that was only counted ("that February") by a year where the age told right after it says so.

        `days` are those on which the narrator was that old.
        """
        anchor = self.anchor
        if anchor is None or not self.is_counted or anchor.days > LONGEST_SEASON or not days.is_a_year:
            return
        if self.here - self.anchor_at > NEAR_AGE or anchor.overlaps(days):
            return
        moved = [span for years in (1, -1) if (span := anchor.moved_years(years)) in days]
        if moved:
            self.anchor = self.exact = moved[0]

    def look_back(self, span: Span) -> None:
        """A time before the narrator's life moves no tale, but what follows it at once is counted from it."""
        if not self.is_in_life(span):
            self.past, self.past_at = span, self.here

    def told_from(self) -> "Discourse":
        """The life with the anchor that a relative time starts from here."""
        if self.past is None or self.here - self.past_at > NEAR_PAST:
            return self
        return replace(self, anchor=self.past, anchor_at=self.past_at, anchor_days=None, exact=None)

    def inside(self) -> Span | None:
        """Where in a year the tale is: the anchor, the days of an age, or what was exact before something vague."""
        if self.anchor is None or self.anchor.is_within_a_year:
            return self.anchor
        if self.anchor_days is not None:
            return self.anchor_days
        return (self._near_exact() if self.anchor.days > VAGUE else None) or self.anchor

    def _near_exact(self) -> Span | None:
        return self.exact if self.here - self.exact_at <= NEAR_EXACT else None

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


def is_rival(one: Fact, span: Span, other: Fact, at: Span) -> bool:
    """Whether both tell of the same event and cannot both be right."""
    return one is not other and not span.overlaps(at) and event_of(one) == event_of(other)


def event_of(fact: Fact) -> tuple[object, ...]:
    """What happened, and to whom: of a birth or a death whose it was, of a wedding whether the narrator's."""
    words = dict(fact.words)
    events = frozenset(words) & EVENTS
    if not events & NEEDS_SOMEBODY:
        return (events, "@me" in words)
    somebody = [(distance, word) for word, distance in fact.words if word[0] != "@" and word not in EVENTS]
    return (events, min(somebody)[1] if somebody else "")


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
