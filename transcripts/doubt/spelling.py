"""What of a token counts when two hearings are compared, and what kind of word it is."""

import re
from collections.abc import Sequence

from transcripts.measuring.normalising import ENDS, NO_NAMES
from transcripts.measuring.numerals import NUMBERS

DASHES = re.compile(r"[-–—]")


def key(token: str) -> str:
    """Its letters and digits, small; nothing for a dash."""
    return "".join(letter for letter in token.casefold() if letter.isalnum())


def which_are_names(tokens: Sequence[str]) -> list[bool]:
    """Of each token, whether it looks like a name."""
    return [is_name(tokens, place) for place in range(len(tokens))]


def is_name(tokens: Sequence[str], place: int) -> bool:
    """Whether this token looks like a name: a capital within a sentence."""
    if place == 0 or tokens[place - 1].rstrip("”\"')").endswith(ENDS):
        return False
    plain = tokens[place].replace("’", "'").strip(".,;:!?…\"'“”()")
    return plain[:1].isupper() and plain not in NO_NAMES


def is_number(token: str) -> bool:
    """Whether it has digits, or is a number in words."""
    parts = [key(part) for part in DASHES.split(token)]
    return any(letter.isdigit() for letter in token) or any(part in NUMBERS for part in parts)
