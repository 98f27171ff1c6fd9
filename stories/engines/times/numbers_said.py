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
    return _year_by_pairs(plain, language)


def _year_by_pairs(plain: str, language: Language) -> tuple[int, bool] | None:
    """ "Nineteen forty-six", "nineteen hundred and six", "two thousand and one"; "oh nine" and "forty-six" have no century."""
    grammar, centuries = language.grammar, language.data["words"]["centuries"]
    nought = re.fullmatch(rf"(?:{'|'.join(grammar['nought'])})[ -](\w+)", plain)
    if nought:
        return read_number(nought[1], language) or 0, False
    for thousand, first in grammar["thousands"].items():
        if plain.startswith(thousand):
            rest = re.sub(rf"^ (?:{'|'.join(grammar['thousand_joints'])}) ", "", plain.removeprefix(thousand)).strip()
            number = read_number(rest, language) if rest else 0
            return None if number is None else (first + number, True)
    plain = re.sub(rf" (?:{'|'.join(grammar['year_joints'])}) ", " ", plain)
    head, _, tail = re.sub(r"[\s,-]+", " ", plain).partition(" ")
    if head in centuries and tail and not _is_tens_and_units(head, tail, language):
        noughts = "|".join((*grammar["nought"], *grammar["nought_in_year"]))
        rest_of_century = read_number(re.sub(rf"^(?:{noughts}) ", "", tail), language)
        return None if rest_of_century is None else (centuries[head] + rest_of_century, True)
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


def _is_tens_and_units(head: str, tail: str, language: Language) -> bool:
    """ "Twenty-one" is a number and no year of a century."""
    numbers = language.data["numbers"]
    return bool(numbers.get(head, 0) >= 20 and 0 < numbers.get(tail, 0) < 10)


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
