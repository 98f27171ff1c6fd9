"""Text as a speech engine without punctuation writes it: lower case, no marks, numbers in words."""

import re
import unicodedata

from families.text.numbers import ONES, TENS, ordinal, plural
from stories.engines.languages import load

TITLES = {"mr.": "mister", "mrs.": "missus", "dr.": "doctor", "st.": "saint"}
NUMBER = re.compile(r"(?P<short>')?(?<![\w])(?P<digits>\d+(?:,\d{3})*)(?P<ending>s|st|nd|rd|th)?(?!\w)", re.ASCII)


def spell_out(text: str) -> str:
    """The text in lower-case ASCII words parted by single spaces; apostrophes within words stay.

    Four digits without a comma are read as a year is ("nineteen forty one"), '62 as "sixty two", others as counts.
    """
    lowered = _plain_letters(text).lower()
    for short, long in TITLES.items():
        lowered = re.sub(rf"\b{re.escape(short)}", long, lowered)
    lowered = NUMBER.sub(_number_words, lowered)
    return " ".join(re.findall(r"[a-z]+(?:'[a-z]+)*", lowered))


def _plain_letters(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _number_words(match: re.Match[str]) -> str:
    digits, ending = match["digits"], match["ending"] or ""
    value = int(digits.replace(",", ""))
    said = year_words(value) if len(digits) == 4 and digits.isdigit() else count_words(value)
    if match["short"] and value < 10:
        said = f"oh {said}"
    if ending == "s":
        return plural(said)
    return _ordinal(said) if ending else said


def year_words(year: int) -> str:
    """A year from 1000 to 9999 as it is mostly said: "nineteen oh nine", "two thousand and four", "twenty ten"."""
    century, rest = divmod(year, 100)
    if century % 10 == 0:
        return count_words(year) if rest < 10 else f"{count_words(century)} {count_words(rest)}"
    if rest == 0:
        return f"{count_words(century)} hundred"
    return f"{count_words(century)} {'oh ' if rest < 10 else ''}{count_words(rest)}"


def count_words(number: int) -> str:
    """A whole number from 0 to 999,999 in words, the British way: "one hundred and six"."""
    if number < 20:
        return ONES[number]
    if number < 100:
        tens, one = divmod(number, 10)
        return f"{TENS[tens]} {ONES[one]}" if one else TENS[tens]
    size, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    many, rest = divmod(number, size)
    joint = " and " if 0 < rest < 100 else " "
    return f"{count_words(many)} {name}{joint}{count_words(rest)}" if rest else f"{count_words(many)} {name}"


def _ordinal(said: str) -> str:
    before, _, last = said.rpartition(" ")
    return f"{before} {ordinal(last)}".strip()


FIGURES = re.compile(r"(?<![\w])(?P<digits>\d{1,4})(?P<ending>er|re|e|º|ª|\.(?= \w))?(?![\w])")
WRITTEN_TOGETHER = frozenset({"de"})
"""Languages whose numbers are one word."""


def as_recognised(text: str, language: str) -> str:
    """Text of another language as its recognisers write it: lower case with accents, no marks, numbers in words."""
    spelt = FIGURES.sub(lambda match: _figures_said(match, language), text.replace("’", "'"))
    return " ".join(re.findall(r"[^\W_]+(?:['-][^\W_]+)*'?", spelt.lower()))


def _figures_said(match: re.Match[str], language: str) -> str:
    data, digits = load(language).data, match["digits"]
    value, ending = int(digits), match["ending"] or ""
    if ending == "er" and value % 10 == 0:
        return _first(data["decades"], value % 100) or match[0]
    if ending and value < 100:
        return _first(data["ordinals"], value) or match[0]
    if len(digits) < 4:
        return _first(data["numbers"], value) or match[0]
    century = _first(data["grammar"]["centuries"], value - value % 100)
    rest = _first(data["numbers"], value % 100) if value % 100 else ""
    if not century:
        return match[0]
    return century + ("" if language in WRITTEN_TOGETHER else " ") + rest if rest else century


def _first(words: dict[str, int], value: int) -> str:
    """The first way that a file gives to say a value; "" for none."""
    return next((word for word, meant in words.items() if meant == value), "")
