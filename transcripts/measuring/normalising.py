"""Writes two texts in one way before they are compared, so that an engine is not blamed for spelling. Knows no model and no setting.

In the spirit of the normaliser that came with Whisper: small letters, no punctuation, titles in words, every number in digits however it is
said ("nineteen hundred and forty seven" is 1947), British spelling as American.
"""

import re
from dataclasses import dataclass

from transcripts.alignment.spoken import spoken
from transcripts.measuring.numerals import in_digits

ENDS = (".", "!", "?", "…", ":")
NO_NAMES = {"I", "I'm", "I'd", "I'll", "I've"}
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


def normalised(text: str) -> list[Said]:
    """The words of a text in one spelling. A name is what has a capital within a sentence."""
    words: list[Said] = []
    begins = True
    for place, token in enumerate(text.split()):
        is_name = not begins and token.strip("“”\"'(").istitle() and token.strip(".,;!?") not in NO_NAMES
        words += [Said(word, place, is_name) for word in spoken(token)]
        begins = token.rstrip("”\"')").endswith(ENDS)
    return in_one_spelling(words)


def in_one_spelling(words: list[Said]) -> list[Said]:
    found, place = [], 0
    for text, count in in_digits([said.word for said in words]):
        for british, american in BRITISH:
            text = british.sub(american, text)
        found.append(Said(text, words[place].token, any(said.is_name for said in words[place : place + count])))
        place += count
    return found
