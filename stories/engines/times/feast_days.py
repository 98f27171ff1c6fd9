"""Days told from a feast or a birthday, days of a feast, pairs of months, a day of the year after."""

from datetime import timedelta

from families.dates.when import describe
from stories.engines.languages import Language
from stories.engines.times.dates import holiday_span, year_of
from stories.engines.times.days import WEEK, day_count, day_word, shifted_days
from stories.engines.times.discourse import Discourse
from stories.engines.times.lifetime import Lifetime
from stories.engines.times.numbers_said import read_month, read_number
from stories.engines.times.periods import upcoming
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reading
from stories.engines.times.spans import Span, birthday, day_span, months_span, years_span
from stories.engines.times.tale import Tale

FRESH = 6
"""Sentences back to a time whose feast may be meant."""


def _feast(phrase: Phrase, discourse: Discourse, language: Language) -> tuple[Span, str] | None:
    """The feast of the year that was said, or of the year that the tale has got to."""
    tale = discourse.tale
    name = phrase.parts["holiday"]
    said = phrase.parts.get("year") or phrase.parts.get("compound")
    if said:
        year = year_of(said, discourse.lifetime, language)
        span = holiday_span(name, year[0], discourse.scene, language) if year else None
        return (span, "the feast and its year were said") if span else None
    if tale.anchor is None or tale.year is None or not tale.is_fresh(FRESH):
        return None
    span = upcoming(name, tale.anchor, discourse.scene, language)
    return (span, f"the {name} that followed {describe(tale.anchor.edtf)}") if span else None


def read_feast_day(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The last day of Ramadan", "the second night of Hanukkah"."""
    found = _feast(phrase, discourse, language)
    if found is None:
        return None
    feast, basis = found
    nth = phrase.parts["nth"]
    if nth in language.grammar["last"]:
        day = feast.last
    else:
        number = 1 if nth in language.grammar["first"] else read_number(nth, language) or 1
        day = feast.first + timedelta(days=number - 1)
    return Reading(Span(day, day), 0.8, basis)


def read_around_feast(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The Monday after Easter", "three days before Christmas", "the week of Passover"."""
    found = _feast(phrase, discourse, language)
    if found is None:
        return None
    feast, basis = found
    span = _beside(phrase, feast, language)
    return Reading(span, 0.8, f"{phrase.text.lower()}: {basis}") if span else None


def _beside(phrase: Phrase, feast: Span, language: Language) -> Span | None:
    parts, word = phrase.parts, day_word(phrase, language)
    if parts["side"] in language.grammar["of"]:
        if word == "eve":
            return shifted_days(Span(feast.first, feast.first), -1)
        return feast if word in ("day", "week") else None
    is_after = parts["side"] not in language.grammar["before"]
    start = feast.last if is_after else feast.first
    if "weekday" in parts:
        wanted = language.data["weekdays"][parts["weekday"]]
        gap = (wanted - start.weekday() - 1) % WEEK + 1 if is_after else -((start.weekday() - wanted - 1) % WEEK + 1)
        day = start + timedelta(days=gap)
        return Span(day, day)
    if "count" in parts:
        days = day_count(phrase, language)
        return shifted_days(Span(start, start), days if is_after else -days) if days else None
    if word == "week":
        nearest, farthest = (1, WEEK) if is_after else (-WEEK, -1)
        return Span(start + timedelta(days=nearest), start + timedelta(days=farthest))
    return None if word == "weekend" else shifted_days(Span(start, start), 1 if is_after else -1)


def read_months_pair(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "January and February", "from June to August"."""
    tale = discourse.tale
    first, last = read_month(phrase.parts["month"], language), read_month(phrase.parts["month2"], language)
    said = phrase.parts.get("year") or phrase.parts.get("compound")
    year = year_of(said, discourse.lifetime, language) if said else None
    if first is None or last is None or (said and year is None):
        return None
    if year:
        return Reading(months_span(year[0], first, last), 0.9, "the months and their year were said")
    if tale.anchor is None or tale.year is None:
        return None
    start = upcoming(phrase.parts["month"].rstrip("."), tale.anchor, discourse.scene, language, tale.back)
    span = months_span(start.first.year, first, last) if start else None
    return Reading(span, 0.6, f"the months that followed {describe(tale.anchor.edtf)}") if span else None


def read_day_of_next(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The twelfth of June of the next year"."""
    tale = discourse.tale
    month, day = read_month(phrase.parts["month"], language), read_number(phrase.parts["day"], language)
    year = tale.year
    if month is None or day is None or year is None or tale.anchor is None:
        return None
    more = 0 if phrase.parts["which"] in (*language.grammar["same"], *language.data["words"]["pointing"]) else 1
    span = day_span(year + more, month, day)
    return Reading(span, 0.7, f"that day, counted from {describe(tale.anchor.edtf)}") if span else None


def own_birthday(lifetime: Lifetime, tale: Tale) -> Span | None:
    """The narrator's in the year that the tale has got to."""
    year = tale.year
    if lifetime.birth is None or lifetime.birth.days > 1 or year is None or not tale.is_fresh(FRESH):
        return None
    day = birthday(lifetime.birth.first, year - lifetime.birth.first.year)
    return Span(day, day)


def read_nth_year(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "In my twentieth year" is the year of being nineteen."""
    lifetime = discourse.lifetime
    number = read_number(phrase.parts["nth"], language)
    if lifetime.birth is None or number is None or not FIRST_NTH_YEAR <= number <= 110:
        return None
    span = years_span(lifetime.birth.first.year + number - 1, lifetime.birth.last.year + number)
    return Reading(span, 0.7, f"{phrase.text.lower()}; born {describe(lifetime.birth_edtf)}")


FIRST_NTH_YEAR = 9
"""A smaller number counts the years of something else."""


def read_week_of_month(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    month = read_month(phrase.parts["month"], language)
    nth = None if "last" in phrase.parts else read_number(phrase.parts["nth"], language)
    said = phrase.parts.get("year") or phrase.parts.get("compound")
    year = (
        (year_of(said, discourse.lifetime, language) or (None,))[0]
        if said
        else _month_ahead(phrase.parts["month"], discourse, language)
    )
    if month is None or year is None or (nth is not None and not 0 < nth <= WEEKS_OF_MONTH):
        return None
    whole = months_span(year, month)
    span = Span(whole.last - timedelta(days=WEEK - 1), whole.last)
    if nth is not None:
        first = whole.first + timedelta(days=WEEK * (nth - 1))
        span = Span(first, first + timedelta(days=WEEK - 1))
    return Reading(span, 0.7, f"{phrase.text.lower()}, {year}")


def _month_ahead(name: str, discourse: Discourse, language: Language) -> int | None:
    """The year of the next such month where the tale is."""
    tale = discourse.tale
    if tale.anchor is None or tale.year is None:
        return None
    span = upcoming(name.rstrip("."), tale.anchor, discourse.scene, language)
    return span.first.year if span else None


WEEKS_OF_MONTH = 4
CYCLE = 12


def read_zodiac(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The year of the rat": the one nearest to where the tale is, or to the narrator's birth."""
    tale = discourse.tale
    remainder = language.data["zodiac"][phrase.parts["animal"]]
    known = tale.anchor if tale.anchor and tale.is_fresh(ZODIAC_FRESH) else discourse.lifetime.birth
    if known is None:
        return None
    middle = known.first.year
    near = min(range(middle - CYCLE, middle + CYCLE), key=lambda year: (year % CYCLE != remainder, abs(year - middle)))
    return Reading(years_span(near), 0.6, f"{phrase.text.lower()}, near {middle}")


ZODIAC_FRESH = 20
