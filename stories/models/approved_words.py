"""What a keeper said yes to, word for word: the book prints this, whatever anybody or anything changes afterwards."""

import hashlib
import json
from typing import Any, TypedDict

from django.db import models

from families.models import User
from families.text.writing import DataField
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet
from stories.models.story import Story

Content = dict[str, Any]


class ApprovedLine(TypedDict):
    """One of the `lines` of what was approved: a segment's id and words, and where in its recording they are."""

    id: str
    text: str
    start_ms: int
    end_ms: int


class ApprovedWords(ProjectedModel):
    """A story as it was approved last; `fingerprint` is the SHA-256 of what a reader of the book would see of it."""

    story = models.OneToOneField(Story, on_delete=models.CASCADE, related_name="approved_words")
    content = DataField()
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = ProjectedQuerySet.as_manager()

    class Meta(ProjectedModel.Meta):
        verbose_name_plural = "approved words"

    def __str__(self) -> str:
        return f"What was approved of story {self.story_id}"


def content_of(story: Story) -> Content:
    """The story as it would be printed now. What an engine may have invented, and nobody has listened to, is not."""
    mentions = sorted(story.mentions.all(), key=lambda mention: mention.pk)
    segments = sorted((link.segment for link in story.story_segments.all()), key=lambda segment: segment.index)
    return {
        "title": story.title,
        "summary": story.summary,
        "edtf": story.edtf,
        "basis": story.basis,
        "marker_text": story.marker_text,
        "people": unique(mention.name for mention in mentions if not mention.is_place and mention.is_named),
        "places": unique(mention.name for mention in mentions if mention.is_place),
        "lines": [
            {"id": str(each.pk), "text": each.text, "start_ms": each.start_ms, "end_ms": each.end_ms}
            for each in segments
            if not each.is_doubtful
        ],
    }


def unique(names: Any) -> list[str]:
    return list(dict.fromkeys(names))


def fingerprint_of(content: Content) -> str:
    """The same for what reads the same."""
    said = [content[name] for name in ("title", "summary", "edtf")]
    named = [sorted(content[name]) for name in ("people", "places")]
    lines = [[line["id"], line["text"]] for line in content["lines"]]
    return hashlib.sha256(json.dumps([said, named, lines]).encode()).hexdigest()


def kept_of(story: Story) -> ApprovedWords | None:
    """What is kept of an approved story; None of any other."""
    return getattr(story, "approved_words", None) if story.state == story.State.APPROVED else None


def printed(story: Story) -> Content:
    """What the book prints of an approved story."""
    kept = kept_of(story)
    return kept.content if kept else content_of(story)
