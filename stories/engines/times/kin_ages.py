"""Ages of others, whose birth was dated before: "when Jacob was three", "the year Gerald started school"."""

import re
from datetime import date
from functools import lru_cache

from families.dates.when import describe
from stories.engines.languages import Language
from stories.engines.times.discourse import Discourse
from stories.engines.times.numbers_said import read_number
from stories.engines.times.periods import period_of
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reading
from stories.engines.times.remembering import WORD, beside, recall, stem_of
from stories.engines.times.scene import Scene
from stories.engines.times.spans import Span, birthday, months_span, years_span

LONGEST_AGE = 60
LONGEST_BIRTH = 1000
"""Days."""
JUST_TOLD = 2
"""Sentences from a time to somebody's age in it."""


def birth_of(who: str, discourse: Discourse, language: Language) -> Span | None:
    """When somebody was born of whom a birth, a date right beside the name, or an age was told."""
    if stem_of(who, language) == "@me":
        return discourse.lifetime.birth
    known = recall([who, "born"], discourse.told, discourse.tale.sentence, language) or beside(
        who, discourse.told, language
    )
    return known.span if known else discourse.told.births_by_age.get(stem_of(who, language))


def read_age_of_kin(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "When Jacob was three", where Jacob's birth was dated before."""
    age = read_number(phrase.parts["number"], language)
    who = phrase.parts["who"]
    if (
        age is None or not 0 < age < LONGEST_AGE or stem_of(who, language) == "@me"
    ):  # never another's birth for one's own
        return None
    if who in language.words("words", "others"):
        born = _birth_of_whom(phrase, discourse, language)
    elif who in language.grammar["addressed"]:
        born = discourse.told.listeners_birth()
    else:
        born = birth_of(who, discourse, language)
    if born is None or not born.is_within_a_year:
        return None
    year = born.first.year + age
    span = years_span(year) if born.days > LONGEST_BIRTH else years_span(year, year + 1)
    if "period" in phrase.parts:
        span = _season_of_age(phrase, born, age, discourse.scene, language)
    return Reading(span, 0.6, f"{phrase.text}: born {describe(born.edtf)}")


def _birth_of_whom(phrase: Phrase, discourse: Discourse, language: Language) -> Span | None:
    """ "She": the one named last with a birth, where nobody else was named since; else the one birth told of lately."""
    tale = discourse.tale
    said = tale.recent_text.lower().rfind(phrase.text.lower())
    for word in reversed(WORD.findall(tale.recent_text[: max(0, said)])):
        if word.lower() in _names(language):
            born = birth_of(word.lower(), discourse, language)
            if born:
                return born
            break
    known = None if {"lead", "period"} & set(phrase.parts) else discourse.told.last_birth(tale.sentence)
    return known.span if known else None


@lru_cache(maxsize=8)
def _names(language: Language) -> frozenset[str]:
    return frozenset(language.names["first_names"].split()) | language.words("people", "kin")


def read_age_told(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "Pushpa was twelve": no time, but it tells when she was born, where the tale has just got to a year."""
    age, who, anchor = read_number(phrase.parts["number"], language), phrase.parts["who"], discourse.tale.anchor
    is_known = who not in _names(language) or birth_of(who, discourse, language) is not None
    if is_known or age is None or not 0 < age < LONGEST_AGE:
        return None
    if anchor is not None and anchor.is_within_a_year and discourse.tale.is_fresh(JUST_TOLD):
        middle = anchor.middle.first.year * 12 + anchor.middle.first.month - 1 - age * 12 - MOSTLY
        discourse.told.births_by_age[stem_of(who, language)] = years_span(middle // 12)
    return None


MOSTLY = 6
"""Months past a birthday that somebody is on average."""


def _season_of_age(phrase: Phrase, born: Span, age: int, scene: Scene, language: Language) -> Span:
    """ "The summer he turned forty", "the fall she was eighteen": the one season that fits a known birthday, else both years."""
    name, year = phrase.parts["period"], born.first.year + age
    is_turning = phrase.parts["turn"] in language.grammar["turned"]
    if name == "year" or is_turning:
        return (period_of(name, year, scene, language) if is_turning else None) or years_span(year, year + 1)
    days = Span(birthday(born.first, age), birthday(born.last, age + 1))
    seasons = [span for at in (year, year + 1) if (span := period_of(name, at, scene, language))]
    fitting = [span for span in seasons if span in days]
    return fitting[0] if len(fitting) == 1 else years_span(year, year + 1)


def milestone(clause: str, discourse: Discourse, language: Language) -> tuple[Span, str, int] | None:
    """ "Gerald started school", "Ricky started walking": at the age at which children do, where the birth is known."""
    for pattern, age, is_at_school in _milestones(language):
        match = pattern.match(clause)
        born = birth_of(match["who"].lower(), discourse, language) if match else None
        if match and born and born.last.year - born.first.year <= 1:
            day = birthday(born.middle.first, age)
            if is_at_school:
                begins = language.data["school_begins"]["south" if discourse.scene.is_southern else "north"]
                day = date(day.year + (day.month > begins), begins, 1)
            return months_span(day.year, day.month), f"{match[0]} (born {describe(born.edtf)})", match.end()
    return None


@lru_cache(maxsize=8)
def _milestones(language: Language) -> list[tuple[re.Pattern[str], int, bool]]:
    own = "|".join(language.data["people"]["possessives"])
    return [
        (
            re.compile(rf"(?:(?:{own}) )?(?P<who>\w+) (?:{step['did']})(?!\w)", re.IGNORECASE),
            step["age"],
            bool(step.get("at_school")),
        )
        for step in language.data["milestones"].values()
    ]
