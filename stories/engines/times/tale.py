"""Where the tale has got to: the time told of last, from which "that summer" and "two years later" are counted."""

from dataclasses import dataclass, replace
from datetime import timedelta

from stories.engines.times.spans import LONGEST_SEASON, Span

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


SLOW = 1000.0
"""Days: the pace of a talk of which nothing is known yet, and the longest step that counts."""
INERTIA = 0.7
QUICK = 120.0
"""Days: the pace at which a tale stays in its year rather than leaves it."""
QUICK_BACK = timedelta(days=150)
"""So far back a quick tale turns rather than go on for most of a year."""
LEAP, MOST_STEPS = 3 * 366, 40
"""Days, and steps of this pace, beyond which a time said in passing is none of the tale's own."""


@dataclass(slots=True)
class Tale:
    """`anchor` is the last time told of, `sentence` the number of the one that is being read."""

    sentence: int = 0
    recent_text: str = ""
    """The sentence that is being read, behind the last few."""
    anchor: Span | None = None
    anchor_sentence: int = 0
    """The number of the sentence in which the anchor was said."""
    age_days: Span | None = None
    """The days of an age, where the anchor is one."""
    is_counted: bool = False
    """Whether the anchor was counted from another time, and not said outright."""
    is_range: bool = False
    """Whether the anchor was said as "from 1952 to 1955"."""
    exact: Span | None = None
    """The last time told of that lies within a year."""
    exact_sentence: int = 0
    before_birth: Span | None = None
    """The last time told of where that is before the narrator's life: "he came in 1926, and three years later …"."""
    before_birth_sentence: int = 0
    pace: float = SLOW
    """Days from one time told of to the next, as this talk goes on: years in a life, weeks in a war."""
    left: Span | None = None
    """Where the tale was before it last leapt away by years, and might go back to."""
    left_sentence: int = 0
    passing: Span | None = None
    """A time far from the tale that was only named in passing: "it was made public in 2005"."""
    passing_sentence: int = 0
    period: str | None = None
    """The season, month or feast that was spoken of last."""

    @property
    def year(self) -> int | None:
        """The one in which it is, where the anchor is no wider than that."""
        anchor = self.anchor
        return anchor.first.year if anchor and (anchor.is_within_a_year or anchor.is_a_year) else None

    @property
    def back(self) -> timedelta:
        """How far back a month may lie that was said without a year."""
        return QUICK_BACK if self.is_quick else timedelta(0)

    @property
    def is_quick(self) -> bool:
        """Whether it is told week by week."""
        return self.pace < QUICK

    def is_elsewhere(self, span: Span) -> bool:
        """Whether it is in another year than the tale, and not beside a time that was named in passing before."""
        if self.anchor is None or (self.passing and self.passing.overlaps(span)):
            return False
        return not self.anchor.overlaps(span)

    def is_leap(self, span: Span) -> bool:
        """Whether a time is farther away than this tale steps, and not beside one that was named in passing before."""
        if self.anchor is None or (self.passing and _days_between(self.passing, span) <= LEAP):
            return False
        days = _days_between(self.anchor, span)
        return days > LEAP and days > MOST_STEPS * self.pace

    def pass_by(self, span: Span) -> None:
        """A time of something else that the tale only names."""
        self.passing, self.passing_sentence = span, self.sentence

    def go_back(self) -> None:
        """ "Never mind that", "anyway": to where the tale was before it leapt away, if that was just now."""
        self.before_birth = None
        if self.left is None or self.sentence - self.left_sentence > NEAR_PAST:
            return
        self.anchor, self.age_days, self.anchor_sentence, self.left = self.left, None, self.sentence, None
        if self.anchor.is_within_a_year:
            self.exact, self.exact_sentence = self.anchor, self.sentence

    def read_on(self, sentence: int, recent_text: str) -> None:
        self.sentence, self.recent_text = sentence, recent_text

    def move_to(self, span: Span, age_days: Span | None = None) -> None:
        """The tale goes on from here; a wide span around where it already is ("I was seventeen") moves nothing.

        `age_days` are those of an age, which a span of two years is too wide for.
        """
        self.before_birth = None
        if self.anchor:
            step = min(SLOW, _days_between(self.anchor, span))
            self.pace = INERTIA * self.pace + (1 - INERTIA) * step
            if _days_between(self.anchor, span) > LEAP:
                self.left, self.left_sentence = self.anchor, self.sentence
        self.passing = None
        exact = self._near_exact()
        if exact and exact in span and not span.is_within_a_year:
            self.anchor, self.age_days = exact, None
        elif self.anchor is None or self.anchor not in span or self.sentence - self.anchor_sentence > STALE:
            self.anchor, self.age_days = span, age_days
        self.anchor_sentence = self.sentence
        if span.is_within_a_year:
            self.exact, self.exact_sentence = span, self.sentence

    def describe_anchor(self, span: Span, *, is_counted: bool, is_range: bool) -> None:
        """How it was said, where the tale did move to this span."""
        if self.anchor is span:
            self.is_counted, self.is_range = is_counted, is_range

    def check_by_age(self, days: Span) -> None:
        """Moves a time that was only counted ("that February") by a year where the age told right after it says so.

        `days` are those on which the narrator was that old.
        """
        anchor = self.anchor
        if anchor is None or not self.is_counted or anchor.days > LONGEST_SEASON or not days.is_a_year:
            return
        if self.sentence - self.anchor_sentence > NEAR_AGE or anchor.overlaps(days):
            return
        moved = [span for years in (1, -1) if (span := anchor.moved_years(years)) in days]
        if moved:
            self.anchor = self.exact = moved[0]

    def look_back(self, span: Span) -> None:
        """A time before the narrator's life moves no tale, but what follows it at once is counted from it."""
        self.before_birth, self.before_birth_sentence = span, self.sentence

    def after_looking_back(self) -> "Tale":
        """As a relative time takes it: from the time before the narrator's life, if that was just told of."""
        if self.before_birth is None or self.sentence - self.before_birth_sentence > NEAR_PAST:
            return self
        return replace(
            self, anchor=self.before_birth, anchor_sentence=self.before_birth_sentence, age_days=None, exact=None
        )

    def counted_from(self, span: Span) -> "Tale":
        """As if this span had been told of where the anchor was."""
        return replace(self, anchor=span)

    def counted_from_here(self, span: Span) -> "Tale":
        """As if this span had just been told of."""
        return replace(self, anchor=span, anchor_sentence=self.sentence)

    def as_last_named(self) -> "Tale":
        """As "that same spring" takes it: from a year that was only named, if that was in this sentence or the one before."""
        if self.passing is None or self.sentence - self.passing_sentence > 1:
            return self
        if self.passing_sentence < self.anchor_sentence:
            return self
        return self.counted_from_here(self.passing)

    def time_of_year(self) -> Span | None:
        """Where in a year the tale is: the anchor, the days of an age, or what was exact before something vague."""
        if self.anchor is None or self.anchor.is_within_a_year:
            return self.anchor
        if self.age_days is not None:
            return self.age_days
        return (self._near_exact() if self.anchor.days > VAGUE else None) or self.anchor

    def is_fresh(self, sentences: int) -> bool:
        """Whether the anchor was told of in one of the last sentences."""
        return self.anchor is not None and self.sentence - self.anchor_sentence <= sentences

    def _near_exact(self) -> Span | None:
        return self.exact if self.sentence - self.exact_sentence <= NEAR_EXACT else None


def _days_between(one: Span, other: Span) -> int:
    """From where one ends to where the other begins; 0 where they touch."""
    return max(0, (other.first - one.last).days, (one.first - other.last).days)
