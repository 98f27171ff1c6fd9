"""Parts of the year that the tale is in: "by the end of the year", "later in the year"."""

from stories.engines.languages import Language
from stories.engines.times.discourse import Discourse
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reading
from stories.engines.times.spans import Span, months_span, years_span

FRESH = 6
"""Sentences back to a year of which a part may be told."""
MONTHS = {"closing": (12, 12), "late": (9, 12), "opening": (1, 3), "midst": (5, 8)}


def read_part_of_year(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    tale = discourse.tale
    if tale.year is None or not tale.is_fresh(FRESH):
        return None
    part = next((name for name in MONTHS if {name, f"{name}2"} & phrase.parts.keys()), None)
    span = months_span(tale.year, *MONTHS[part]) if part else years_span(tale.year)
    # An end lies ahead of the tale, and so it moves it; a part as wide as the year tells nothing new of where it is.
    return Reading(
        span, 0.6, f"{phrase.text.lower()}: {tale.year}", moves=part == "closing" and _is_ahead(span, tale.anchor)
    )


def _is_ahead(span: Span, anchor: Span | None) -> bool:
    return anchor is None or span.last > anchor.first
