"""Times counted in days: from a day that was just told of, or from the day of the recording."""

from datetime import timedelta

from families.dates.when import describe
from stories.engines.languages import Language
from stories.engines.times.discourse import Discourse
from stories.engines.times.lifetime import Lifetime
from stories.engines.times.numbers_said import read_month, read_number
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reading
from stories.engines.times.spans import LONGEST_MONTH, LONGEST_SEASON, Span, day_span, months_span
from stories.engines.times.tale import Tale

RECENT = 6
"""Days are only counted from one that was told of in so many sentences."""
MOST_DAYS = 400


def read_next_day(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    return _from_anchor(discourse.tale, 1, f"{phrase.text.lower()}: the day after")


def read_day_before(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    return _from_anchor(discourse.tale, -1, f"{phrase.text.lower()}: the day before")


def read_days_later(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    tale = discourse.tale
    days = day_count(phrase, language)
    unit = phrase.parts["day_unit"]
    is_exact = language.data["day_units"][unit] == 1
    basis = f"{phrase.parts['count']} {unit}{'' if days == language.data['day_units'][unit] else 's'} after"
    if days and not is_exact and tale.anchor and 1 < tale.anchor.days <= LONGEST_SEASON and tale.is_fresh(RECENT):
        return Reading(_months_of(shifted_days(tale.anchor, days)), 0.5, f"{basis} {describe(tale.anchor.edtf)}", "~")
    return _from_anchor(tale, days, basis, hedge="" if is_exact else "~") if days else None


def _months_of(span: Span) -> Span:
    """The months in which a stretch of days lies."""
    last = months_span(span.last.year, span.last.month).last
    return Span(months_span(span.first.year, span.first.month).first, last)


def read_days_earlier(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    days = day_count(phrase, language)
    basis = f"{phrase.text.lower()}: before"
    return _from_anchor(discourse.tale, -days, basis, hedge="" if days < WEEK else "~") if days else None


def read_weekday(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The next Sunday": the first after the day that was told of."""
    tale = discourse.tale
    wanted = language.data["weekdays"][phrase.parts.get("weekday") or phrase.parts["weekday2"]]
    if tale.anchor is None:
        return None
    days = (wanted - tale.anchor.first.weekday() - 1) % WEEK + 1
    return _from_anchor(tale, days, f"{phrase.text.lower()}: the first after")


WEEK = 7
AT_HAND = 3
MOST_SEASONS = 6


def read_weekday_at_hand(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "By Friday", "on the Tuesday": the first after a day that was just told of."""
    return read_weekday(phrase, discourse, language) if discourse.tale.is_fresh(AT_HAND) else None


def read_day_number(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "By the tenth": the next such day after one that was just told of."""
    tale = discourse.tale
    day, anchor = read_number(phrase.parts["day_nth"], language), _month_told(tale, AT_HAND)
    if day is None or anchor is None:
        return None
    if day <= MOST_SEASONS and tale.period and read_month(tale.period, language) is None:
        return None  # "by the second": of the winters, or the Christmases, that were just spoken of
    month = anchor.first.year * 12 + anchor.first.month - 1
    found = [day_span(at // 12, at % 12 + 1, day) for at in (month, month + 1)]
    span = next((item for item in found if item and item.first >= anchor.first), None)
    return Reading(span, 0.6, f"that day, counted from {describe(anchor.edtf)}") if span else None


def read_month_end(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    anchor = _month_told(discourse.tale, AT_HAND)
    if anchor is None:
        return None
    span = months_span(anchor.last.year, anchor.last.month)
    return Reading(span, 0.6, f"{phrase.text.lower()}: of {describe(span.edtf)}")


def read_next_month(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    anchor = _month_told(discourse.tale, RECENT)
    if anchor is None:
        return None
    year, month = divmod(anchor.first.year * 12 + anchor.first.month, 12)
    return Reading(months_span(year, month + 1), 0.7, f"the month after {describe(anchor.edtf)}")


def read_same_month(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "That same month", of a day or a month that was just told of."""
    anchor = _month_told(discourse.tale, RECENT)
    if anchor is None:
        return None
    span = months_span(anchor.first.year, anchor.first.month)
    return Reading(span, 0.6, f"the month of {describe(anchor.edtf)}")


def _month_told(tale: Tale, reach: int) -> Span | None:
    """The day or month that the tale has got to, where it was told of in the last `reach` sentences."""
    anchor = tale.anchor
    return anchor if anchor and anchor.days <= LONGEST_MONTH and tale.is_fresh(reach) else None


def day_count(phrase: Phrase, language: Language) -> int | None:
    count = read_number(phrase.parts["count"], language)
    days = language.data["day_units"][phrase.parts["day_unit"]] * (count or 0)
    return days if 0 < days <= MOST_DAYS else None


def day_word(phrase: Phrase, language: Language) -> str | None:
    """The part of time that "the day", "the eve", "that week" is; None where it is told otherwise."""
    word = phrase.parts.get("day_word")
    return str(language.data["day_words"][word]) if word else None


def _from_anchor(tale: Tale, days: int, basis: str, hedge: str = "") -> Reading | None:
    anchor = tale.anchor
    if anchor is None or anchor.days > 1 or not tale.is_fresh(RECENT):
        return None
    span = shifted_days(anchor, days)
    return Reading(span, 0.7, f"{basis} {describe(anchor.edtf)}", hedge)


def shifted_days(span: Span, days: int) -> Span:
    return Span(span.first + timedelta(days=days), span.last + timedelta(days=days))


def read_yesterday(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    lifetime = discourse.lifetime
    if lifetime.recorded is None or lifetime.recorded.days > 1:
        return None
    span = shifted_days(lifetime.recorded, -2 if "before" in phrase.parts else -1)
    return Reading(span, 0.7, f"{phrase.text.lower()}, on the day of the recording", moves=False)


def read_days_ago(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "Three days ago", "six months ago"; a week ago is about that day."""
    recorded = discourse.lifetime.recorded
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


def last_week(lifetime: Lifetime) -> Span | None:
    """Monday to Sunday before the week of the recording."""
    if lifetime.recorded is None or lifetime.recorded.days > 1:
        return None
    monday = lifetime.recorded.first - timedelta(days=lifetime.recorded.first.weekday() + 7)
    return Span(monday, monday + timedelta(days=6))


def last_month(lifetime: Lifetime) -> Span | None:
    if lifetime.recorded is None or lifetime.recorded.days > LONGEST_MONTH:
        return None
    year, month = divmod(lifetime.recorded.first.year * 12 + lifetime.recorded.first.month - 2, 12)
    return months_span(year, month + 1)
