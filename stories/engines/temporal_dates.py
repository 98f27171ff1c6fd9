"""Dates that were said outright: days, months, seasons, holidays, years, decades."""

from datetime import timedelta

from stories.when import describe

from .languages import Language
from .life import Life
from .spans import Span, day_span, easter, months_span, years_span
from .temporal_patterns import Phrase, read_decade, read_month, read_number, read_year
from .temporal_reading import Reader, Reading


def year_of(words: str, life: Life, language: Language) -> tuple[int, str] | None:
    """The year, and what to add to a basis where the century had to be chosen."""
    read = read_year(words, language)
    if read is None:
        return None
    year, is_whole = read
    if is_whole:
        return (year, "") if 1600 <= year <= 2100 else None
    chosen = life.century_for(year)
    if chosen is None:
        return None
    return chosen, f"; century judged by a birth in {life.first_year}" if life.first_year else "; century assumed"


def read_date(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    month, day = read_month(phrase.parts["month"], language), read_number(phrase.parts["day"], language)
    year = year_of(phrase.parts["year"], life, language)
    if month is None or day is None or year is None:
        return None
    span = day_span(year[0], month, day)
    return Reading(span, 0.98, f"the day was said{year[1]}") if span else None


def read_month_of_year(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    month, year = read_month(phrase.parts["month"], language), year_of(phrase.parts["year"], life, language)
    if month is None or year is None:
        return None
    return Reading(months_span(year[0], month), 0.9, f"the month was said{year[1]}")


def read_season(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    """ "The winter of 1947" was January to the one and December to the other, so it is the whole year."""
    said = phrase.parts.get("year") or phrase.parts["short"]
    year = year_of(said, life, language)
    if year is None:
        return None
    season = phrase.parts["season"]
    span = season_span(season, year[0], language)
    if span.last.year > span.first.year:
        basis = f"the {season} was said; it may be the beginning or the end of {year[0]}{year[1]}"
        return Reading(years_span(year[0]), 0.85, basis)
    return Reading(span, 0.9, f"the {season} was said{year[1]}")


def season_span(season: str, year: int, language: Language) -> Span:
    first, last = language.data["seasons"][season]
    return months_span(year, first, last)


def read_holiday(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    year = year_of(phrase.parts["year"], life, language)
    if year is None:
        return None
    span = holiday_span(phrase.parts["holiday"], year[0], language)
    return Reading(span, 0.9, f"the holiday and its year were said{year[1]}") if span else None


def holiday_span(holiday: str, year: int, language: Language) -> Span | None:
    rule = str(language.data["holidays"][holiday.replace("’", "'")])
    if rule.startswith("easter"):
        only = easter(year) + timedelta(days=int(rule.removeprefix("easter")))
        return Span(only, only)
    month, _, day = rule.partition("-")
    return day_span(year, int(month), int(day))


def read_years(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    """ "1953 or 54", "from 1953 to 1957", "between 1953 and 1957"."""
    parts = phrase.parts
    first = year_of(parts.get("year") or parts["year2"], life, language)
    last = year_of(parts.get("year3") or parts["year2"], life, language)
    if first is None or last is None or not first[0] < last[0] <= first[0] + 60:
        return None
    is_either = " or " in phrase.text.lower()
    basis = "either year was said to be possible" if is_either else "both years were said"
    return Reading(years_span(first[0], last[0]), 0.8 if is_either else 0.9, basis)


def read_whole_year(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    """ "1934", "about 1934", "early 1934"; two figures only count with "in" or "since" before them."""
    year = year_of(phrase.parts.get("year") or phrase.parts["short"], life, language)
    if year is None:
        return None
    hedge = "~" if "about" in phrase.parts else "?" if "doubt" in phrase.parts else ""
    span = years_span(year[0])
    part = language.data["parts"].get(phrase.parts.get("part", ""))
    if part and not hedge:
        span = months_span(year[0], *PARTS_OF_YEAR[part])
    said = {"~": "about that year, it was said", "?": "perhaps that year, it was said"}.get(hedge, "the year was said")
    confidence = 0.75 if hedge or "short" in phrase.parts else 0.9
    return Reading(span, confidence, said + year[1], hedge)


PARTS_OF_YEAR = {"early": (1, 4), "middle": (5, 8), "late": (9, 12)}
PARTS_OF_DECADE = {"early": (0, 3), "middle": (4, 6), "late": (7, 9)}


def read_decade_said(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    read = read_decade(phrase.parts["decade"], language)
    if read is None:
        return None
    year, is_whole = read
    start = year if is_whole else life.century_for(year)
    if start is None or start % 10:
        return None
    if not is_whole and "the" not in phrase.text.lower().split() and "nineteen" not in phrase.text.lower():
        return None
    part = language.data["parts"].get(phrase.parts.get("part", ""))
    first, last = PARTS_OF_DECADE[part] if part else (0, 9)
    span = years_span(start + first, start + last)
    return Reading(span, 0.8, f"{part + ' in ' if part else ''}{describe(f'{start // 10}X')}, it was said")


def read_day_in_anchor(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    """ "On the second of June", in the year that the tale has got to."""
    month = read_month(phrase.parts["month"], language)
    day = read_number(phrase.parts.get("day") or phrase.parts["day_nth"], language)
    year = anchor_year(life)
    if month is None or day is None or year is None:
        return None
    span = day_span(year, month, day)
    return Reading(span, 0.6, f"the day was said; the year is that of the tale, {year}") if span else None


def anchor_year(life: Life) -> int | None:
    anchor: Span | None = life.anchor
    return anchor.first.year if anchor and anchor.is_within_a_year else None


DATES: dict[str, Reader] = {
    "date": read_date,
    "month": read_month_of_year,
    "season": read_season,
    "holiday": read_holiday,
    "years": read_years,
    "year": read_whole_year,
    "short_year": read_whole_year,
    "decade": read_decade_said,
    "day_in_anchor": read_day_in_anchor,
}
