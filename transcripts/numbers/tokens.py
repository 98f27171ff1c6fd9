"""A token of a text, taken apart: the marks around it, and the parts of the number that it may be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.numbers.language import Language

TOKEN = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)
HYPHENS = re.compile(r"[-‐‑–]")


@dataclass(frozen=True)
class Token:
    """What stands before and behind the word, the word as it is written, and its parts in small letters."""

    lead: str
    core: str
    tail: str
    parts: tuple[str, ...]

    @property
    def plain(self) -> str:
        return self.core.casefold()

    @property
    def is_closed(self) -> bool:
        """Whether something is written behind it: a comma, or the end of a sentence."""
        return bool(self.tail) or not self.core


def tokens_of(text: Sequence[str], language: Language) -> list[Token]:
    found = []
    for each in text:
        lead, core, tail = TOKEN.fullmatch(each).groups()  # type: ignore[union-attr]
        found.append(Token(lead, core, tail, parts_of(core, language)))
    return found


def parts_of(core: str, language: Language) -> tuple[str, ...]:
    parts = [part for part in HYPHENS.split(core.casefold()) if part]
    if not language.compound:
        return tuple(parts)
    return tuple(atom for part in parts for atom in taken_apart(part, language))


def taken_apart(word: str, language: Language) -> list[str]:
    """ "neunzehnhundertfünf" as three atoms; any word that is no number as it is."""
    if word in language.days:
        return [word]
    found, at = [], 0
    while at < len(word):
        atom = language.atom.match(word, at)
        if atom is None:
            return [word]
        found.append(atom[0])
        at = atom.end()
    return found
