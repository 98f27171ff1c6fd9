"""Numbers that are said in words, written in digits: so that "nineteen hundred and forty seven" and "nineteen forty seven" are one."""

from collections.abc import Sequence

from families.text.numbers import ONES, TENS, ordinal

SMALL = {word: value for value, word in enumerate(ONES)}
ROUND = {word: 10 * value for value, word in enumerate(TENS) if value > 1}
LARGE = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
PLAIN = {**SMALL, **ROUND}
LAST = {ordinal(word): value for word, value in PLAIN.items()}
NOUGHTS = {"oh", "o", "aught", "ought", "naught", "nought"}  # in "nineteen oh five"
NUMBERS = {*PLAIN, *LAST, *LARGE, "hundred"}


def in_digits(words: Sequence[str]) -> list[tuple[str, int]]:
    """The words in order, each number as one in digits ("1947", "21st"), and how many of the given words each stands for."""
    found, place = [], 0
    while place < len(words):
        text, taken = number(words[place:])
        found.append((text, taken) if taken else (words[place], 1))
        place += taken or 1
    return found


def number(words: Sequence[str]) -> tuple[str, int]:
    """The number that the words begin with, and of how many words it is; no words where they begin with none."""
    total, taken = 0, 0
    while taken < len(words):
        value, more = group(words[taken:], first=not taken)
        if not more or (taken and not fits(total, value)):
            break
        taken += more
        if taken < len(words) and words[taken] in LARGE:
            value *= LARGE[words[taken]]
            taken += 1
        total += value
    return end(words, total, taken)


def fits(total: int, value: int) -> bool:
    """Whether a group may stand behind what was counted so far: thirty four behind nineteen thousand, but not behind twelve."""
    return total >= 1_000 and total % 1_000 == 0 and value < 1_000


def group(words: Sequence[str], *, first: bool) -> tuple[int, int]:
    """A number below a thousand, or a year or some hundreds ("nineteen hundred"), and of how many words it is."""
    skip = 1 if begins_after_a_filler(words, first) else 0
    value, taken = below_hundred(words[skip:])
    if skip and not taken:
        value, taken = 1, 0
    taken += skip
    if not taken:
        return 0, 0
    if taken < len(words) and words[taken] == "hundred":
        return hundreds(words, value, taken + 1)
    rest, more = century_rest(words[taken:]) if 10 <= value <= 20 else (0, 0)
    return (100 * value + rest, taken + more) if more else (value, taken)


def begins_after_a_filler(words: Sequence[str], first: bool) -> bool:
    """Whether they begin with "a hundred", or, within a number, "and six"."""
    after = words[1] if len(words) > 1 else ""
    if words[0] == "a":
        return after == "hundred" or after in LARGE
    return not first and words[0] == "and" and after in PLAIN


def hundreds(words: Sequence[str], value: int, taken: int) -> tuple[int, int]:
    skip = 1 if taken < len(words) and words[taken] == "and" else 0
    rest, more = below_hundred(words[taken + skip :])
    return (100 * value + rest, taken + skip + more) if more else (100 * value, taken)


def century_rest(words: Sequence[str]) -> tuple[int, int]:
    """What stands behind "nineteen" in a year."""
    if len(words) > 1 and words[0] in NOUGHTS and 0 < SMALL.get(words[1], 0) < 10:
        return SMALL[words[1]], 2
    value, taken = below_hundred(words)
    return (value, taken) if value >= 10 else (0, 0)


def below_hundred(words: Sequence[str]) -> tuple[int, int]:
    if not words or words[0] not in PLAIN:
        return 0, 0
    if words[0] in ROUND and len(words) > 1 and 0 < SMALL.get(words[1], 0) < 10:
        return ROUND[words[0]] + SMALL[words[1]], 2
    return PLAIN[words[0]], 1


def end(words: Sequence[str], total: int, taken: int) -> tuple[str, int]:
    """With the ordinal that may end it: twenty first."""
    last = LAST.get(words[taken], 0) if taken < len(words) else 0
    if last and (not total % 100 or (total % 100 in ROUND.values() and last < 10)):
        return f"{total + last}th", taken + 1
    return (str(total), taken) if taken else ("", 0)
