"""The narrator's ages, in years of the calendar."""

from dataclasses import replace

from families.dates.when import describe
from stories.engines.languages import EXPLAINED_IN, Language
from stories.engines.times.dates import holiday_span, season_months
from stories.engines.times.discourse import Discourse
from stories.engines.times.lifetime import LONGEST_LIFE, Lifetime
from stories.engines.times.numbers_said import read_decade, read_month, read_number
from stories.engines.times.periods import period_after, period_before
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reading
from stories.engines.times.spans import Span, age_span, birthday, months_span, years_span

LAST_HOUR = 12


def read_age(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "I was nine", "when I was nine or ten", "nearly ten"; None where the birth is unknown."""
    lifetime = discourse.lifetime
    age = read_number(phrase.parts.get("number", ""), language)
    other = read_number(phrase.parts.get("number2", ""), language) if "number2" in phrase.parts else age
    if lifetime.birth is None or age is None or other is None or not 0 < age <= other <= LONGEST_LIFE:
        return None
    if age == 1 and not any(word in phrase.text.lower() for word in language.grammar["year"]):
        return None
    hedges = language.data["hedges"]
    hedge = phrase.parts.get("hedge", "").strip()
    change = min((value for word, value in hedges.items() if word in hedge), default=0)
    days = age_span(lifetime.birth, age + change, other + (change if other == age else 0))
    span = years_span(days.first.year, days.last.year)
    hedged = f"{hedge} " if change and language.code == EXPLAINED_IN else "nearly " if change else ""
    said = f"{hedged}{spelt(age, language)}".strip()
    said = f"{said} or {spelt(other, language)}" if other != age else said
    confidence = 0.7 if hedge.startswith(tuple(language.grammar["vague"])) or other != age else 0.8
    return Reading(span, confidence, f"aged {said}; born {describe(lifetime.birth_edtf)}", days=days)


def read_age_next(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "I was about to turn twenty": the year before that birthday, and its own."""
    lifetime = discourse.lifetime
    age = read_number(phrase.parts["number"], language)
    if lifetime.birth is None or age is None or not 1 < age <= LONGEST_LIFE:
        return None
    span = years_span(lifetime.birth.first.year + age - 1, lifetime.birth.last.year + age)
    return Reading(span, 0.7, f"nearly {spelt(age, language)}; born {describe(lifetime.birth_edtf)}")


def read_birthday(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "My tenth birthday": the day itself where the birthday is known."""
    lifetime = discourse.lifetime
    age = read_number(phrase.parts.get("nth", ""), language)
    if lifetime.birth is None or age is None or not 0 < age <= LONGEST_LIFE:
        return None
    span = Span(birthday(lifetime.birth.first, age), birthday(lifetime.birth.last, age))
    return Reading(span, 0.9, f"the birthday of turning {spelt(age, language)}; born {describe(lifetime.birth_edtf)}")


def read_age_decade(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "In my twenties", "in my late teens"."""
    lifetime = discourse.lifetime
    if lifetime.birth is None:
        return None
    said = phrase.parts["tens"]
    is_teens = said in language.grammar["teens"]
    decade = (10, False) if is_teens else read_decade(said, language)
    if decade is None:
        return None
    part = language.data["parts"].get(phrase.parts.get("part", ""), "")
    start, end = {"early": (0, 3), "middle": (4, 6), "late": (7, 9)}.get(part, (0, 9))
    if is_teens:
        start, end = {"early": (3, 5), "middle": (5, 7), "late": (7, 9)}.get(part, (3, 9))
    days = age_span(lifetime.birth, decade[0] + start, decade[0] + end)
    is_quoted = language.code == EXPLAINED_IN
    part_said, decade_said = (phrase.parts.get("part", ""), said) if is_quoted else (part, f"{decade[0]}s")
    words = " ".join(filter(None, ("in the narrator’s", part_said, decade_said)))
    span = years_span(days.first.year, days.last.year)
    return Reading(span, 0.6, f"{words}; born {describe(lifetime.birth_edtf)}")


def narrowed(age: Reading, season: Reading) -> Reading | None:
    """ "The summer I was nine": the one such season at that age, if the birthday leaves exactly one."""
    if age.days is None or season.months is None:
        return None
    years = range(age.span.first.year - 1, age.span.last.year + 1)
    fitting = [span for span in (months_span(year, *season.months) for year in years) if span.overlaps(age.days)]
    if len(fitting) != 1:
        return None
    return Reading(fitting[0], 0.8, f"{season.basis}, {age.basis}")


def spelt(number: int, language: Language) -> str:
    """ "seventeen", "forty-two"; figures for what has no such name."""
    if language.code != EXPLAINED_IN:
        return str(number)
    names = {value: word for word, value in language.data["numbers"].items()}
    if number in names:
        return str(names[number])
    tens, units = number - number % 10, number % 10
    return f"{names[tens]}-{names[units]}" if tens in names and units in names else str(number)


def read_age_at(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "At fourteen"; up to twelve it is an hour, unless it is the age of a step in life ("left school at twelve")."""
    age = read_number(phrase.parts["number"], language)
    is_hour = "lead" not in phrase.parts and age is not None and age <= LAST_HOUR
    return None if is_hour else read_age(phrase, discourse, language)


def read_age_season(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The summer I was nine"; "the year I turned forty" is the year of that birthday."""
    lifetime = discourse.lifetime
    age = read_age(phrase, discourse, language)
    if age is None or lifetime.birth is None or age.days is None:
        return age
    if "side" in phrase.parts:
        return _beside_birthday(phrase, age, discourse, language) or age
    if "year_of" in phrase.parts:
        if phrase.parts["turn"] not in language.grammar["turned"]:
            return age
        return replace(
            age, span=years_span(age.days.first.year, birthday(lifetime.birth.last, _age(phrase, language)).year)
        )
    feast = phrase.parts.get("holiday", "")
    if feast:
        years = range(age.days.first.year, age.days.last.year + 1)
        days = [day for day in (holiday_span(feast, year, discourse.scene, language) for year in years) if day]
        fitting = [day for day in days if day.overlaps(age.days)]
        return replace(age, span=fitting[0], basis=f"{feast}, {age.basis}") if len(fitting) == 1 else age
    name = phrase.parts.get("season") or phrase.parts.get("month", "")
    month = read_month(name, language)
    first, last = (month, month) if month else season_months(name, discourse.scene, language)
    if phrase.parts.get("turn") in language.grammar["turned"]:
        return _season_of_turning(phrase, age, (first, last), lifetime, language)
    season = Reading(age.span, 0.0, name, months=(first, last))
    return narrowed(age, season) or age


def _beside_birthday(phrase: Phrase, age: Reading, discourse: Discourse, language: Language) -> Reading | None:
    """ "The autumn after I turned eighteen", "the September before I was six"."""
    lifetime = discourse.lifetime
    if lifetime.birth is None or lifetime.birth.days > 1:
        return None
    day = birthday(lifetime.birth.first, _age(phrase, language))
    parts = phrase.parts
    name = parts.get("season") or parts.get("month") or parts.get("holiday") or "year"
    within = period_after if parts["side"] in language.grammar["after"] else period_before
    span = within(name, Span(day, day), discourse.scene, language)
    return replace(age, span=span, confidence=0.8, days=None) if span else None


def _season_of_turning(
    phrase: Phrase, age: Reading, months: tuple[int, int], lifetime: Lifetime, language: Language
) -> Reading:
    """ "The autumn I turned thirteen" is the one nearest to that birthday."""
    if lifetime.birth is None or lifetime.birth.days > 1:
        return age
    day = birthday(lifetime.birth.first, _age(phrase, language))
    spans = [months_span(day.year + more, *months) for more in (-1, 0, 1)]
    nearest = min(spans, key=lambda span: abs((span.first - day).days + (span.last - day).days))
    return replace(age, span=nearest, confidence=0.8)


def _age(phrase: Phrase, language: Language) -> int:
    return read_number(phrase.parts["number"], language) or 0


def read_before_age(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "Before I was six": from the birth to the sixth birthday."""
    lifetime = discourse.lifetime
    age = read_number(phrase.parts["number"], language)
    if lifetime.birth is None or age is None or not 0 < age <= LONGEST_LIFE:
        return None
    span = years_span(lifetime.birth.first.year, birthday(lifetime.birth.last, age).year)
    return Reading(span, 0.5, f"younger than {spelt(age, language)}; born {describe(lifetime.birth_edtf)}", moves=False)


BIRTHDAYS = frozenset((13, 15, 16, 18, 20, 21, 25, 30, 40, 50, 60, 65, 70, 75, 80, 85, 90))
"""What may be called "my fiftieth" without the word."""


def read_turning_day(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    age = read_number(phrase.parts.get("nth") or phrase.parts["number"], language)
    is_named = any(word in phrase.text.lower() for word in language.grammar["birthday"])
    if not is_named and "nth" in phrase.parts and age not in BIRTHDAYS:
        return None
    return read_birthday(
        replace(phrase, parts={"nth": phrase.parts.get("nth") or phrase.parts["number"]}), discourse, language
    )
