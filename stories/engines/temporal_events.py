"""Times told by what the world was doing: named events, and "the war" as the narrator's generation means it."""

from datetime import date
from typing import Any

from stories.when import describe, edtf_bounds

from .languages import Language
from .life import Life
from .spans import Span, years_span
from .temporal_patterns import Phrase
from .temporal_reading import Reader, Reading


def read_event(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    for pattern, event in language.events:
        if pattern.fullmatch(phrase.text):
            first, last = edtf_bounds(event["when"])
            if first and last:
                return Reading(Span(first, last), 0.7, f"{event['label']}: {describe(event['when'])}")
    return None


def war_of(life: Life, language: Language) -> dict[str, Any]:
    """Which war somebody of that age calls "the war"."""
    wars: list[dict[str, Any]] = language.data["war"]
    year = life.first_year
    return wars[-1] if year is None else next(war for war in wars if year < war["born_before"])


def _basis(war: dict[str, Any], life: Life, what: str) -> str:
    told = f"as somebody born in {life.first_year} means it" if life.first_year else "the birth is not known"
    return f"{what} {war['name']}, {told}"


def read_war(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    war = war_of(life, language)
    span = years_span(war["first"].year, war["last"].year)
    return Reading(span, 0.6 if life.birth else 0.4, _basis(war, life, "during"), moves=life.anchor is None)


def read_war_began(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    war = war_of(life, language)
    return Reading(_month_of(war["first"]), 0.6 if life.birth else 0.4, _basis(war, life, "the beginning of"))


def read_war_ended(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    war = war_of(life, language)
    return Reading(years_span(war["last"].year), 0.6 if life.birth else 0.4, _basis(war, life, "the end of"))


def read_before_war(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    """Between the birth and the war; None where nobody knows the birth."""
    war = war_of(life, language)
    if life.birth is None or life.birth.first.year >= war["first"].year:
        return None
    span = years_span(life.birth.first.year, war["first"].year)
    return Reading(span, 0.4, _basis(war, life, "before"), moves=False)


def _month_of(day: date) -> Span:
    first, last = edtf_bounds(f"{day:%Y-%m}")
    return Span(first or day, last or day)


EVENTS: dict[str, Reader] = {
    "event": read_event,
    "war": read_war,
    "war_began": read_war_began,
    "war_ended": read_war_ended,
    "before_war": read_before_war,
}
