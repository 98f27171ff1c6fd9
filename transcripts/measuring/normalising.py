"""Writes two texts in one way before they are compared, so that an engine is not blamed for spelling. Knows no model and no setting.

In the spirit of the normaliser that came with Whisper: small letters, no punctuation, titles in words, every number in digits however it is
said ("nineteen hundred and forty seven" is 1947), British spelling as American.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

from transcripts.alignment.spoken import SHORT, spoken
from transcripts.measuring.numerals import in_digits
from transcripts.numbers.figures import in_figures
from transcripts.numbers.language import language_of

ENDS = (".", "!", "?", "…", ":")
NO_NAMES = {"I", "I'm", "I'd", "I'll", "I've"}
TITLES = {"mister", "missus", "miz", "miss", "doctor", "professor", "reverend", "captain", "sergeant", "saint"}
NOT_HARD = {name.casefold() for name in (*calendar.month_name, *calendar.day_name)} | TITLES  # heard as any word is
FILLERS = {"en": frozenset({"um", "umm", "uhm", "uh", "er", "erm", "hm", "hmm", "mm", "mhm"})}
BRITISH = [  # on both sides, so that no word is wronged: it need not be right, but only one
    (re.compile(r"(defen|offen|licen|practi)s(?=e[ds]?$|ing$)"), r"\1c"),
    (re.compile(r"(?<=[a-z]{3})ou(?=rs?$|red$|ring$|rite)"), "o"),
    (re.compile(r"(?<=[a-z]{3})is(?=e[ds]?$|ing$)"), "iz"),
    (re.compile(r"ll(?=ed$|ing$|ers?$|ors?$)"), "l"),
    (re.compile(r"^grey"), "gray"),
    (re.compile(r"(?<=[a-z]{3})tre$"), "ter"),
]


@dataclass(frozen=True)
class Said:
    """A word as it is compared, the number of the token of the text (from 0) that it begins in, and whether it belongs to a name."""

    word: str
    token: int
    is_name: bool = False

    @property
    def is_number(self) -> bool:
        return self.word[0].isdigit()


def normalised(text: str, language: str = "en") -> list[Said]:
    """The words of a text in one spelling, without fillers, which one writes and another does not.

    A name is what has a capital within a sentence, but no month, day or title; German, where every noun has one, has no names here.
    """
    words: list[Said] = []
    begins, fillers = True, FILLERS.get(language, frozenset())
    for place, token, figures in with_figures(text.split(), language):
        is_name = language != "de" and not begins and is_named(token)
        said = [figures] if figures else [word for word in spoken(token) if word not in fillers]
        words += [Said(word, place, is_name and word not in NOT_HARD) for word in said]
        begins = ends_a_sentence(token)
    return in_one_spelling(words)


def with_figures(tokens: list[str], language: str) -> Iterator[tuple[int, str, str]]:
    """Each token with its place, and its figures where it begins a number that is said in another language than English.

    What English says for numbers is understood when it is in one spelling.
    """
    known, place = language_of(language) if language != "en" else None, 0
    for figures, count in in_figures(tokens, known) if known else zip(tokens, repeat(1), strict=False):
        yield place, tokens[place], figures if figures != tokens[place] or (figures.isdecimal() and known) else ""
        place += count


def ends_a_sentence(token: str) -> bool:
    bare = token.rstrip("”\"')")
    return bare.endswith(ENDS) and bare.rstrip(".").casefold() not in SHORT


def is_named(token: str) -> bool:
    return token.strip("“”\"'(").istitle() and token.strip(".,;!?") not in NO_NAMES


def in_one_spelling(words: list[Said]) -> list[Said]:
    found, place = [], 0
    for text, count in in_digits([said.word for said in words]):
        for british, american in BRITISH:
            text = british.sub(american, text)
        found.append(Said(text, words[place].token, any(said.is_name for said in words[place : place + count])))
        place += count
    return found
