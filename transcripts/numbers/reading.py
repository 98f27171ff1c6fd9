"""Reads a number that is said in words: how much it is, and how many parts of speech it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from transcripts.numbers.language import Language

Parts = Sequence[str]
T = TypeVar("T")


@dataclass(frozen=True)
class Read:
    """A number below a trillion, the parts that it takes, and whether it is a hundred or a thousand with no count before it."""

    value: int
    taken: int
    is_bare: bool = False


def listed(parts: Parts, table: Mapping[str, T], most: int) -> tuple[T, int] | None:
    """The longest entry that the parts begin with, and of how many it is."""
    for count in range(min(most, len(parts)), 0, -1):
        found = table.get(" ".join(parts[:count]))
        if found is not None:
            return found, count
    return None


def number(parts: Parts, language: Language) -> Read | None:
    """The cardinal that the parts begin with."""
    total, place, limit, is_bare = 0, 0, 10**12, True
    while place < len(parts):
        skip = 1 if place and parts[place] in language.joints else 0
        begins = place + skip
        value, behind, is_counted = group(parts, begins, language)
        scale = language.scales.get(parts[behind], 1) if behind < len(parts) else 1
        if scale > 1:
            behind += 1
        amount = (value or 1) * scale
        is_uncounted = (language.needs_a_count and not value) or (place > 0 and value >= 1_000)
        if behind == begins or is_uncounted or scale >= limit or amount >= limit:
            break
        is_bare = is_bare and not is_counted and not place
        total, place, limit = total + amount, behind, scale
        if scale == 1:
            break
    return Read(total, place, is_bare) if place else None


def group(parts: Parts, at: int, language: Language) -> tuple[int, int, bool]:
    """A number below two thousand (0 where there is none), the part behind it, and whether it is more than "a" or "a hundred".

    An article counts only before a hundred or a thousand.
    """
    rest = parts[at:]
    has_article = bool(rest) and rest[0] in language.articles and len(rest) > 1
    if has_article and (rest[1] in language.hundred or rest[1] in language.scales):
        if rest[1] in language.scales:
            return 1, at + 1, False
        return hundreds(parts, 100, at + 2, language, is_counted=False)
    if rest and rest[0] in language.hundred and not language.needs_a_count:
        return hundreds(parts, 100, at + 1, language, is_counted=False)
    if rest and rest[0] in language.hundreds:
        return hundreds(parts, language.hundreds[rest[0]], at + 1, language, is_counted=True)
    found = listed(rest, language.below_hundred, language.longest)
    if found is None:
        return 0, at, False
    value, count = found
    behind = at + count
    if behind < len(parts) and parts[behind] in language.hundred and (value < 10 or 10 < value < 20):
        return hundreds(parts, 100 * value, behind + 1, language, is_counted=True)
    return value, behind, True


def hundreds(parts: Parts, value: int, at: int, language: Language, *, is_counted: bool) -> tuple[int, int, bool]:
    """With what stands behind the hundreds."""
    skip = 1 if at < len(parts) and parts[at] in language.joints else 0
    found = listed(parts[at + skip :], language.below_hundred, language.longest)
    if found is None:
        return value, at, is_counted
    return value + found[0], at + skip + found[1], True
