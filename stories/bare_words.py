"""Words as they are compared when a claim is looked for in what was said: of plain text, so that rows may ask it too."""

import re

EDGES = re.compile(r"^[\W_]+|[\W_]+$")
POSSESSIVE = re.compile(r"['’]s?$")


def bares(text: str) -> list[str]:
    return [word for word in map(bare, text.split()) if word]


def bare(word: str) -> str:
    """In small letters, without the marks around it and a possessive ending."""
    return POSSESSIVE.sub("", EDGES.sub("", word)).casefold()
