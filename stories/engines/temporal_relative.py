"""Times told from another time: from where the tale has got to, or from the day of the recording."""

from stories.when import describe

from .languages import Language
from .life import Life
from .spans import Span, months_span, years_span
from .temporal_dates import anchor_year, holiday_span, season_span
from .temporal_patterns import Phrase, read_month, read_number
from .temporal_reading import Reader, Reading

MOST_YEARS = 90


def _count(phrase: Phrase, language: Language) -> int | None:
    count = read_number(phrase.parts["count"], language)
    return count if count and count <= MOST_YEARS else None


def _moved(phrase: Phrase, life: Life, language: Language, direction: int) -> Reading | None:
    count = _count(phrase, language)
    anchor = life.anchor
    if count is None or anchor is None or anchor.last.year - anchor.first.year > 3:
        return None
    words = phrase.text.lower()
    hedge = "~" if "or so" in words or "couple" in words else ""
    if language.data["units"][phrase.parts["unit"]] == 1:
        span = _months_on(anchor, count * direction)
    else:
        span = anchor.shifted_years(count * direction)
    if span is None:
        return None
    hedge = hedge if span.first.year == span.last.year else ""
    side = "after" if direction > 0 else "before"
    basis = f"{phrase.parts['count']} {phrase.parts['unit']}{'' if count == 1 else 's'} {side} {describe(anchor.edtf)}"
    return Reading(span, 0.7, basis, hedge)


def _months_on(anchor: Span, months: int) -> Span | None:
    """Months are only counted from a time known to the month."""
    if anchor.days > 31:
        return None
    year, month = divmod(anchor.first.year * 12 + anchor.first.month - 1 + months, 12)
    return months_span(year, month + 1)


def read_later(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    return _moved(phrase, life, language, 1)


def read_earlier(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    return _moved(phrase, life, language, -1)


def read_ago(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    """Counted back from the recording; None where nobody knows when that was."""
    count = _count(phrase, language)
    if count is None or life.recorded is None:
        return None
    span = life.recorded.shifted_years(-count)
    hedge = "~" if count >= 10 and span.first.year == span.last.year else ""
    return Reading(span, 0.7, f"{phrase.parts['count']} years before the recording", hedge)


def read_last(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    """ "Last summer": before the recording."""
    if life.recorded is None:
        return None
    span = _period(phrase.parts["period"], life.recorded.first.year, language)
    if span is None:
        return None
    if span.last >= life.recorded.first:
        span = _period(phrase.parts["period"], life.recorded.first.year - 1, language)
    basis = f"the last one before the recording in {life.recorded.first.year}"
    return Reading(span, 0.7, basis, moves=False) if span else None


def read_next(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    """ "The next spring": the first that begins after where the tale has got to."""
    anchor, name = life.anchor, phrase.parts["period"]
    if anchor is None or anchor.last.year - anchor.first.year > 3:
        return None
    basis = f"the {name} after {describe(anchor.edtf)}"
    if name == "year":
        return Reading(anchor.shifted_years(1), 0.7, basis)
    if not anchor.is_within_a_year:
        return None
    for year in (anchor.first.year, anchor.first.year + 1, anchor.first.year + 2):
        span = _period(name, year, language)
        if span and span.first > anchor.last:
            return Reading(span, 0.7, basis)
    return None


def read_previous(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    anchor, name = life.anchor, phrase.parts.get("period") or phrase.parts["period2"]
    if anchor is None or anchor.last.year - anchor.first.year > 3:
        return None
    basis = f"the {name} before {describe(anchor.edtf)}"
    if name == "year":
        return Reading(anchor.shifted_years(-1), 0.7, basis)
    if not anchor.is_within_a_year:
        return None
    for year in (anchor.first.year, anchor.first.year - 1):
        span = _period(name, year, language)
        if span and span.last < anchor.first:
            return Reading(span, 0.7, basis)
    return None


def read_same(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    """ "That summer", "that same year": inside the year of the tale, or else the season of an age to come."""
    name = phrase.parts["period"]
    year = anchor_year(life)
    if name == "year":
        return None
    if year is None:
        return _bare_season(name, language)
    span = _period(name, year, language)
    return Reading(span, 0.6, f"the {name} of the tale's year, {year}") if span else None


def read_season_at_hand(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    return _bare_season(phrase.parts["season"], language)


def _bare_season(name: str, language: Language) -> Reading | None:
    """A season with no year: no date, but it may sharpen an age in the same sentence."""
    if name not in language.data["seasons"]:
        return None
    first, last = language.data["seasons"][name]
    return Reading(season_span(name, 2000, language), 0.0, name, moves=False, months=(first, last))


def _period(name: str, year: int, language: Language) -> Span | None:
    if name == "year":
        return years_span(year)
    if name in language.data["seasons"]:
        return season_span(name, year, language)
    month = read_month(name, language)
    if month:
        return months_span(year, month)
    return holiday_span(name, year, language)


RELATIVES: dict[str, Reader] = {
    "later": read_later,
    "earlier": read_earlier,
    "ago": read_ago,
    "last": read_last,
    "next": read_next,
    "previous": read_previous,
    "same": read_same,
    "period_in_anchor": read_same,
    "season_at_hand": read_season_at_hand,
}
