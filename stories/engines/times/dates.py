"""Dates that were said outright: days, months, seasons, holidays, years, decades."""

from calendar import monthrange
from datetime import timedelta

from stories.engines.languages import Language
from stories.engines.times.discourse import Discourse
from stories.engines.times.fading import faded
from stories.engines.times.feasts import feast
from stories.engines.times.lifetime import Lifetime
from stories.engines.times.numbers_said import read_month, read_number, read_year
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reading
from stories.engines.times.scene import Scene
from stories.engines.times.spans import Span, day_span, months_span, years_span


def year_of(words: str, lifetime: Lifetime, language: Language) -> tuple[int, str] | None:
    """The year, and what to add to a basis where the century had to be chosen."""
    read = read_year(words, language)
    if read is None:
        return None
    year, is_whole = read
    if is_whole:
        return (year, "") if 1600 <= year <= 2100 else None
    chosen = lifetime.year_ending_in(year)
    if chosen is None:
        return None
    return (
        chosen,
        f"; century judged by a birth in {lifetime.first_year}" if lifetime.first_year else "; century assumed",
    )


def read_date(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    month = read_month(phrase.parts["month"], language)
    day = read_number(phrase.parts.get("day") or phrase.parts["day_nth"], language)
    year = year_of(phrase.parts.get("year") or phrase.parts["compound"], discourse.lifetime, language)
    if month is None or day is None or year is None:
        return None
    span = day_span(year[0], month, day)
    return Reading(span, 0.98, f"the day was said{year[1]}") if span else None


def _year_said(phrase: Phrase) -> str:
    return phrase.parts.get("year") or phrase.parts.get("compound") or phrase.parts["short"]


def read_edge_day(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The last day of January 1953"."""
    month = read_month(phrase.parts["month"], language)
    said = phrase.parts.get("year") or phrase.parts.get("compound")
    of_tale = discourse.tale.year
    year = year_of(said, discourse.lifetime, language) if said else (of_tale, "") if of_tale else None
    if month is None or year is None:
        return None
    day = 1 if phrase.parts["edge"] in language.grammar["first"] else monthrange(year[0], month)[1]
    span = day_span(year[0], month, day)
    return Reading(span, 0.98, f"the day was said{year[1]}") if span else None


def read_month_of_year(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "March 1951", "November of fifty-six"; "March twenty-one" is a day and no year."""
    said = _year_said(phrase)
    month, year = read_month(phrase.parts["month"], language), year_of(said, discourse.lifetime, language)
    if month is None or year is None:
        return None
    short = read_number(said, language)
    if short is not None and short <= LAST_DAY and not phrase.parts.get("of", "").strip(", ") and said[0] not in "'’":
        return None
    return Reading(months_span(year[0], month), 0.9, f"the month was said{year[1]}")


LAST_DAY, LAST_HOUR = 31, 12


def read_season(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The winter of 1947" may have been its beginning or its end; it is taken for the one that began in that year."""
    said = _year_said(phrase)
    year = year_of(said, discourse.lifetime, language)
    if year is None:
        return None
    season = phrase.parts["season"]
    span = season_span(season, year[0], discourse.scene, language)
    if span.last.year > span.first.year:
        basis = f"the {season} was said; it may be the one that began or the one that ended in {year[0]}{year[1]}"
        return Reading(span, 0.8, basis)
    return Reading(span, 0.9, f"the {season} was said{year[1]}")


def read_season_of_years(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The winter of 1962 to 1963", "the winter of sixty-two to sixty-three"."""
    parts = phrase.parts
    first = year_of(parts.get("year") or parts["short"], discourse.lifetime, language)
    last = year_of(parts.get("year2") or parts.get("short2") or parts["short"], discourse.lifetime, language)
    if first is None or last is None or last[0] != first[0] + 1:
        return None
    span = season_span(parts["season"], first[0], discourse.scene, language)
    if span.last.year == span.first.year:
        span = Span(span.first, season_span(parts["season"], last[0], discourse.scene, language).last)
    return Reading(span, 0.95, f"the {parts['season']} and both its years were said")


def season_span(season: str, year: int, scene: Scene, language: Language) -> Span:
    return months_span(year, *season_months(season, scene, language))


def season_months(season: str, scene: Scene, language: Language) -> tuple[int, int]:
    """First and last month; the other way round where the tale is told south of the equator."""
    first, last = language.data["seasons"][season]
    is_turned = scene.is_southern
    if is_turned is None:
        is_turned = scene.land in language.data["southern"]
    if is_turned and season in language.data["words"]["turned"]:
        return (first + 5) % 12 + 1, (last + 5) % 12 + 1
    return first, last


def read_holiday(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    year = year_of(_year_said(phrase), discourse.lifetime, language)
    if year is None:
        return None
    span = holiday_span(phrase.parts["holiday"], year[0], discourse.scene, language)
    return Reading(span, 0.9, f"the holiday and its year were said{year[1]}") if span else None


def holiday_span(holiday: str, year: int, scene: Scene, language: Language) -> Span | None:
    """The feast as the speaker's land keeps it; Easter is the Orthodox one where the land is."""
    rule = language.data["holidays"][holiday.replace("’", "'")]
    if not isinstance(rule, str):
        rule = next((rule[name] for name in scene.lands if name in rule), rule[""])
    if scene.land in language.data["orthodox"]:
        rule = rule.replace("easter", "pascha")
    return feast(rule, year)


def read_years(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "1953 or 54", "from 1953 to 1957", "between 1953 and 1957"."""
    parts = phrase.parts
    first = year_of(
        parts.get("year") or parts.get("compound") or parts.get("compound3") or parts["year2"],
        discourse.lifetime,
        language,
    )
    said = parts.get("year3") or parts.get("short3") or (parts.get("year2") if "year" in parts else None)
    last = year_of(said or parts.get("compound2") or parts["short2"], discourse.lifetime, language)
    if first and last and last[0] % 100 < 10 and "short2" in parts:
        last = (first[0] - first[0] % 10 + last[0] % 10, last[1])
    if first is None or last is None or not first[0] < last[0] <= first[0] + 60:
        return None
    is_either = any(f" {word} " in phrase.text.lower() for word in language.grammar["or"])
    basis = "either year was said to be possible" if is_either else "both years were said"
    return Reading(years_span(first[0], last[0]), 0.8 if is_either else 0.9, basis)


def read_whole_year(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "1934", "about 1934", "early 1934"; two figures only count with "in" or "since" before them."""
    lifetime = discourse.lifetime
    said = phrase.parts.get("year") or phrase.parts.get("compound") or phrase.parts["short"]
    year = year_of(said, lifetime, language)
    short = read_number(said, language)
    if year is None or (short is not None and short <= LAST_HOUR and said[0] not in "'’0"):
        return None
    is_short = "year" not in phrase.parts and lifetime.first_year is not None and year[0] < lifetime.first_year
    if is_short and phrase.text.lower().split()[0] in language.grammar["no_year_after"]:
        return None
    hedge = "~" if "about" in phrase.parts else "?" if "doubt" in phrase.parts else ""
    span = years_span(year[0])
    part = language.data["parts"].get(phrase.parts.get("part", ""))
    if part and not hedge:
        span = months_span(year[0], *PARTS_OF_YEAR[part])
    basis = {"~": "about that year, it was said", "?": "perhaps that year, it was said"}.get(hedge, "the year was said")
    confidence = 0.75 if hedge or "short" in phrase.parts else 0.9
    return Reading(span, confidence, basis + year[1], hedge)


def read_short_again(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "Ray always said fifty-five", where the tale has just been in fifty-six."""
    year, anchor = year_of(phrase.parts["compound"], discourse.lifetime, language), discourse.tale.year
    if year is None or anchor is None or not discourse.tale.is_fresh(6) or abs(year[0] - anchor) > NEAR_YEARS:
        return None
    return Reading(years_span(year[0]), 0.6, f"the year was said, near {anchor}{year[1]}", moves=False)


NEAR_YEARS = 5


PARTS_OF_YEAR = {"first": (1, 1), "last": (12, 12), "early": (1, 4), "middle": (5, 8), "late": (9, 12)}


def read_day_in_anchor(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "On the second of June", in the year that the tale has got to."""
    tale = discourse.tale
    month = read_month(phrase.parts["month"], language)
    day = read_number(phrase.parts.get("day") or phrase.parts["day_nth"], language)
    if month is None or day is None or tale.year is None or tale.anchor is None:
        return None
    span = day_from(tale.anchor, month, day)
    return Reading(span, 0.6, f"the day was said; the year is that of the tale, {span.first.year}") if span else None


def read_days_dashed(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "6-7 January 1916", or with the year that the tale has got to: from the one day to the other."""
    parts, anchor = phrase.parts, discourse.tale.anchor
    month = read_month(parts["month"], language)
    year = year_of(parts["year"], discourse.lifetime, language) if "year" in parts else None
    if month is None or int(parts["from_day"]) >= int(parts["to_day"]):
        return None
    if year is not None:
        first = day_span(year[0], month, int(parts["from_day"]))
    else:
        first = day_from(anchor, month, int(parts["from_day"])) if anchor and discourse.tale.year else None
    last = day_span(first.first.year, month, int(parts["to_day"])) if first else None
    if first is None or last is None:
        return None
    span = Span(first.first, last.last)
    if year is not None:
        return Reading(span, 0.9, "both days and their year were said")
    return faded(
        Reading(span, 0.6, f"both days were said; the year is that of the tale, {first.first.year}"), discourse.tale
    )


BACK = timedelta(days=92)
"""So far back from a day, a month or a season the tale may turn without saying so."""


def day_from(anchor: Span, month: int, day: int) -> Span | None:
    """The day in a year that is all that is known; after a day, a month or a season, the next."""
    if anchor.days > LONGEST_SEASON and anchor.first.year == anchor.last.year:
        return day_span(anchor.first.year, month, day)
    days = (day_span(year, month, day) for year in range(anchor.first.year, anchor.last.year + 2))
    return next((found for found in days if found and found.first >= anchor.first - BACK), None)


LONGEST_SEASON = 140
