"""The day of a feast in a year, fixed or movable, from a short rule in a language file.

Rules: "12-25"; "easter+49" (Western), "pascha+0" (Orthodox); "11 thu 4" (the fourth Thursday of November, -1 the last);
"hebrew 1-15" (Nisan is 1), "islamic 10-1", "islamic 9" (the whole month); "moon 01-21 +480" (the day of the first new
moon from then, so many minutes east of Greenwich; with "eve" the evening before it, with "add 14" so many days after).
"A until 1970, B" changes over; "easter-46 .. easter-1" lasts from the one to the other.
"""

import math
import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from stories.engines.times.spans import Span, day_span, easter

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ISLAMIC_EPOCH = 227015  # 16 July 622, Julian, as an ordinal day
HEBREW_EPOCH = -1373427
SYNODIC_MONTH = 29.530588861


@lru_cache(maxsize=4096)
def feast(rule: str, year: int) -> Span | None:
    """None where the calendar has no such day, or a lunar year passes it over."""
    for part in rule.split(", "):
        said, _, last = part.partition(" until ")
        if not last or year <= int(last):
            first, _, end = said.partition(" .. ")
            return _lasting(_feast(first, year), _feast(end, year)) if end else _feast(said, year)
    return None


def _lasting(first: Span | None, last: Span | None) -> Span | None:
    return Span(first.first, last.last) if first and last else None


def _feast(rule: str, year: int) -> Span | None:
    kind, _, rest = rule.partition(" ")
    if kind == "islamic":
        return _islamic(rest, year)
    if kind == "hebrew":
        month, day = (int(figure) for figure in rest.split("-"))
        return _one(hebrew_day(year + (3761 if 7 <= month < 11 else 3760), month, day))
    if kind == "moon":
        return _one(_moon_day(rest, year))
    church = re.fullmatch(r"(easter|pascha)([+-]\d+)", kind)
    if church:
        return _one((easter if church[1] == "easter" else pascha)(year) + timedelta(days=int(church[2])))
    if rest:
        weekday, count = rest.split(" ")
        return _one(_nth_weekday(year, int(kind), WEEKDAYS.index(weekday), int(count)))
    first, _, last = rule.partition("-")
    return day_span(year, int(first), int(last))


def _one(day: date | None) -> Span | None:
    return Span(day, day) if day else None


def pascha(year: int) -> date:
    """Orthodox Easter Sunday in the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)


def _nth_weekday(year: int, month: int, weekday: int, count: int) -> date | None:
    last = monthrange(year, month)[1]
    days = [day for day in range(1, last + 1) if date(year, month, day).weekday() == weekday]
    return date(year, month, days[count if count < 0 else count - 1])


def islamic_day(year: int, month: int, day: int) -> date:
    """By the tabular calendar; the moon that was seen may have made it a day earlier or later."""
    days = day + math.ceil(29.5 * (month - 1)) + (year - 1) * 354 + (3 + 11 * year) // 30
    return date.fromordinal(days + ISLAMIC_EPOCH - 1)


def _islamic(rest: str, year: int) -> Span | None:
    """The feast, or the month, that begins in this year; the first where two do."""
    month, _, day = rest.partition("-")
    for lunar in range((year - 622) * 33 // 32 - 1, (year - 622) * 33 // 32 + 3):
        first = islamic_day(lunar, int(month), int(day or 1))
        if first.year == year:
            after = islamic_day(lunar + int(month) // 12, int(month) % 12 + 1, 1)
            return Span(first, first if day else after - timedelta(days=1))
    return None


def _is_hebrew_leap(year: int) -> bool:
    return (7 * year + 1) % 19 < 7


def _hebrew_new_year(year: int) -> int:
    """The ordinal day of 1 Tishri (Dershowitz, Reingold: Calendrical Calculations, chapter 8)."""

    def elapsed(of: int) -> int:
        months = (235 * of - 234) // 19
        days = 29 * months + (12084 + 13753 * months) // 25920
        return days + 1 if 3 * (days + 1) % 7 < 3 else days

    before, this, after = elapsed(year - 1), elapsed(year), elapsed(year + 1)
    delay = 2 if after - this == 356 else 1 if this - before == 382 else 0
    return HEBREW_EPOCH + this + delay


def hebrew_day(year: int, month: int, day: int) -> date:
    """Months from Nisan; Adar of a leap year is its second, in which Purim falls."""
    start = _hebrew_new_year(year)
    length = _hebrew_new_year(year + 1) - start
    long_heshvan, short_kislev = length % 10 == 5, length % 10 == 3
    is_leap = _is_hebrew_leap(year)
    autumn = [30, 30 if long_heshvan else 29, 29 if short_kislev else 30, 29, 30, *([30, 29] if is_leap else [29])]
    spring = [30, 29, 30, 29, 30, 29]
    passed = sum(autumn) + sum(spring[: month - 1]) if month < 7 else sum(autumn[: month - 7])
    if month == 12 and is_leap:
        passed += 30
    return date.fromordinal(start + passed + day - 1)


def _moon_day(rest: str, year: int) -> date:
    start, east, *change = rest.split(" ")
    added = int(change[1]) if change[:1] == ["add"] else 0
    month, day = (int(figure) for figure in start.split("-"))
    first, minutes = date(year, month, day), int(east)
    cycle = math.floor((first.toordinal() - date(2000, 1, 6).toordinal()) / SYNODIC_MONTH) - 1
    while True:
        moment = new_moon(cycle) + minutes / 1440
        found = date.fromordinal(math.floor(moment))
        if change == ["eve"] and moment % 1 < 0.73:
            found -= timedelta(days=1)
        if found >= first:
            return found + timedelta(days=added)
        cycle += 1


def new_moon(cycle: int) -> float:
    """The new moon so many months after that of 6 January 2000, as an ordinal day with its fraction, to a few minutes.

    Meeus, Astronomical Algorithms, chapter 49, its largest terms.
    """
    century = cycle / 1236.85
    mean = 2451550.09766 + SYNODIC_MONTH * cycle + 0.00015437 * century**2
    sun = math.radians(2.5534 + 29.10535670 * cycle)
    moon = math.radians(201.5643 + 385.81693528 * cycle)
    node = math.radians(160.7108 + 390.67050284 * cycle)
    moment = (
        mean
        - 0.40720 * math.sin(moon)
        + 0.17241 * math.sin(sun)
        + 0.01608 * math.sin(2 * moon)
        + 0.01039 * math.sin(2 * node)
        + 0.00739 * math.sin(moon - sun)
        - 0.00514 * math.sin(moon + sun)
        + 0.00208 * math.sin(2 * sun)
    )
    return moment - 1721424.5
