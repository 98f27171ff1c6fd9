"""The sub-patterns that {name} stands for in the patterns of a language file, made of its words and numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

PLACEHOLDER = re.compile(r"\{([a-z_]+)(\d?)\}")
NOT_IN_A_FIGURE = r"(?<![£$€#.,:/-])"
FOUR_FIGURES = r"(?:1[6-9]\d\d|20\d\d)(?!,\d|[.:/%]\d|-(?!(?:1[6-9]|20)\d\d(?![\d-]))\w|s\b|['’]s\b)"
"""A year in figures, and no price, part number, fraction or decade; another year may follow behind a dash."""


BARE_FIGURES = r"(?:3[2-9]|[4-9]\d)(?![\w%]|[.,:/-]\d)"
"""The two figures of a year, as recognisers write it where nobody says the century: "im Mai 45"; not a day of a month."""


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
    inner = _for_own_patterns(data, said)
    for name, pattern in data["grammar"]["patterns"].items():
        vocabulary[name] = PLACEHOLDER.sub(lambda match: (inner | vocabulary)[match[1]], pattern)
    vocabulary["year"] = PLACEHOLDER.sub(lambda match: vocabulary[match[1]], vocabulary["year"])
    return vocabulary


def _for_own_patterns(data: dict[str, Any], said: "Numbers") -> dict[str, str]:
    """What only the sub-patterns in `[grammar.patterns]` are made of."""
    words = data["words"]
    return {
        "spelt": said.spelt,
        "number_tens": said.tens,
        "number_teens": said.teens,
        "number_units": said.units,
        "ordinals": any_of(data["ordinals"]),
        "uncounted": any_of([*words["not_counted"], *data["units"], *data["day_units"], *words["not_a_year"]]),
        "singular": any_of(words["no_plurals"]),
        "onward": any_of(words["onward"]),
    }


@dataclass(frozen=True, slots=True)
class Numbers:
    """Patterns for numbers in words; `spelt` is any to ninety-nine."""

    tens: str
    teens: str
    units: str
    spelt: str
    ordinals: str


def _numbers_of(data: dict[str, Any]) -> Numbers:
    numbers = data["numbers"]
    tens = any_of(word for word, value in numbers.items() if value >= 20)
    units = any_of(word for word, value in numbers.items() if value < 10)
    teens = any_of(word for word, value in numbers.items() if 10 <= value < 20)
    spelt = rf"(?>(?:{tens})[ -](?:{units})(?!\w)|{tens}|{teens}|{units})(?!\w)"
    if data["grammar"]["centuries"]:
        spelt = rf"(?>{any_of(numbers)})(?!\w)"
    ordinals = rf"(?:{tens})[ -](?:{any_of(data['ordinals'])})|{any_of(data['ordinals'])}"
    return Numbers(tens, teens, units, spelt, ordinals)


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
        "tens": "|".join(filter(None, (rf"[2-9]0['’]?s|{any_of(data['decades'])}", any_of(data["grammar"]["teens"])))),
    }


def _years(data: dict[str, Any], said: Numbers) -> dict[str, str]:
    """Whole years, in figures or spoken, and those of two figures; spoken as a century and a number, if not otherwise."""
    nouns = any_of(data["words"]["not_a_year"])
    above_twenty = any_of(word for word, value in data["numbers"].items() if value > 20)
    bare = BARE_FIGURES + "|" if data["grammar"]["bare_years"] else ""
    return {
        "nouns": nouns,
        "year": rf"{NOT_IN_A_FIGURE}(?:{FOUR_FIGURES}(?! (?:{nouns})\b)|['’]\d\d(?![\d:])|{{spoken}})",
        "spoken": _centuries(data),
        "short": rf"['’]?\d\d|{said.spelt}",
        "compound": rf"['’]\d\d|{bare}(?:{above_twenty})(?!\w)",
        "centuries": rf"(?:{any_of(data['words']['centuries'])})",
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
