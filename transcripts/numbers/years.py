"""Years that are said in two halves ("nineteen forty-one"), and decades."""

from collections.abc import Sequence

from transcripts.numbers.language import Language
from transcripts.numbers.reading import Read, listed, number

OFTEN_A_YEAR = range(17, 21)  # "sixteen thirty" is an hour as well


def pair(parts: Sequence[str], language: Language) -> Read | None:
    """A year in two halves, with the parts that it takes."""
    if not language.year_pairs or not parts:
        return None
    century = language.below_hundred.get(parts[0], 0)
    if century not in range(10, 21) or len(parts) < 2:
        return None
    if parts[1] in language.noughts and len(parts) > 2:
        last = language.below_hundred.get(parts[2], 0)
        return Read(100 * century + last, 3) if 0 < last < 10 else None
    rest = second_half(parts[1:], language)
    return Read(100 * century + rest.value, 1 + rest.taken) if rest else None


def second_half(parts: Sequence[str], language: Language) -> Read | None:
    """A number of two figures, in words or figures."""
    if len(parts[0]) == 2 and parts[0].isascii() and parts[0].isdecimal():
        return Read(int(parts[0]), 1) if parts[0] >= "10" else None
    found = listed(parts, language.below_hundred, language.longest)
    return Read(*found) if found and found[0] >= 10 else None


def decade(parts: Sequence[str], language: Language) -> Read | None:
    """The first year of a decade whose century is said, or of the century itself ("the nineteen hundreds")."""
    if language.year_pairs:
        century = language.below_hundred.get(parts[0], 0) if parts else 0
        rest = language.decades.get(parts[1]) if len(parts) > 1 else None
        return Read(100 * century + rest, 2) if rest is not None and century in range(13, 21 if rest else 20) else None
    for place, part in enumerate(parts):
        if place and part in language.decades:
            found = number(parts[:place], language)
            if found and found.taken == place and found.value % 100 == 0 and 1000 <= found.value < 2100:
                return Read(found.value + language.decades[part], place + 1)
    return None
