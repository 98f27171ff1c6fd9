"""A stretch of days, and how it is written in EDTF."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST_MONTH, LONGEST_SEASON = 31, 100
"""Days."""


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, inclusive."""

    first: date
    last: date

    def __contains__(self, other: "Span") -> bool:
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: "Span") -> bool:
        return self.first <= other.last and other.first <= self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_within_a_year(self) -> bool:
        """One calendar year, or a winter that reaches into the next."""
        return self.first.year == self.last.year or self.days < 200

    @property
    def is_whole_year(self) -> bool:
        return self._is_whole_years and self.first.year == self.last.year

    @property
    def is_a_year(self) -> bool:
        """At most as long as one, wherever it begins: an age of somebody whose birthday is known."""
        return self.days <= 366

    @property
    def middle(self) -> "Span":
        day = self.first + (self.last - self.first) / 2
        return Span(day, day)

    @property
    def edtf(self) -> str:
        """The shortest level 1 form: a day, a month, a year, a decade, or an interval of the widest whole units."""
        if self.first == self.last:
            return self.first.isoformat()
        if self._is_whole_years:
            return self._years
        if self._is_whole_months:
            start, end = f"{self.first:%Y-%m}", f"{self.last:%Y-%m}"
            return start if start == end else f"{start}/{end}"
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    @property
    def _is_whole_months(self) -> bool:
        return self.first.day == 1 and self.last.day == monthrange(self.last.year, self.last.month)[1]

    @property
    def _is_whole_years(self) -> bool:
        return (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31)

    @property
    def _years(self) -> str:
        start, end = self.first.year, self.last.year
        if start == end:
            return f"{start:04}"
        if start % 10 == 0 and end == start + 9:
            return f"{start // 10:03}X"
        return f"{start:04}/{end:04}"

    def moved_years(self, years: int) -> "Span":
        """The same days of another year: "that February", a year on."""
        return Span(birthday(self.first, years), birthday(self.last + timedelta(days=1), years) - timedelta(days=1))

    def shifted_years(self, years: int) -> "Span":
        """Whole years, moved: "two years later" is never more exact than a year."""
        return years_span(self.first.year + years, self.last.year + years)


def years_span(first: int, last: int | None = None) -> Span:
    """Whole years, both ends inclusive; clamped to the years that a date can hold."""
    last = first if last is None else last
    return Span(date(_clamp(first), 1, 1), date(_clamp(last), 12, 31))


def months_span(year: int, first: int, last: int | None = None) -> Span:
    """Whole months of a year; a last month smaller than the first lies in the next year (winter: 12, 2)."""
    last = first if last is None else last
    year = min(_clamp(year), 9998)
    end_year = year + 1 if last < first else year
    return Span(date(year, first, 1), date(end_year, last, monthrange(end_year, last)[1]))


def day_span(year: int, month: int, day: int) -> Span | None:
    """One day, or None when the calendar has no such day."""
    try:
        only = date(year, month, day)
    except ValueError:
        return None
    return Span(only, only)


def easter(year: int) -> date:
    """Western Easter Sunday, by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    lead = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * lead) // 451
    month, day = divmod(h + lead - 7 * m + 114, 31)
    return date(year, month, day + 1)


def age_span(birth: Span, age: int, oldest: int | None = None) -> Span:
    """The days on which somebody born within `birth` may have been `age` (or from `age` to `oldest`) years old."""
    oldest = age if oldest is None else oldest
    return Span(birthday(birth.first, age), birthday(birth.last, oldest + 1) - timedelta(days=1))


def birthday(born: date, age: int) -> date:
    """The birthday on which somebody turns `age`; those born on 29 February turn on 1 March."""
    year = _clamp(born.year + age)
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _clamp(year: int) -> int:
    return max(1, min(9998, year))
