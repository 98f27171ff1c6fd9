"""What a recording that was made here is called, until somebody gives it a name."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

LONGEST = 72  # letters: two lines on a telephone
PASSED_OVER_MS = 5_000  # a question that was changed sooner was read, and not answered


def title_of_answer(asked: Sequence[dict[str, Any]]) -> str:
    """The first question that was answered, in short; "" where none was asked. `asked` holds "text" and "at_ms", in order."""
    for question, following in pairwise(asked):
        if following["at_ms"] - question["at_ms"] >= PASSED_OVER_MS:
            return in_short(question["text"])
    return in_short(asked[-1]["text"]) if asked else ""


def in_short(text: str) -> str:
    """At most so many letters, cut between words where there are any."""
    text = " ".join(text.split())
    if len(text) <= LONGEST:
        return text
    start = text[:LONGEST]
    return f"{(start.rpartition(' ')[0] or start[:-1]).rstrip(' ,;:.–-')}…"
