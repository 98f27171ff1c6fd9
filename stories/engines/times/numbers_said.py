"""Numbers, months, years and decades as they are said, in words or figures."""

import re

from stories.engines.languages import Language

DIGITS = re.compile(r"\d+")


def read_number(words: str, language: Language) -> int | None:
    """ "9", "nine", "twenty-one", "a couple of"; None for anything else."""
    plain = words.lower().strip()
    if plain.isdigit():
        return int(plain)
    data = language.data
    if plain in data["counts"]:
        return int(data["counts"][plain])
    whole = plain.replace("-", " ")
    if whole in data["numbers"]:
        return int(data["numbers"][whole])
    total = 0
    for word in re.split(r"[\s-]+", plain):
        value = data["numbers"].get(word, data["ordinals"].get(word))
        if value is None:
            digits = DIGITS.match(word)
            value = int(digits[0]) if digits else None
        if value is None:
            return None
        total += value
    return total


def read_month(words: str, language: Language) -> int | None:
    found = language.data["months"].get(words.rstrip("."))
    return int(found) if found else None


def read_year(words: str, language: Language) -> tuple[int, bool] | None:
    """The year, and whether its century was said: (1962, True) for "1962", (62, False) for "'62"."""
    plain = words.lower().strip("'’ ")
    if plain.isdigit():
        return (int(plain), len(plain) == 4)
    if language.grammar["centuries"]:
        return _year_by_century(plain, language)
    nought = re.fullmatch(r"(?:oh|ought|aught)[ -](\w+)", plain)
    if nought:
        return read_number(nought[1], language) or 0, False
    plain = re.sub(r" hundred(?: and)? | and (?=\w)", " ", plain) if not plain.startswith("two thousand") else plain
    head, _, tail = re.sub(r"[\s,-]+", " ", plain).partition(" ")
    centuries = language.data["words"]["centuries"]
    if head in centuries and tail and not (head == "twenty" and tail in UNITS_AFTER_TWENTY):
        rest = read_number(re.sub(r"^(?:oh|o|ought|aught) ", "", tail), language)
        return None if rest is None else (centuries[head] + rest, True)
    if plain.startswith("two thousand"):
        rest = read_number(plain.removeprefix("two thousand").removeprefix(" and ").strip() or "0", language)
        return None if rest is None else (2000 + rest, True)
    short = read_number(plain, language)
    return None if short is None else (short, False)


def _year_by_century(said: str, language: Language) -> tuple[int, bool] | None:
    """ "Neunzehnhundertsechsundvierzig", "mil novecientos cuarenta y seis"; else two figures or their words."""
    plain = re.sub(r"[\s-]+", " ", said)
    for century, first in sorted(language.grammar["centuries"].items(), key=lambda item: -len(item[0])):
        if plain.startswith(century):
            rest = plain.removeprefix(century).strip()
            number = read_number(rest, language) if rest else 0
            return None if number is None else (int(first) + number, True)
    short = read_number(plain, language)
    return None if short is None else (short, False)


UNITS_AFTER_TWENTY = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))


def read_decade(words: str, language: Language) -> tuple[int, bool] | None:
    """First year, and whether its century was said: (1950, True) for "1950s", (50, False) for "fifties"."""
    digits = DIGITS.search(words)
    if digits:
        return int(digits[0]), len(digits[0]) == 4
    for century, first in language.grammar["centuries"].items():
        rest = words.removeprefix(century).strip()
        if rest != words and rest in language.data["decades"]:
            return int(first) + int(language.data["decades"][rest]), True
    value = language.data["decades"].get(words.strip("'’"))
    return None if value is None else (int(value), False)
