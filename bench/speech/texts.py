"""The talks in bench/talks, as HALF/KIND/NAME.txt: one sentence in a line.

`{um}` is said but not expected to be written. In an interview a line begins with "Q: " or "A: ", for who asks and who tells.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TALKS = Path(__file__).resolve().parent.parent / "talks"
HALVES = ("tuning", "kept")
FILLER = re.compile(r"\{(\w+)\},?\s*")


@dataclass(frozen=True)
class Sentence:
    """What is said aloud, what of it should be written, and who says it ("Q" asks, "A" tells)."""

    spoken: str
    written: str
    speaker: str


def sentence(line: str) -> Sentence:
    speaker, told = (line[0], line[3:]) if line[:3] in ("Q: ", "A: ") else ("A", line)
    return Sentence(FILLER.sub(r"\1, ", told).strip(), FILLER.sub("", told).strip(), speaker)


def talk(half: str, name: str) -> list[Sentence]:
    """The talk NAME, such as told/bakery."""
    return [sentence(line) for line in (TALKS / half / f"{name}.txt").read_text(encoding="utf-8").splitlines()]


def names(half: str) -> Iterator[str]:
    for path in sorted((TALKS / half).glob("*/*.txt")):
        yield f"{path.parent.name}/{path.stem}"
