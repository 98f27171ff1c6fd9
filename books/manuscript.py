"""What a book says, in order, before any form is given to it: the renderers only set it."""

import hashlib
import json
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from books.models import Book
from families.templatetags.moments import clock
from families.when import describe
from stories.models import Story
from transcripts.models import Segment

PARAGRAPH_GAP_MS = 2_000
PARAGRAPH_LETTERS = 900
COLOPHON = "Every word in this book was spoken. A machine wrote the words down; the family read and approved them."


def manuscript(book: Book) -> dict[str, Any]:
    """The book as data, as `books.pdf.typeset` takes it: the approved stories in time order, with where each was said."""
    stories = (
        Story.objects.for_family(book.family)
        .approved()
        .in_time_order()
        .select_related("recording", "narrator")
        .prefetch_related("segments", "mentions")
    )
    return {
        "title": book.title,
        "subtitle": book.subtitle or None,
        "family": book.family.name,
        "language": book.family.language.split("-")[0],
        "dedication": book.dedication or None,
        "chapters": [chapter(story) for story in stories],
        "colophon": COLOPHON,
    }


def chapter(story: Story) -> dict[str, Any]:
    mentions = list(story.mentions.all())
    return {
        "title": story.title,
        "when": story.when or None,
        "basis": story.explanation or None,
        "narrator": str(story.narrator or ""),
        "source": source(story),
        "paragraphs": paragraphs(story),
        "people": [mention.name for mention in mentions if not mention.is_place and mention.is_named],
        "places": [mention.name for mention in mentions if mention.is_place],
    }


def source(story: Story) -> str:
    day = story.recording.recorded_on
    if not day:
        return str(story.recording)
    return f"{story.recording}, told {'on' if len(day) == 10 else 'in'} {describe(day)}"


def paragraphs(story: Story) -> list[dict[str, Any]]:
    """Segments joined where the talk goes on, parted where it pauses; each with the moment at which it begins."""
    runs: list[list[Segment]] = []
    for segment in sorted(story.segments.all(), key=lambda segment: segment.index):
        if segment.is_doubtful:
            continue  # what the engine may have invented is printed only when somebody has listened to it
        if not runs or parts(runs[-1], segment):
            runs.append([])
        runs[-1].append(segment)
    return [paragraph(story, run) for run in runs]


def parts(run: list[Segment], segment: Segment) -> bool:
    is_long = sum(len(part.text) for part in run) > PARAGRAPH_LETTERS and run[-1].text.rstrip().endswith(
        (".", "!", "?")
    )
    return is_long or segment.start_ms - run[-1].end_ms > PARAGRAPH_GAP_MS


def paragraph(story: Story, run: list[Segment]) -> dict[str, Any]:
    address = f"{settings.SITE_URL}{reverse('recording', args=[story.recording_id])}?at={run[0].start_ms}"
    return {"text": " ".join(part.text for part in run), "at": clock(run[0].start_ms), "link": address}


def digest(content: dict[str, Any]) -> str:
    """The same for the same words in the same order, whatever day it is."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def dated(content: dict[str, Any], day: date) -> dict[str, Any]:
    return {**content, "made_on": f"{day.day} {day:%B %Y}"}
