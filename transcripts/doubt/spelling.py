"""What of a token counts when two hearings are compared, and what kind of word it is."""

import re
from collections.abc import Sequence

from transcripts.normalising import ENDS, NO_NAMES
from transcripts.numerals import NUMBERS

DASHES = re.compile(r"[-–—]")


def key(token: str) -> str:
    """Its letters and digits, small; nothing for a dash."""
    return "".join(letter for letter in token.casefold() if letter.isalnum())


def names(tokens: Sequence[str]) -> list[bool]:
    """Of each token, whether it looks like a name: a capital within a sentence."""
    found, begins = [], True
    for token in tokens:
        plain = token.replace("’", "'").strip(".,;:!?…\"'“”()")
        found.append(not begins and plain[:1].isupper() and plain not in NO_NAMES)
        begins = token.rstrip("”\"')").endswith(ENDS)
    return found


def is_number(token: str) -> bool:
    """Whether it has digits, or is a number in words."""
    parts = [key(part) for part in DASHES.split(token)]
    return any(letter.isdigit() for letter in token) or any(part in NUMBERS for part in parts)
