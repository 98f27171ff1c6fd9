"""School years of the narrator, as ages: grades and forms, and "my third year" counted from where the tale is."""

from dataclasses import replace

from families.dates.when import describe
from stories.engines.languages import Language
from stories.engines.times.discourse import Discourse
from stories.engines.times.lifetime import Lifetime
from stories.engines.times.numbers_said import read_number
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reading
from stories.engines.times.spans import age_span, years_span

LAST_GRADE = 13
FIRST_AT_SCHOOL = 4
"""The age in the year before the first at school."""
FIRST_AT_HIGH = 13
FIRST_AT_COLLEGE = 17
COLLEGE = 4
"""Years from the freshman of a high school to that of a college."""
LAST_AT_SCHOOL = 17
RECENT = 10


def read_grade(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "In the fifth grade", "in standard two", "in kindergarten"."""
    for name, age in language.data["first_schools"].items():
        if name in phrase.text.lower():
            return _at_age(discourse.lifetime, age, name)
    number = read_number(phrase.parts.get("nth") or phrase.parts["number"], language)
    if number is None or not 0 < number <= LAST_GRADE:
        return None
    return _at_age(discourse.lifetime, language.data["school"][phrase.parts["school"]] + number, phrase.text.lower())


def read_school_name(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "A sophomore in high school"."""
    age = language.data["school_names"][phrase.parts["school_name"]]
    schools = language.data["words"]["high"]
    is_college = phrase.parts.get("high", schools[0]) != schools[0]
    return _at_age(discourse.lifetime, age + (COLLEGE if is_college else 0), phrase.text.lower())


def read_school_year(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "In my first year at school"; "in our third year" of what was begun in the year of the tale."""
    lifetime, tale = discourse.lifetime, discourse.tale
    number = read_number(phrase.parts["nth"], language)
    if number is None or not 0 < number <= LAST_GRADE:
        return None
    if "at_high" in phrase.parts:
        return _at_age(lifetime, FIRST_AT_HIGH + number, phrase.text.lower())
    if "at_school" in phrase.parts:
        return _at_age(lifetime, FIRST_AT_SCHOOL + number, phrase.text.lower())
    anchor = tale.anchor
    if "at_college" in phrase.parts and not tale.is_fresh(RECENT):
        return _at_age(lifetime, FIRST_AT_COLLEGE + number, phrase.text.lower())
    if anchor is None or not tale.is_fresh(RECENT) or anchor.last.year - anchor.first.year > 1:
        return None
    first = anchor.first.year + number - 1
    span = years_span(first, max(first + 1, anchor.last.year + number - 1))
    return Reading(span, 0.6, f"{phrase.text.lower()}, counted from {describe(anchor.edtf)}")


def read_last_school_year(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "My last year at school": the one in which most turn eighteen."""
    lifetime = discourse.lifetime
    reading = _at_age(lifetime, LAST_AT_SCHOOL, phrase.text.lower())
    return replace(reading, days=age_span(lifetime.birth, LAST_AT_SCHOOL)) if reading and lifetime.birth else None


def _at_age(lifetime: Lifetime, age: int, what: str) -> Reading | None:
    if lifetime.birth is None:
        return None
    span = years_span(lifetime.birth.first.year + age, lifetime.birth.last.year + age + 1)
    return Reading(span, 0.7, f"{what}, aged about {age}; born {describe(lifetime.birth_edtf)}")
