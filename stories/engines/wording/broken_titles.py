"""Titles that are no whole phrase: "the wind open", "the small", "the dawns and". What is refused whoever made it."""

import re

UNENDED = re.compile(r"(?:[DTCBJKX]|(?<!E)M|(?<!X)S|(?<![SB])[IH]|^[^XVYWG]*P)$")
"""It ends with a word that needs another; not "what it is like", "bigger than I", "he came in"."""
UNNAMED = re.compile(r"[DM]Q?A+$|^M?[DQ]+$")
"""A quality with no thing: "the small", "we met the following"."""
DANGLING = re.compile(r"^(?:[DM]Q?A*N+)[AVWG]$")
"""A thing and a word torn from what follows it: "the wind open"."""
ENDED = re.compile(r"^[DM]Q?A*N+E*V$")
"""A whole sentence, which may end with its verb: "a pin opened"."""


def is_broken(text: str, letters: str) -> bool:
    """Whether the letters (`word_classes`) of a title make no whole phrase, or the text has an open bracket or quote."""
    bare = letters.replace("|", "").replace("^", "")
    torn = UNENDED.search(bare) or UNNAMED.search(bare) or (DANGLING.search(bare) and not ENDED.search(bare))
    return bool(torn) or text.count("(") != text.count(")")
