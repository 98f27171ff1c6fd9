"""What is known of a sound besides its words, and what was heard of many, told by kind. Knows no model and no setting.

Beside NAME.wav and NAME.txt may stand NAME.json with "kind" (read, told, talked...), "room", "language" and "text" (which one is said).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from transcripts.measuring.error_rates import Errors, together
from transcripts.measuring.intervals import Interval, interval

HEAD = f"{'':26} talks words    WER  95 %           misheard  lost  inserted  names misheard  numbers misheard  loops"


@dataclass(frozen=True)
class Facts:
    """Of one sound; what nobody told is empty."""

    text: str
    kind: str = ""
    room: str = ""
    language: str = ""


def facts(path: Path) -> Facts:
    """Of the sound at this path."""
    beside = path.with_suffix(".json")
    known = json.loads(beside.read_text(encoding="utf-8")) if beside.is_file() else {}
    told = {name: str(known[name]) for name in ("kind", "room", "language") if name in known}
    return Facts(str(known.get("text", path.stem)), **told)


@dataclass(frozen=True)
class Heard:
    """What came out of one sound."""

    facts: Facts
    errors: Errors
    loops: int = 0


def by_text(heard: Iterable[Heard]) -> dict[str, Errors]:
    """The errors of each text, however often it is said."""
    found: dict[str, Errors] = {}
    for each in heard:
        text = each.facts.text
        found[text] = together([found[text], each.errors]) if text in found else each.errors
    return found


def groups(heard: Sequence[Heard]) -> dict[str, list[Heard]]:
    """By kind, then by room, where either is known."""
    found: dict[str, list[Heard]] = {}
    for head, name in (("", "kind"), ("in ", "room")):
        for value in sorted({getattr(each.facts, name) for each in heard} - {""}):
            label = head + ("a clear room" if value == "clear" else value)
            found[label] = [each for each in heard if getattr(each.facts, name) == value]
    return found


def table(heard: Sequence[Heard]) -> list[str]:
    """A line for each kind and each room, and one for all."""
    return [HEAD, *(line(name, each) for name, each in groups(heard).items()), line("all", heard)]


def line(name: str, heard: Sequence[Heard]) -> str:
    row, texts = together(each.errors for each in heard), list(by_text(heard).values())
    shares = [part / row.words if row.words else 0.0 for part in (row.misheard, row.lost, row.inserted)]
    return (
        f"{name[:26]:26} {len(heard):5} {row.words:5} {row.word_rate:6.1%}  {as_text(interval(texts)):14}"
        f"  {shares[0]:6.1%} {shares[1]:6.1%}    {shares[2]:6.1%}"
        f"   {of(row.wrong_names, row.names):>13}     {of(row.wrong_numbers, row.numbers):>13}  {sum(e.loops for e in heard):5}"
    )


def of(wrong: int, every: int) -> str:
    return f"{wrong} of {every}" if every else "–"


def as_text(found: Interval | None) -> str:
    return f"{found[0]:.1%} to {found[1]:.1%}" if found else "–"
