"""Times counted in days: from a day that was just told of, or from the day of the recording."""

from datetime import timedelta

from families.dates.when import describe
from stories.engines.languages import Language
from stories.engines.times.discourse import Discourse
from stories.engines.times.numbers_said import read_month, read_number
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reading
from stories.engines.times.spans import LONGEST_MONTH, LONGEST_SEASON, Span, day_span, months_span

RECENT = 6
"""Days are only counted from one that was told of in so many sentences."""
MOST_DAYS = 400


def read_next_day(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    return _from_anchor(life, 1, f"{phrase.text.lower()}: the day after")


def read_day_before(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    return _from_anchor(life, -1, f"{phrase.text.lower()}: the day before")


def read_days_later(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    days = day_count(phrase, language)
    unit = phrase.parts["day_unit"]
    is_exact = language.data["day_units"][unit] == 1
    basis = f"{phrase.parts['count']} {unit}{'' if days == language.data['day_units'][unit] else 's'} after"
    if days and not is_exact and life.anchor and 1 < life.anchor.days <= LONGEST_SEASON and life.is_fresh(RECENT):
        return Reading(_months_of(shifted_days(life.anchor, days)), 0.5, f"{basis} {describe(life.anchor.edtf)}", "~")
    return _from_anchor(life, days, basis, hedge="" if is_exact else "~") if days else None


def _months_of(span: Span) -> Span:
    """The months in which a stretch of days lies."""
    last = months_span(span.last.year, span.last.month).last
    return Span(months_span(span.first.year, span.first.month).first, last)


def read_days_earlier(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    days = day_count(phrase, language)
    basis = f"{phrase.text.lower()}: before"
    return _from_anchor(life, -days, basis, hedge="" if days < WEEK else "~") if days else None


def read_weekday(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    """ "The next Sunday": the first after the day that was told of."""
    wanted = language.data["weekdays"][phrase.parts.get("weekday") or phrase.parts["weekday2"]]
    if life.anchor is None:
        return None
    days = (wanted - life.anchor.first.weekday() - 1) % WEEK + 1
    return _from_anchor(life, days, f"{phrase.text.lower()}: the first after")


WEEK = 7
AT_HAND = 3
MOST_SEASONS = 6


def read_weekday_at_hand(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    """ "By Friday", "on the Tuesday": the first after a day that was just told of."""
    return read_weekday(phrase, life, language) if life.is_fresh(AT_HAND) else None


def read_day_number(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    """ "By the tenth": the next such day after one that was just told of."""
    day, anchor = read_number(phrase.parts["day_nth"], language), _month_told(life, AT_HAND)
    if day is None or anchor is None:
        return None
    if day <= MOST_SEASONS and life.period and read_month(life.period, language) is None:
        return None  # "by the second": of the winters, or the Christmases, that were just spoken of
    month = anchor.first.year * 12 + anchor.first.month - 1
    found = [day_span(at // 12, at % 12 + 1, day) for at in (month, month + 1)]
    span = next((item for item in found if item and item.first >= anchor.first), None)
    return Reading(span, 0.6, f"that day, counted from {describe(anchor.edtf)}") if span else None


def read_month_end(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    anchor = _month_told(life, AT_HAND)
    if anchor is None:
        return None
    span = months_span(anchor.last.year, anchor.last.month)
    return Reading(span, 0.6, f"{phrase.text.lower()}: of {describe(span.edtf)}")


def read_next_month(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    anchor = _month_told(life, RECENT)
    if anchor is None:
        return None
    year, month = divmod(anchor.first.year * 12 + anchor.first.month, 12)
    return Reading(months_span(year, month + 1), 0.7, f"the month after {describe(anchor.edtf)}")


def read_same_month(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    """ "That same month", of a day or a month that was just told of."""
    anchor = _month_told(life, RECENT)
    if anchor is None:
        return None
    span = months_span(anchor.first.year, anchor.first.month)
    return Reading(span, 0.6, f"the month of {describe(anchor.edtf)}")


def _month_told(life: Discourse, reach: int) -> Span | None:
    """The day or month that the tale has got to, where it was told of in the last `reach` sentences."""
    anchor = life.anchor
    return anchor if anchor and anchor.days <= LONGEST_MONTH and life.is_fresh(reach) else None


def day_count(phrase: Phrase, language: Language) -> int | None:
    count = read_number(phrase.parts["count"], language)
    days = language.data["day_units"][phrase.parts["day_unit"]] * (count or 0)
    return days if 0 < days <= MOST_DAYS else None


def _from_anchor(life: Discourse, days: int, basis: str, hedge: str = "") -> Reading | None:
    anchor = life.anchor
    if anchor is None or anchor.days > 1 or not life.is_fresh(RECENT):
        return None
    span = shifted_days(anchor, days)
    return Reading(span, 0.7, f"{basis} {describe(anchor.edtf)}", hedge)


def shifted_days(span: Span, days: int) -> Span:
    return Span(span.first + timedelta(days=days), span.last + timedelta(days=days))


def read_yesterday(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    if life.recorded is None or life.recorded.days > 1:
        return None
    span = shifted_days(life.recorded, -2 if "before" in phrase.parts else -1)
    return Reading(span, 0.7, f"{phrase.text.lower()}, on the day of the recording", moves=False)


def read_days_ago(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    """ "Three days ago", "six months ago"; a week ago is about that day."""
    recorded = life.recorded
    if recorded is None or recorded.days > 1:
        return None
    if "day_unit" in phrase.parts:
        days = day_count(phrase, language)
        basis = f"{phrase.text.lower()}, on the day of the recording"
        hedge = "" if days and days < WEEK else "~"
        return Reading(shifted_days(recorded, -days), 0.7, basis, hedge, moves=False) if days else None
    count = read_number(phrase.parts["count"], language)
    if not count or count > MOST_DAYS:
        return None
    year, month = divmod(recorded.first.year * 12 + recorded.first.month - 1 - count, 12)
    return Reading(
        months_span(year, month + 1), 0.7, f"{phrase.text.lower()}, on the day of the recording", moves=False
    )


def last_week(life: Discourse) -> Span | None:
    """Monday to Sunday before the week of the recording."""
    if life.recorded is None or life.recorded.days > 1:
        return None
    monday = life.recorded.first - timedelta(days=life.recorded.first.weekday() + 7)
    return Span(monday, monday + timedelta(days=6))


def last_month(life: Discourse) -> Span | None:
    if life.recorded is None or life.recorded.days > LONGEST_MONTH:
        return None
    year, month = divmod(life.recorded.first.year * 12 + life.recorded.first.month - 2, 12)
    return months_span(year, month + 1)
