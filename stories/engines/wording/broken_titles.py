"""Titles that are no whole phrase: "the wind open", "the small", "the dawns and". What is refused whoever made it."""

import re

UNENDED = re.compile(r"[DMTCSBIJKHX]$")
"""It ends with a word that needs another."""
UNNAMED = re.compile(r"^[DQ]+A+$|^M?[DQ]+$")
"""A quality with no thing: "the small"."""
DANGLING = re.compile(r"^(?:[DM]Q?A*N+)[AVWG]$")
"""A thing and a word torn from what follows it: "the wind open"."""


def is_broken(text: str, letters: str) -> bool:
    """Whether the letters (`word_classes`) of a title make no whole phrase, or the text has an open bracket or quote."""
    bare = letters.replace("|", "").replace("^", "")
    torn = any(pattern.search(bare) for pattern in (UNENDED, UNNAMED, DANGLING))
    return (torn and not CLAUSE_END.search(bare)) or text.count("(") != text.count(")")


CLAUSE_END = re.compile(r"^(?:[DM]Q?A*N+E*|E+|I|J)R?[XV]\w*[^DMTCSBIJKH]$|^[DM]Q?A*N+E*V$|^E+V$")
"""A whole sentence, which may end with its verb: "a pin opened"."""
