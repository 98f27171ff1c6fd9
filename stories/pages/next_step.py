"""What a family's recordings add up to, and the one thing to do next."""

from dataclasses import dataclass
from typing import Any

from audio.models import Recording
from stories.pages.recording_list import Standing

Standings = list[tuple[Recording, Standing]]


def years(recording: Any) -> str:
    """The years that the stories of a recording of the list span: "1937 to 1958"; "" without a date."""
    first, last = recording.first_day, recording.last_day
    if not (first and last):
        return ""
    return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"


@dataclass(frozen=True)
class Told:
    """What the recordings add up to."""

    length_ms: int
    names: list[str]
    stories: int


def told(recordings: Standings) -> Told:
    names = dict.fromkeys(str(recording.narrator) for recording, _ in recordings if recording.narrator)
    return Told(
        length_ms=sum(recording.duration_ms or 0 for recording, _ in recordings),
        names=list(names),
        stories=sum(getattr(recording, "story_count", 0) for recording, _ in recordings),
    )


@dataclass(frozen=True)
class Suggestion:
    """The one thing to do next: `what` is a word of the template; `recording` is where, for approve."""

    what: str
    recording: Recording | None = None
    count: int = 0


def suggestion(recordings: Standings) -> Suggestion:
    """What would help the family most now, in this order: a first voice, stories to approve, patience, the book, what is there to hear."""
    if not recordings:
        return Suggestion("add")
    for recording, standing in recordings:
        if standing.kind == "need":
            return Suggestion("approve", recording, getattr(recording, "to_read", 0))
    if any(standing.kind == "work" and not standing.is_held for _, standing in recordings):
        return Suggestion("wait")
    if any(getattr(recording, "approved", 0) for recording, _ in recordings):
        return Suggestion("read")
    if told(recordings).stories:
        return Suggestion("listen")
    return Suggestion(without_stories(recordings))


def without_stories(recordings: Standings) -> str:
    """What there is to say where no story is told yet."""
    if any(standing.is_held for _, standing in recordings):
        return "held"
    if any(standing.kind == "stuck" for _, standing in recordings):
        return "stuck"
    return "returned" if any(getattr(recording, "returned", 0) for recording, _ in recordings) else "another"
