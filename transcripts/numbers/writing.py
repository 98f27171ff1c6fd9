"""Writes numbers as a reader expects them: years, days of a month, sums and large numbers in figures, small counts in words.

Only where it is sure: a line that may mean something else stays as the engine wrote it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from transcripts.numbers.counts import count_in_words
from transcripts.numbers.days import day
from transcripts.numbers.language import Language
from transcripts.numbers.phrases import Text
from transcripts.numbers.reading import Read, number
from transcripts.numbers.tokens import tokens_of
from transcripts.numbers.years import OFTEN_A_YEAR, decade, pair

LEAST_SUM = 10  # of money that is written in figures
LEAST_NUMBER = 100
GREAT = 10**6


@dataclass(frozen=True)
class Written:
    """Tokens of a line, from `first` to before `behind`, as they are to be written."""

    first: int
    behind: int
    text: str


def written(tokens: Sequence[str], language: Language, pauses: frozenset[int] = frozenset()) -> list[Written]:
    """What of the tokens is written otherwise, in order. `pauses` are the tokens before which somebody is silent for long."""
    text = Text(tokens_of(tokens, language), language, pauses)
    found: list[Written] = []
    at = 0
    while at < len(tokens):
        step = next((each for way in WAYS if (each := way(text, at, found))), None)
        if step is None:
            at += 1
            continue
        found.append(step)
        at = step.behind
    return [each for each in found if each.text != " ".join(tokens[each.first : each.behind])]


def dressed(text: Text, first: int, behind: int, figures: str) -> Written:
    """With the marks that stood around it."""
    return Written(first, behind, text.tokens[first].lead + figures + text.tokens[behind - 1].tail)


def as_day(text: Text, at: int, before: Sequence[Written]) -> Written | None:
    found = day(text, at)
    return dressed(text, at, found[1], found[0]) if found else None


def as_decade(text: Text, at: int, before: Sequence[Written]) -> Written | None:
    found = text.reads(at, decade)
    if found is None or is_rest(text, at):
        return None
    return dressed(text, at, found[1], f"{found[0].value}{text.language.decade_ending}")


def as_year(text: Text, at: int, before: Sequence[Written]) -> Written | None:
    """A year in two halves."""
    found = text.reads(at, pair)
    if found is None or not is_surely_a_year(text, at, *found, before):
        return None
    return dressed(text, at, found[1], str(found[0].value))


def is_surely_a_year(text: Text, at: int, read: Read, behind: int, before: Sequence[Written]) -> bool:
    known, lead, follower = text.language, text.before(at), text.behind(behind)
    if follower in known.no_year_followers | known.counted | known.currencies or lead in known.no_year_leads:
        return False
    if follower and text.is_number(behind):
        return False
    is_written_in_part = any(token.plain.isdecimal() for token in text.tokens[at:behind])
    is_dated = stands_behind_a_date(text, at, before)
    if lead in known.sure_year_leads:
        return True
    if read.value // 100 not in OFTEN_A_YEAR or (is_rest(text, at) and not is_dated):
        return False
    is_led = lead in known.year_leads or is_dated
    return is_led or (not is_written_in_part and (not follower or follower in known.year_followers))


def stands_behind_a_date(text: Text, at: int, before: Sequence[Written]) -> bool:
    """Whether a day, a month or another year leads to it: "March the third, nineteen twenty-eight"."""
    if not at:
        return False
    if text.tokens[at - 1].plain in text.language.months or (before and before[-1].behind == at):
        return True
    is_joined = text.before(at) in text.language.joints | text.language.spans | text.language.alternatives
    return is_joined and bool(before) and before[-1].behind == at - 1


def as_short_year(text: Text, at: int, before: Sequence[Written]) -> Written | None:
    """The second year of a span, of which only the last two figures are said: "nineteen thirty-nine to forty-five"."""
    found = text.reads(at, number)
    year = text.tokens[at - 2].plain if at >= 2 else ""
    year = before[-1].text if before and before[-1].behind == at - 1 else year
    if found is None or text.before(at) not in text.language.spans or not (year.isdecimal() and len(year) == 4):
        return None
    value, behind = found[0].value, found[1]
    is_later = max(int(year) % 100, 9) < value < 100
    if not is_later or text.behind(behind) in text.language.counted | text.language.currencies | text.language.of:
        return None
    return dressed(text, at, behind, str(value))


def as_number(text: Text, at: int, before: Sequence[Written]) -> Written | None:
    """A sum of money, or a number from a hundred on; none that is bare, and none of two of which neither is meant exactly."""
    found = text.reads(at, number)
    if found is None or found[0].is_bare or is_one_of_two(text, at, found[1]) or is_rest(text, at):
        return None
    read, behind = found
    is_sum = read.value >= LEAST_SUM and text.behind(behind) in text.language.currencies
    if read.value < LEAST_NUMBER and not is_sum:
        return None
    if behind < len(text.tokens) and text.is_number(behind) and is_part(read.value, text, behind):
        return None
    return great(text, at, behind, read.value) or dressed(text, at, behind, figures(read.value, text.language))


def is_rest(text: Text, at: int) -> bool:
    """Whether it stands directly behind another number, so that nobody can say where that one ends."""
    return bool(text.before(at)) and at not in text.pauses and (text.is_number(at - 1) or text.ends_a_number(at - 1))


def is_one_of_two(text: Text, at: int, behind: int) -> bool:
    """Whether it is said that it is this or another number: "two or three hundred"."""
    known = text.language
    if text.before(at) in known.alternatives and text.ends_a_number(at - 2):
        return True
    return text.behind(behind) in known.alternatives and text.is_number(behind + 1)


def is_part(value: int, text: Text, behind: int) -> bool:
    """Whether the number behind may be the rest of it: "five thousand, two hundred"; or where nothing parts them, whatever it is."""
    found = text.reads(behind, number)
    if not text.tokens[behind - 1].is_closed:
        return True
    return found is not None and any(value % size == 0 and found[0].value < size for size in (100, 1_000, 1_000_000))


def great(text: Text, at: int, behind: int, value: int) -> Written | None:
    """Millions that come out even keep their word: "3 million"."""
    last = text.tokens[behind - 1]
    scale = text.language.scales.get(last.parts[-1], 0)
    if behind - at < 2 or len(last.parts) > 1 or scale < GREAT or value % scale or value // scale >= LEAST_NUMBER * 10:
        return None
    return Written(at, behind, f"{text.tokens[at].lead}{value // scale} {last.core}{last.tail}")


def figures(value: int, language: Language) -> str:
    """With marks between the thousands from five figures on, where the language has such."""
    return f"{value:,}".replace(",", language.thousands_mark) if value >= 10_000 else str(value)


def as_count(text: Text, at: int, before: Sequence[Written]) -> Written | None:
    word = count_in_words(text, at)
    return dressed(text, at, at + 1, word) if word else None


WAYS: list[Callable[[Text, int, Sequence[Written]], Written | None]] = [
    as_day,
    as_decade,
    as_year,
    as_short_year,
    as_number,
    as_count,
]
