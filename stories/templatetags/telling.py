"""Dates and ages in sentences, and what a family's shelf adds up to."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template

from audio.models import Recording
from families.dates.when import describe
from families.templatetags.moments import spoken
from stories.editing import fingerprints
from stories.models import Story
from stories.pages.recording_list import Standing
from stories.people import narrator_ages

register = template.Library()

Shelf = list[tuple[Recording, Standing]]


@register.filter
def as_seen(stories: Iterable[Story]) -> list[Story]:
    """The stories, each with the fingerprint that a form for its approval needs."""
    return fingerprints.with_fingerprints(stories)


@register.filter
def with_reasons(stories: Iterable[Story], reasons: Mapping[str, str]) -> list[Story]:
    """The stories, each with what somebody has typed to send it back, and not sent yet."""
    found = list(stories)
    for story in found:
        story.typed_reason = reasons.get(str(story.pk), "")  # type: ignore[attr-defined]
    return found


@register.filter
def when(edtf: str) -> str:
    """A date in words: "14 March 2024"."""
    return describe(edtf)


@register.filter
def on(edtf: str) -> str:
    """A date as it stands in a sentence: "on 14 March 2024", "in March 2024"; "" stays ""."""
    if not edtf:
        return ""
    return f"on {describe(edtf)}" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", edtf) else f"in {describe(edtf)}"


@register.filter
def age(story: Story) -> str:
    """How old the narrator was, in words: "nine or ten"; "" where it cannot be known."""
    return re.sub(r"\d+", lambda number: spoken(int(number[0])), narrator_ages.age_at(story))


@register.filter
def years(recording: Any) -> str:
    """The years that the stories of a recording of the shelf span: "1937 to 1958"; "" without a date."""
    first, last = recording.first_day, recording.last_day
    if not (first and last):
        return ""
    return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"


@dataclass(frozen=True)
class Told:
    """What a shelf adds up to."""

    length_ms: int
    names: list[str]
    stories: int


@register.simple_tag
def told(recordings: Shelf) -> Told:
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


@register.simple_tag
def suggestion(recordings: Shelf) -> Suggestion:
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


def without_stories(recordings: Shelf) -> str:
    """What there is to say where no story is told yet."""
    if any(standing.is_held for _, standing in recordings):
        return "held"
    if any(standing.kind == "stuck" for _, standing in recordings):
        return "stuck"
    return "returned" if any(getattr(recording, "returned", 0) for recording, _ in recordings) else "another"
