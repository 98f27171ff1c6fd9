"""Times told from another time: from where the tale has got to, or from the day of the recording."""

from families.dates.when import describe
from stories.engines.languages import Language
from stories.engines.times.dates import season_months
from stories.engines.times.days import last_month, last_week, read_days_ago
from stories.engines.times.discourse import Discourse
from stories.engines.times.numbers_said import read_month, read_number
from stories.engines.times.periods import NO_TIME, period_after, period_before, period_in, period_of, upcoming
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reading
from stories.engines.times.scene import Scene
from stories.engines.times.spans import LONGEST_MONTH, LONGEST_SEASON, Span, months_span, years_span
from stories.engines.times.tale import Tale

MOST_YEARS = 90


def _count(phrase: Phrase, language: Language) -> int | None:
    count = read_number(phrase.parts["count"], language)
    return count if count and count <= MOST_YEARS else None


def _years(phrase: Phrase, language: Language) -> int | None:
    """ "Two decades", "half a century", "two winters" in years; None for months."""
    if "era" in phrase.parts:
        return int(language.data["eras"][phrase.parts["era"]])
    count, months = _count(phrase, language), language.data["units"][phrase.parts["unit"]]
    years = count * months // 12 if count and months > 1 else None
    return years if years and years <= MOST_YEARS else None


def _moved(phrase: Phrase, tale: Tale, language: Language, direction: int) -> Reading | None:
    years = _years(phrase, language)
    count = years or _count(phrase, language)
    anchor = tale.anchor
    if count is None or anchor is None or anchor.last.year - anchor.first.year > 3:
        return None
    words = phrase.text.lower()
    hedge = "~" if any(rough in words for rough in language.grammar["rough"]) else ""
    span = anchor.shifted_years(years * direction) if years else months_on(anchor, count * direction)
    if span is None:
        return None
    hedge = hedge if span.first.year == span.last.year else ""
    side = "after" if direction > 0 else "before"
    said = phrase.parts.get("era") or f"{phrase.parts['count']} {phrase.parts['unit']}{'' if count == 1 else 's'}"
    return Reading(span, 0.7, f"{said} {side} {describe(anchor.edtf)}", hedge)


def read_half_later(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "A year and a half later", "two and a half years later": the month where the month was known, else either year."""
    count = 1 if "one" in phrase.parts else _count(phrase, language)
    unit = phrase.parts.get("unit") or phrase.parts["unit2"]
    anchor = discourse.tale.anchor
    if count is None or anchor is None or language.data["units"][unit] != 12 or not anchor.is_within_a_year:
        return None
    within = months_on(anchor, 12 * count + 6)
    span = within or years_span(anchor.first.year + count, anchor.last.year + count + 1)
    whole = years_span(span.first.year, span.last.year)
    return Reading(whole, 0.65, f"{phrase.text.lower()}: after {describe(anchor.edtf)}", days=within)


def months_on(anchor: Span, months: int) -> Span | None:
    """Months are only counted from a time known to the month or the season."""
    if anchor.days > LONGEST_SEASON:
        return None
    year, month = divmod(anchor.first.year * 12 + anchor.first.month - 1 + months, 12)
    if anchor.days <= LONGEST_MONTH:
        return months_span(year, month + 1)
    last = anchor.last.year * 12 + anchor.last.month - 1 + months
    return Span(months_span(year, month + 1).first, months_span(last // 12, last % 12 + 1).last)


def read_later_range(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "Two or three years later", "a year or two later"."""
    anchor, parts = discourse.tale.anchor, phrase.parts
    if "one" in parts:
        least, most, unit = 1, 2, parts["unit2"]
    else:
        least, most = read_number(parts["count"], language) or 0, read_number(parts["count2"], language) or 0
        unit = parts["unit"]
    if anchor is None or not anchor.is_within_a_year or language.data["units"][unit] != 12:
        return None
    if not 0 < least < most <= least + 3:
        return None
    span = years_span(anchor.first.year + least, anchor.last.year + most)
    return Reading(span, 0.6, f"{phrase.text.lower()}: after {describe(anchor.edtf)}")


def read_one(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "By the second one": of the seasons or feasts that were just spoken of."""
    scene, tale = discourse.scene, discourse.tale
    if tale.period is None or not tale.is_fresh(RECENT) or tale.anchor is None:
        return None
    number = read_number(phrase.parts["which"], language)
    if number is None:
        span = period_after(tale.period, tale.anchor, scene, language)
    else:
        first = upcoming(tale.period, tale.anchor, scene, language)
        span = period_of(tale.period, first.first.year + number - 1, scene, language) if first else None
    basis = f"{phrase.text.lower()} ({tale.period}), counted from {describe(tale.anchor.edtf)}"
    return Reading(span, 0.55, basis) if span else None


def read_later(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    return _moved(phrase, discourse.tale, language, 1)


def read_earlier(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    return _moved(phrase, discourse.tale, language, -1)


def read_ago(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """Counted back from the recording; None where nobody knows when that was."""
    if not {"era", "number"} & set(phrase.parts) and (
        "day_unit" in phrase.parts or language.data["units"][phrase.parts["unit"]] == 1
    ):
        return read_days_ago(phrase, discourse, language)
    count = read_number(phrase.parts["number"], language) if "number" in phrase.parts else _years(phrase, language)
    if count is None or count > MOST_YEARS or discourse.lifetime.recorded is None:
        return None
    span = discourse.lifetime.recorded.shifted_years(-count)
    hedge = "~" if count >= 10 and span.first.year == span.last.year else ""
    return Reading(span, 0.7, f"{count} years before the recording", hedge)


def read_last(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "Last summer", "last week": before the recording."""
    lifetime = discourse.lifetime
    if lifetime.recorded is None:
        return None
    basis = f"the last one before the recording in {lifetime.recorded.first.year}"
    if "shorter" in phrase.parts:
        before = (
            last_week(lifetime)
            if language.data["day_words"][phrase.parts["shorter"]] == "week"
            else last_month(lifetime)
        )
        return Reading(before, 0.7, basis, moves=False) if before else None
    span = period_of(phrase.parts["period"], lifetime.recorded.first.year, discourse.scene, language)
    if span and span.last >= lifetime.recorded.first:
        span = period_of(phrase.parts["period"], lifetime.recorded.first.year - 1, discourse.scene, language)
    return Reading(span, 0.7, basis) if span else None


def read_this(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "This spring": in the year of the recording."""
    lifetime = discourse.lifetime
    if lifetime.recorded is None:
        return None
    span = period_of(phrase.parts["period"], lifetime.recorded.first.year, discourse.scene, language)
    if span and span.first > lifetime.recorded.last:
        span = period_of(phrase.parts["period"], lifetime.recorded.first.year - 1, discourse.scene, language)
    basis = f"this {phrase.parts['period']}, as said in {lifetime.recorded.first.year}"
    return Reading(span, 0.6, basis, moves=False) if span else None


def read_before_last(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The summer before last"."""
    last = read_last(phrase, discourse, language)
    span = period_of(phrase.parts["period"], last.span.first.year - 1, discourse.scene, language) if last else None
    return Reading(span, 0.7, "the one before the last before the recording", moves=False) if span else None


def read_next(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The next spring": the first that begins after where the tale has got to."""
    tale = discourse.tale
    name = phrase.parts.get("period", "year")
    if "inner" in phrase.parts:
        return _in_next_year(phrase.parts["inner"], discourse, language)
    span = period_after(name, tale.anchor, discourse.scene, language)
    return Reading(span, 0.7, f"the {name} after {describe(tale.anchor.edtf)}") if span and tale.anchor else None


def _in_next_year(name: str, discourse: Discourse, language: Language) -> Reading | None:
    """ "The winter of the year that followed"."""
    year = discourse.tale.year
    span = period_of(name, year + 1, discourse.scene, language) if year else None
    return Reading(span, 0.7, f"the {name} of the year after {year}") if span else None


def read_previous(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    tale = discourse.tale
    name = phrase.parts.get("period") or phrase.parts["period2"]
    span = period_before(name, tale.anchor, discourse.scene, language)
    return Reading(span, 0.7, f"the {name} before {describe(tale.anchor.edtf)}") if span and tale.anchor else None


def read_same(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "That summer", "that same year": inside the year of the tale, or else the season of an age to come."""
    words = set(phrase.text.lower().split())
    is_back = not words.isdisjoint(language.grammar["same"]) or not words.isdisjoint(language.grammar["year"])
    tale = discourse.tale.as_last_named() if is_back else discourse.tale
    name = phrase.parts["period"]
    if name == "year" and not tale.is_fresh(RECENT):
        return None
    if tale.anchor is None or tale.year is None:
        return _bare_season(name, discourse.scene, language) if name != "year" else _year_of_age(phrase, tale)
    span = (period_in if is_back else upcoming)(name, tale.anchor, discourse.scene, language)
    return (
        Reading(span, 0.6, f"the {name} of the tale’s year, {tale.anchor.first.year}", moves=name != "year")
        if span
        else None
    )


def _year_of_age(phrase: Phrase, tale: Tale) -> Reading | None:
    """ "That same year", of an age or a school year: whichever of the two it was."""
    anchor = tale.anchor
    if anchor is None or anchor.last.year - anchor.first.year != 1:
        return None
    return Reading(anchor, 0.5, f"{phrase.text.lower()}: {describe(anchor.edtf)}", moves=False)


RECENT = 6
"""Sentences: a bare season longer after a date is the season of any year."""
SOON = 4


def read_at_hand(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "In January", "in the spring", "by Christmas": the first that ends after where the tale has just got to."""
    scene, tale = discourse.scene, discourse.tale
    name, anchor = phrase.parts["period"], tale.anchor
    is_month = read_month(name, language) is not None
    is_feast = name.replace("’", "'") in language.data["holidays"]
    if anchor is None or tale.year is None or not (is_month or tale.is_fresh(SOON if is_feast else RECENT)):
        return _bare_season(name, scene, language)
    if phrase.text.lower().split()[0] in language.grammar["since"] and not anchor.is_whole_year:
        span = period_before(name, anchor, scene, language)
        return Reading(span, 0.6, f"the {name} before {describe(anchor.edtf)}", moves=False) if span else None
    span = upcoming(
        name, anchor, scene, language, tale.back if is_month and not phrase.text.lower().startswith("the ") else NO_TIME
    )
    basis = f"the {name.title() if is_month else name} that followed {describe(anchor.edtf)}"
    return Reading(span, 0.6, basis) if span else None


def read_nth_period(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The second winter": counted from where the tale has just got to."""
    tale = discourse.tale
    name, anchor = phrase.parts["period"], tale.anchor
    which = phrase.parts["which"]
    number = 1 if which in language.grammar["first"] else read_number(which, language)
    if number is None or anchor is None or tale.year is None or not tale.is_fresh(RECENT):
        return None
    first = anchor if name == "year" else upcoming(name, anchor, discourse.scene, language)
    span = period_of(name, first.first.year + number - 1, discourse.scene, language) if first else None
    return Reading(span, 0.55, f"{phrase.text.lower()}, counted from {describe(anchor.edtf)}") if span else None


def read_season_at_hand(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    return _bare_season(phrase.parts["season"], discourse.scene, language)


def _bare_season(name: str, scene: Scene, language: Language) -> Reading | None:
    """A season with no year: no date, but it may sharpen an age in the same sentence."""
    if name not in language.data["seasons"]:
        return None
    months = season_months(name, scene, language)
    return Reading(months_span(2000, *months), 0.0, name, moves=False, months=months)
