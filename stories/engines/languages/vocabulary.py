"""The sub-patterns that {name} stands for in the patterns of a language file, made of its words and numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

PLACEHOLDER = re.compile(r"\{([a-z_]+)(\d?)\}")
NOT_IN_A_FIGURE = r"(?<![£$€#.,:/-])"
FOUR_FIGURES = r"(?:1[6-9]\d\d|20\d\d)(?!,\d|[.:/%]\d|-\w|s\b|['’]s\b)"
"""A year in figures, and no price, part number, fraction or decade."""


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of these, the longest first; a space in one stands for spaces or hyphens, no point is needed.

    Words with the same beginning share it, so that a pattern of hundreds fails at its first letter.
    """
    tree: dict[str, Any] = {}
    for word in words:
        branch = tree
        for letter in word:
            branch = branch.setdefault(letter, {})
        branch[""] = {}
    return _branches(tree)


LETTERS = {" ": "[ -]", "'": "['’]?", ".": r"\.?"}


def _branches(tree: dict[str, Any]) -> str:
    """The pattern of a tree of letters; "" marks the end of a word."""
    ways = [LETTERS.get(letter, re.escape(letter)) + _branches(tree[letter]) for letter in sorted(tree) if letter]
    if not ways:
        return ""
    if len(ways) == 1 and "" not in tree:
        return ways[0]
    return f"(?:{'|'.join(ways)}){'?' if '' in tree else ''}"


def vocabulary_of(data: dict[str, Any]) -> dict[str, str]:
    """Every sub-pattern by its name; a language's own, in `[grammar.patterns]`, replace those made here."""
    said = _numbers_of(data)
    vocabulary = _calendar(data) | _years(data, said) | _counts(data, said) | _small_words(data)
    uncounted = [*data["words"]["not_counted"], *data["units"], *data["day_units"], *data["words"]["not_a_year"]]
    onward = any_of(data["words"]["onward"])
    vocabulary |= _ends(any_of(uncounted), any_of(data["words"]["no_plurals"]), onward)
    own = {"spelt": said.spelt, "uncounted": any_of(uncounted), "onward": onward, "ordinals": any_of(data["ordinals"])}
    for name, pattern in data["grammar"]["patterns"].items():
        vocabulary[name] = PLACEHOLDER.sub(lambda match: (own | vocabulary)[match[1]], pattern)
    return vocabulary


@dataclass(frozen=True, slots=True)
class Numbers:
    """Patterns for numbers in words; `spelt` is any to ninety-nine."""

    tens: str
    teens: str
    units: str
    spelt: str
    ordinals: str
    nought: str
    """The "oh nine" of a year."""


def _numbers_of(data: dict[str, Any]) -> Numbers:
    numbers = data["numbers"]
    tens = any_of(word for word, value in numbers.items() if value >= 20)
    units = any_of(word for word, value in numbers.items() if value < 10)
    teens = any_of(word for word, value in numbers.items() if 10 <= value < 20)
    spelt = rf"(?>(?:{tens})[ -](?:{units})(?!\w)|{tens}|{teens}|{units})(?!\w)"
    if data["grammar"]["centuries"]:
        spelt = rf"(?>{any_of(numbers)})(?!\w)"
    ordinals = rf"(?:{tens})[ -](?:{any_of(data['ordinals'])})|{any_of(data['ordinals'])}"
    return Numbers(tens, teens, units, spelt, ordinals, rf"(?:oh|ought|aught)[ -](?:{units})(?!\w)")


def _calendar(data: dict[str, Any]) -> dict[str, str]:
    seasons, holidays, months = any_of(data["seasons"]), any_of(data["holidays"]), any_of(data["months"])
    return {
        "month": rf"(?:{months})\.?",
        "season": seasons,
        "holiday": holidays,
        "weekday": any_of(data["weekdays"]),
        "period": rf"{any_of(data['grammar']['year'])}|{seasons}|{holidays}|{months}",
        "period_words": rf"{seasons}|{holidays}|{months}",
        "animal": any_of(data["zodiac"]),
        "era": any_of(data["eras"]),
        "decade": rf"(?:1[6-9]|20)\d0['’]?s|['’]?[2-9]0['’]?s|['’]?(?:{any_of(data['decades'])})",
        "tens": rf"[2-9]0['’]?s|{any_of(data['decades'])}|teens",
    }


def _years(data: dict[str, Any], said: Numbers) -> dict[str, str]:
    """Whole years, in figures or spoken, and those of two figures."""
    tens, teens, units = said.tens, said.teens, said.units
    centuries, nouns = any_of(data["words"]["centuries"]), any_of(data["words"]["not_a_year"])
    tail = rf"(?:(?>(?:{tens})[ -](?:{units})(?!\w)|{tens}|{teens})|(?:oh|o|ought|aught)[ -](?:{units}))(?!\w)"
    if data["grammar"]["centuries"]:
        above_twenty = any_of(word for word, value in data["numbers"].items() if value > 20)
        spoken, short = _centuries(data), rf"['’]?\d\d|{said.spelt}"
        compound = rf"['’]\d\d|(?:{above_twenty})(?!\w)"
    else:
        spoken = rf"(?:{centuries})(?:,? |-)(?:{tail})|two thousand(?: and)? (?:{said.spelt})"
        spoken += r"|(?<=in |of )two thousand(?!\s+[a-z]+s\b)"
        short = rf"['’]?\d\d|['’]?{said.spelt}|{said.nought}"
        compound = rf"['’]\d\d|['’]?(?:{tens})[ -](?:{units})(?!\w)|['’](?:{tens}|{teens})(?!\w)|{said.nought}"
    return {
        "two_thousand": "two thousand",
        "spoken": spoken,
        "nouns": nouns,
        "year": rf"{NOT_IN_A_FIGURE}(?:{FOUR_FIGURES}(?! (?:{nouns})\b)|['’]\d\d(?![\d:])|{spoken})",
        "short": short,
        "compound": compound,
        "centuries": rf"(?:{centuries})",
        "tail": tail,
    }


def _centuries(data: dict[str, Any]) -> str:
    """Spoken years of languages that say a century and then a number: "neunzehnhundert" + "sechsundvierzig"."""
    centuries, numbers = any_of(data["grammar"]["centuries"]), any_of(data["numbers"])
    return rf"(?:{centuries})(?:[ -]?(?:{numbers}))?(?!\w)"


def _counts(data: dict[str, Any], said: Numbers) -> dict[str, str]:
    return {
        "ordinal": said.ordinals,
        "number": rf"\d{{1,3}}|{said.spelt}",
        "count": rf"\d{{1,3}}|{any_of(data['counts'])}|{said.spelt}",
        "day": rf"\d{{1,2}}(?:st|nd|rd|th)?|{said.ordinals}|{said.spelt}",
        "day_nth": rf"\d{{1,2}}(?:st|nd|rd|th)?|{said.ordinals}",
        "nth": rf"\d{{1,3}}(?:st|nd|rd|th)|{said.ordinals}",
        "unit": any_of(data["units"]),
        "day_unit": any_of(data["day_units"]),
        "hedged": rf"(?P<hedge>(?:(?:{any_of(data['hedges'])}) ){{0,3}})",
    }


def _small_words(data: dict[str, Any]) -> dict[str, str]:
    words = data["words"]
    return {
        "part": any_of(data["parts"]),
        "about": any_of(words["about"]),
        "doubt": any_of(words["doubt"]),
        "leads": any_of(words["leads"]),
        "states": any_of(words["states"]),
        "fillers": rf"(?:{any_of(words['fillers'])})",
        "decade_adjective": rf"(?:{any_of(words['decade_adjectives'])})",
        "day_part": rf"(?:{any_of(words['parts_of_day'])})",
        "school": any_of(data["school"]),
        "school_name": any_of(data["school_names"]),
        "high": any_of(words["high"]),
    }


def _ends(uncounted: str, singular: str, onward: str) -> dict[str, str]:
    """Where a number ends and counts nothing: at a pause, before a word that goes on, or before no plural."""
    return {
        "pause": r"(?=\s*(?:[.,;:!?…—–)\"”]|$)|\s+(?:and|but)\b)",
        "stop": rf"(?=\s*(?:[.,;:!?…—–)\"”]|$)|\s+(?:{onward})\b)",
        "open": rf"(?!['’-]\w|,\d|\w|\s+(?:{uncounted})(?!\w)|\s+(?!(?:{singular})\b)[a-z]+s(?!\w))",
    }
