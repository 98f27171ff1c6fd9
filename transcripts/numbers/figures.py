"""Every number of a text in figures, so that texts can be compared however their numbers are written."""

import re
from collections.abc import Iterator, Sequence

from transcripts.numbers.days import day
from transcripts.numbers.language import Language
from transcripts.numbers.phrases import Text
from transcripts.numbers.reading import number
from transcripts.numbers.tokens import tokens_of

FIGURES = re.compile(r"(\d{1,3}(?:[.,]\d{3})+|\d+)(?:er|re|e|[ºª])?")
GREAT = 10**6


def in_figures(tokens: Sequence[str], language: Language) -> Iterator[tuple[str, int]]:
    """The tokens in order, each number and each day in figures alone, and how many tokens each stands for."""
    text, at = Text(tokens_of(tokens, language), language), 0
    while at < len(tokens):
        value, behind = value_at(text, at)
        yield value or tokens[at], behind - at
        at = behind


def value_at(text: Text, at: int) -> tuple[str, int]:
    """The number that begins with this token, and the token behind it; nothing where none does."""
    if found := day(text, at):
        return "".join(filter(str.isdecimal, found[0])), found[1]
    if figures := FIGURES.fullmatch(text.tokens[at].core):
        value = int(re.sub(r"[.,]", "", figures[1]))
        scale = text.language.scales.get(text.behind(at + 1), 1)
        return (str(value * scale), at + 2) if scale >= GREAT else (str(value), at + 1)
    read = text.reads(at, number)
    if read is None or (read[0].taken == 1 and text.tokens[at].plain in text.language.articles):
        return "", at + 1
    return str(read[0].value), read[1]
