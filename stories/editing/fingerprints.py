"""What somebody has in front of them when they decide about a story, so that they say yes to nothing else."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from families.models import User
from stories.models import Story, StorySegment
from transcripts.models import Correction

Lines = dict[UUID, str]
"""What each segment of a story says, in order."""


def with_fingerprints(stories: Iterable[Story]) -> list[Story]:
    """The stories, each with the `fingerprint` of what is said in it and about it, in one query."""
    found = list(stories)
    lines = lines_of(found)
    for story in found:
        story.fingerprint = fingerprint_of(story, lines[story.pk])  # type: ignore[attr-defined]
    return found


def is_what_they_read(story: Story, fingerprint: str, *, by: User) -> bool:
    """Whether the story reads as it did then, but for words that they mended themselves since, on the same page."""
    lines = lines_of([story])[story.pk]
    mended = Correction.objects.filter(segment__in=lines, by=by).order_by("-at", "-pk")
    for correction in [None, *mended]:
        if correction:
            if lines[correction.segment_id] != correction.after:
                return False  # somebody else has changed it again
            lines[correction.segment_id] = correction.before
        if fingerprint_of(story, lines) == fingerprint:
            return True
    return False


def lines_of(stories: Iterable[Story]) -> dict[UUID, Lines]:
    found: dict[UUID, Lines] = defaultdict(dict)
    links = StorySegment.objects.filter(story__in=stories).order_by("segment__index", "segment_id")
    for story, segment, text in links.values_list("story", "segment", "segment__text"):
        found[story][segment] = text
    return found


def fingerprint_of(story: Story, lines: Lines) -> str:
    """A SHA-256."""
    said = [story.title, story.summary, story.edtf, [[str(segment), text] for segment, text in lines.items()]]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
