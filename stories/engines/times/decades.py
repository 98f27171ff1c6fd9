"""Decades, halves of them, and the turn of a century."""

from families.dates.when import describe
from stories.engines.languages import Language
from stories.engines.times.discourse import Discourse
from stories.engines.times.numbers_said import read_decade
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reading
from stories.engines.times.spans import years_span

PARTS_OF_DECADE = {"first": (0, 3), "last": (7, 9), "early": (0, 3), "middle": (4, 6), "late": (7, 9)}


def read_decade_said(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    read = read_decade(phrase.parts["decade"], language)
    if read is None:
        return None
    year, is_whole = read
    start = year if is_whole else discourse.lifetime.year_ending_in(year)
    if start is None or start % 10:
        return None
    if (
        not is_whole
        and not phrase.parts.get("part")
        and set(language.grammar["the"]).isdisjoint(phrase.text.lower().split())
        and not any(century in phrase.text.lower() for century in language.grammar["decade_centuries"])
    ):
        return None
    part = language.data["parts"].get(phrase.parts.get("part", ""))
    first, last = PARTS_OF_DECADE[part] if part else (0, 9)
    span = years_span(start + first, start + last)
    return Reading(span, 0.8, f"{part + ' in ' if part else ''}{describe(f'{start // 10}X')}, it was said")


def read_half_decade(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The first half of the fifties": five years."""
    read = read_decade(phrase.parts["decade"], language)
    start = None if read is None else read[0] if read[1] else discourse.lifetime.year_ending_in(read[0])
    if start is None or start % 10:
        return None
    first = 0 if language.data["ordinals"].get(phrase.parts["half"]) == 1 else 5
    basis = f"the {phrase.parts['half']} half of {describe(f'{start // 10}X')}, it was said"
    return Reading(years_span(start + first, start + first + 4), 0.8, basis)


def read_century(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The turn of the century": the one that the narrator, or those before, lived to see."""
    if "end" in phrase.parts:
        return Reading(years_span(1999, 2000), 0.5, "the end of the century, it was said", "", moves=False)
    is_new = "millennium" in phrase.parts or (discourse.lifetime.first_year or 0) >= LATE_BIRTH
    return Reading(years_span(2000 if is_new else 1900), 0.5, "the turn of the century, it was said", "~", moves=False)


LATE_BIRTH = 1950
