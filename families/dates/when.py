"""EDTF dates (ISO 8601-2, levels 0 and 1): checked, with their first and last day, and said in plain English."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from time import struct_time
from typing import Any

LONGEST = 64
"""No date that a life needs is longer; the parser is slow on long nonsense."""

MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
SEASON_MONTHS = {(3, 5): "spring", (6, 8): "summer", (9, 11): "autumn"}
HEDGES = {"~": "about ", "?": "perhaps ", "%": "perhaps about ", "": ""}

POINT = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d\d|XX))?(?:-(?P<day>\d\d|XX))?(?P<hedge>[~?%]?)\Z", re.ASCII
)
PLAIN = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d\d))?)?\Z", re.ASCII)


@lru_cache(maxsize=4096)
def edtf_bounds(edtf: str) -> tuple[date | None, date | None]:
    """First and last day, inclusive; None where an interval is open or a day lies outside the years 1 to 9999.

    Approximate and uncertain dates ("1934~") get the bounds of what is written: vagueness is for the reader to weigh.
    Seasons are those of the northern hemisphere. Raises ValueError for what is not EDTF.
    """
    if not 0 < len(edtf) <= LONGEST or not edtf.isascii() or edtf != edtf.strip():
        raise ValueError(f"not an EDTF date: {edtf[:LONGEST]!r}")
    first, last = _plain_bounds(edtf) or _parsed_bounds(edtf)
    if first and last and last < first:
        raise ValueError(f"an EDTF interval that ends before it starts: {edtf!r}")
    return first, last


def _plain_bounds(edtf: str) -> tuple[date, date] | None:
    """Of years, months and days of the calendar, and intervals of them, which nearly all dates are; None for the rest.

    The parser takes some 20 ms for the first of each kind, which is the longest part of an hour of talk.
    """
    points = edtf.split("/")
    matches = [match for match in map(PLAIN.match, points[:2]) if match]
    if len(points) != len(matches):
        return None
    (year, month, day), (last_year, last_month, last_day) = matches[0].groups(), matches[-1].groups()
    try:
        last_month = int(last_month or 12)
        end = int(last_day or monthrange(int(last_year), last_month)[1])
        return date(int(year), int(month or 1), int(day or 1)), date(int(last_year), last_month, end)
    except ValueError:  # the parser knows more years
        return None


def _parsed_bounds(edtf: str) -> tuple[date | None, date | None]:
    # The parser is a fifth of a second of every start, and wanted for rare kinds of dates only.
    from edtf import EDTFParseException, parse_edtf  # type: ignore[attr-defined,unused-ignore]  # noqa: PLC0415

    try:
        parsed = parse_edtf(edtf)
        return _as_date(parsed.lower_strict()), _as_date(parsed.upper_strict())
    except (EDTFParseException, ValueError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise ValueError(f"not an EDTF date: {edtf!r}") from error


def is_edtf(text: str) -> bool:
    """Whether the text is an EDTF date or interval whose days exist and whose end does not precede its start."""
    try:
        edtf_bounds(text)
    except ValueError:
        return False
    return True


def _as_date(moment: Any) -> date | None:
    if not isinstance(moment, struct_time) or not 1 <= moment.tm_year <= 9999:
        return None
    return date(moment.tm_year, moment.tm_mon, moment.tm_mday)


def describe(edtf: str) -> str:
    """Plain English for a reader: "1941 or 1942", "summer 1962", "the 1950s", "about 1934", "14 March 2024".

    What has no plain form (other levels of EDTF) and what is not EDTF comes back as it is; "" stays "".
    """
    if "/" not in edtf:
        return _describe_point(edtf) or edtf
    start, _, end = edtf.partition("/")
    if start in ("", ".."):
        return f"until {_describe_point(end) or end}" if end not in ("", "..") else "at an unknown time"
    if end in ("", ".."):
        return f"from {_describe_point(start) or start}"
    return _describe_interval(start, end) or edtf


def describe_in_sentence(edtf: str) -> str:
    """The same as it stands in a sentence: "on 14 March 2024", "perhaps in March 2024"; "" stays ""."""
    if not edtf:
        return ""
    preposition = "on" if re.fullmatch(r"\d{4}-\d{2}-\d{2}[~?%]?", edtf) else "in"
    said = describe(edtf)
    hedge = "perhaps " if said.startswith("perhaps ") else ""
    return f"{hedge}{preposition} {said.removeprefix(hedge)}"


def uncertain(edtf: str) -> str:
    """The same date qualified as one that may be wrong: "1941-05-19?", "1941?/1942?", "1950%" of "1950~"."""
    points = [point if point in ("", "..") else _qualified(point) for point in edtf.split("/")]
    qualified = "/".join(points)
    return qualified if is_edtf(qualified) else edtf


def _qualified(point: str) -> str:
    if point[-1] in "?%":
        return point
    return f"{point[:-1]}%" if point[-1] == "~" else f"{point}?"


def _describe_point(edtf: str) -> str:
    match = POINT.match(edtf)
    if not match:
        return ""
    year, month, day = match["year"], match["month"], match["day"]
    said = _year(year)
    if month and month != "XX":
        name = _month(int(month))
        if not name or not year.isdigit():
            return ""
        said = f"{int(day)} {name} {said}" if day and day != "XX" else f"{name} {said}"
    return HEDGES[match["hedge"]] + said


def _year(year: str) -> str:
    if year.endswith("XX"):
        century = int(year[:2]) + 1
        ending = "th" if 10 <= century % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(century % 10, "th")
        return f"the {century}{ending} century"
    if year.endswith("X"):
        return f"the {year[:3]}0s"
    return str(int(year))


def _month(number: int) -> str:
    return MONTHS[number - 1] if 1 <= number <= 12 else SEASONS.get(number, "")


def _describe_interval(start: str, end: str) -> str:
    if start[-1] == end[-1] and start[-1] in "~?%":
        return HEDGES[start[-1]] + (_describe_interval(start[:-1], end[:-1]) or f"{start[:-1]} to {end[:-1]}")
    first, last = _describe_point(start), _describe_point(end)
    if not first or not last:
        return ""
    if start == end:
        return first
    if start.isdigit() and end.isdigit():
        return f"{first} or {last}" if int(end) == int(start) + 1 else f"{first} to {last}"
    return _months_of_a_year(start, end) or f"{first} to {last}"


def _months_of_a_year(start: str, end: str) -> str:
    """ "summer 1962" for 1962-06/1962-08, "June to October 1962", "winter 1962 to 1963"; "" for anything else."""
    whole = re.fullmatch(r"(\d{4})-(\d\d)/(\d{4})-(\d\d)", f"{start}/{end}", re.ASCII)
    if not whole:
        return ""
    year, month, last_year, last_month = (int(part) for part in whole.groups())
    if (month, last_month, last_year - year) == (12, 2, 1):
        return f"winter {year} to {last_year}"
    if year != last_year or month > 12 or last_month > 12:
        return ""
    season = SEASON_MONTHS.get((month, last_month))
    return f"{season} {year}" if season else f"{MONTHS[month - 1]} to {MONTHS[last_month - 1]} {year}"
