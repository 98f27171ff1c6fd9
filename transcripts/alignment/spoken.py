"""How written English is said: numbers, years, titles and signs as words, each of which a voice takes time for."""

import re

from families.text.numbers import ONES, TENS, ordinal, plural

GREAT = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
SHORT = {
    "mr": "mister",
    "mrs": "missus",
    "ms": "miz",
    "dr": "doctor",
    "st": "saint",
    "jr": "junior",
    "sr": "senior",
    "prof": "professor",
    "rev": "reverend",
    "capt": "captain",
    "sgt": "sergeant",
    "lt": "lieutenant",
    "etc": "et cetera",
    "vs": "versus",
}
SIGNS = {
    "&": "and",
    "%": "percent",
    "$": "dollars",
    "£": "pounds",
    "€": "euros",
    "+": "plus",
    "=": "equals",
    "°": "degrees",
}
PART = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?:st|nd|rd|th|s)?|[^\W\d_]+(?:['’][^\W\d_]+)*|[&%$£€+=°]", re.IGNORECASE)


def spoken(token: str) -> list[str]:
    """The words that a token of a text is said as, in small letters; none for a dash or a bare full stop."""
    return [word for part in PART.findall(token.replace("’", "'")) for word in said(part)]


def said(part: str) -> list[str]:
    lower = part.lower()
    if lower[0].isdigit():
        return number(lower)
    if lower in SIGNS:
        return [SIGNS[lower]]
    if len(part) > 1 and part.isupper() and not set("AEIOUY") & set(part):
        return list(lower)  # letters said one by one: BBC
    return SHORT.get(lower, lower).split()


def number(written: str) -> list[str]:
    digits, ending = re.fullmatch(r"([\d,.]+?)\.?([a-z]*)", written).groups()  # type: ignore[union-attr]
    whole, _, rest = digits.replace(",", "").partition(".")
    if len(whole) > 12:
        return [ONES[int(digit)] for digit in whole]
    words = year(int(whole)) if is_year(written, whole) else cardinal(int(whole))
    if rest:
        words += ["point", *(ONES[int(digit)] for digit in rest)]
    if ending == "s":
        words[-1] = plural(words[-1])
    elif ending:
        words[-1] = ordinal(words[-1])
    return words


def is_year(written: str, whole: str) -> bool:
    return len(whole) == 4 and 1100 <= int(whole) <= 2099 and "," not in written and "." not in written


def year(value: int) -> list[str]:
    """1947: nineteen forty seven; 1900: nineteen hundred; 1905: nineteen oh five; 2004: two thousand four."""
    century, rest = divmod(value, 100)
    if 2000 <= value < 2010 or not value % 1000:
        return cardinal(value)
    if not rest:
        return [*cardinal(century), "hundred"]
    return [*cardinal(century), *(["oh"] if rest < 10 else []), *cardinal(rest)]


def cardinal(value: int) -> list[str]:
    if value < 20:
        return [ONES[value]]
    if value < 100:
        return [TENS[value // 10], *([ONES[value % 10]] if value % 10 else [])]
    for size, name in GREAT:
        if value >= size:
            rest = cardinal(value % size) if value % size else []
            return [*cardinal(value // size), name, *rest]
    raise AssertionError(value)
