"""What a language model proposes, read without trust: what has not the form of a story is counted and left out."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stories.engines.cuts.boundaries import Stretch


@dataclass(frozen=True, slots=True)
class Proposal:
    """One story over the segments of `cut`, in the model's words."""

    cut: Stretch
    title: str
    summary: str
    evidence: str
    marker: tuple[str, str, str] | None
    """The words, EDTF, and basis."""
    people: tuple[tuple[str, str], ...]
    places: tuple[str, ...]


def read_proposals(content: dict[str, Any], window: Stretch, dropped: Counter[str]) -> list[Proposal]:
    """The proposals for a window, in order and apart from each other; of two that overlap the earlier stays."""
    stories = content.get("stories")
    if not isinstance(stories, list):
        dropped["stories"] += 1
        return []
    found = []
    for story in stories:
        proposal = read_proposal(story, window)
        if proposal is None:
            dropped["stories"] += 1
        else:
            found.append(proposal)
    return list(apart(sorted(found, key=lambda each: each.cut.first), dropped))


def apart(found: list[Proposal], dropped: Counter[str]) -> Iterator[Proposal]:
    end = 0
    for proposal in found:
        if proposal.cut.first < end:
            dropped["stories"] += 1
            continue
        end = proposal.cut.end
        yield proposal


def read_proposal(story: Any, window: Stretch) -> Proposal | None:
    if not isinstance(story, dict):
        return None
    cut = read_cut(story.get("segments"), window)
    if cut is None:
        return None
    return Proposal(
        cut=cut,
        title=line(story.get("title")),
        summary=line(story.get("summary")),
        evidence=line(story.get("evidence")),
        marker=read_marker(story.get("temporal_marker")),
        people=tuple(read_people(story.get("people"))),
        places=tuple(filter(None, map(line, items(story.get("places"))))),
    )


def read_cut(numbers: Any, window: Stretch) -> Stretch | None:
    """The segments with these numbers, counted from 1 in the window: all of them there, neighbours, each once."""
    if not isinstance(numbers, list) or not numbers or not all(type(number) is int for number in numbers):
        return None
    first, size = min(numbers), len(numbers)
    if sorted(numbers) != list(range(first, first + size)):
        return None
    if first < 1 or first + size - 1 > window.end - window.first:
        return None
    start = window.first + first - 1
    return Stretch(start, start + size)


def read_marker(marker: Any) -> tuple[str, str, str] | None:
    if not isinstance(marker, dict):
        return None
    text, edtf = line(marker.get("text")), line(marker.get("edtf"))
    return (text, edtf, line(marker.get("basis"))) if text and edtf else None


def read_people(people: Any) -> Iterator[tuple[str, str]]:
    for person in items(people):
        name = line(person.get("name")) if isinstance(person, dict) else ""
        if name:
            yield name, line(person.get("relation"))


def items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def line(value: Any) -> str:
    """A text on one line; nothing for what is none, or has what no page can show."""
    if not isinstance(value, str):
        return ""
    text = " ".join(value.split())
    return text if text.isprintable() else ""
