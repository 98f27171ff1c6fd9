"""Finding the words that speak of time, and reading the numbers in them; what they mean is `temporal`'s business."""

import re
from dataclasses import dataclass, field

from .languages import Language

DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a sentence from `start` to `end`; `parts` holds the named pieces of the pattern, in lower case."""

    kind: str
    text: str
    start: int
    end: int
    parts: dict[str, str] = field(default_factory=dict)


def phrases(text: str, language: Language) -> list[Phrase]:
    """The time expressions of a sentence in order, the longest first where several claim the same words."""
    if not language.hints.search(text):
        return []
    found = [
        Phrase(kind, match[0], match.start(), match.end(), {k: v.lower() for k, v in match.groupdict().items() if v})
        for kind, pattern in language.time
        for match in pattern.finditer(text)
    ]
    found.sort(key=lambda phrase: (phrase.start - phrase.end, phrase.start))
    taken = bytearray(len(text))
    kept = []
    for phrase in found:
        if not any(taken[phrase.start : phrase.end]):
            taken[phrase.start : phrase.end] = b"\x01" * (phrase.end - phrase.start)
            kept.append(phrase)
    kept.sort(key=lambda phrase: phrase.start)
    return _without_slips(text, kept, language)


def _without_slips(text: str, kept: list[Phrase], language: Language) -> list[Phrase]:
    """ "In 1952, no, 1953" says 1953; "it wasn't 1952" says nothing."""
    corrections = "|".join(re.escape(words) for words in language.data["words"]["corrections"])
    slip = re.compile(rf"[\s,.;–—-]*(?:{corrections})\b[\w\s,.;']{{0,20}}", re.IGNORECASE)
    denied = re.compile(r"\b(?:wasn['’]t|was not|not)(?: in)?\s*$", re.IGNORECASE)
    result = []
    for number, phrase in enumerate(kept):
        after = kept[number + 1] if number + 1 < len(kept) else None
        is_slip = after is not None and after.kind == phrase.kind and slip.fullmatch(text, phrase.end, after.start)
        if not is_slip and not denied.search(text, max(0, phrase.start - 20), phrase.start):
            result.append(phrase)
    return result


def read_number(words: str, language: Language) -> int | None:
    """ "9", "nine", "twenty-one", "a couple of"; None for anything else."""
    plain = words.lower().strip()
    if plain.isdigit():
        return int(plain)
    data = language.data
    if plain in data["counts"]:
        return int(data["counts"][plain])
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
    head, _, tail = re.sub(r"[\s,-]+", " ", plain).partition(" ")
    centuries = language.data["words"]["centuries"]
    if head in centuries and tail and not (head == "twenty" and tail in UNITS_AFTER_TWENTY):
        rest = read_number(re.sub(r"^(?:oh|o) ", "", tail), language)
        return None if rest is None else (centuries[head] + rest, True)
    if plain.startswith("two thousand"):
        rest = read_number(plain.removeprefix("two thousand").removeprefix(" and ").strip() or "0", language)
        return None if rest is None else (2000 + rest, True)
    short = read_number(plain, language)
    return None if short is None else (short, False)


UNITS_AFTER_TWENTY = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))


def read_decade(words: str, language: Language) -> tuple[int, bool] | None:
    """First year, and whether its century was said: (1950, True) for "1950s", (50, False) for "fifties"."""
    digits = DIGITS.search(words)
    if digits:
        return int(digits[0]), len(digits[0]) == 4
    value = language.data["decades"].get(words)
    return None if value is None else (int(value), False)
