"""What somebody has in front of them when they decide about a story, so that they say yes to nothing else."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable

from stories.models import Story, StorySegment


def note(stories: Iterable[Story]) -> list[Story]:
    """The stories, each with the `fingerprint` of what is said in it and about it, in one query."""
    found = list(stories)
    lines = defaultdict(list)
    links = StorySegment.objects.filter(story__in=found).order_by("segment__index", "segment_id")
    for story, segment, text in links.values_list("story", "segment", "segment__text"):
        lines[story].append([str(segment), text])
    for story in found:
        said = [story.title, story.summary, story.edtf, lines[story.pk]]
        story.fingerprint = hashlib.sha256(json.dumps(said).encode()).hexdigest()  # type: ignore[attr-defined]
    return found


def fingerprint(story: Story) -> str:
    return str(note([story])[0].fingerprint)  # type: ignore[attr-defined]
