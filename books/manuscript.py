"""What a book says, in order, before any form is given to it: the renderers only set it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date

from django.conf import settings
from django.db.models import prefetch_related_objects

from audio.moments import address_at
from books.models import Book
from books.schema import Manuscript, ManuscriptChapter, ManuscriptParagraph, UndatedManuscript
from families.dates.when import describe, describe_in_sentence
from families.text.lengths import clock
from stories.editing.since_approval import PARTS
from stories.explaining import explained_in_print
from stories.models import Story
from stories.models.approved_words import ApprovedLine, kept_of, printed

PARAGRAPH_GAP_MS = 2_000
PARAGRAPH_LETTERS = 900
COLOPHON = "The stories in this book were told aloud. A machine wrote the words down; they were read and approved before they were printed."


def manuscript(book: Book, chapters: Iterable[Story] | None = None) -> UndatedManuscript:
    """The book as data, as `books.pdf.typeset` takes it once it is dated: the approved stories in time order, with where each was said.

    `chapters` are these stories where they are fetched already, with their recordings, narrators and approved words.
    """
    told = list(approved(book) if chapters is None else chapters)
    prefetch_related_objects([story for story in told if kept_of(story) is None], *PARTS)
    return {
        "title": book.title,
        "subtitle": book.subtitle or None,
        "family": book.family.name,
        "language": book.family.language.split("-")[0],
        "dedication": book.dedication or None,
        "chapters": [chapter(story) for story in told],
        "colophon": COLOPHON,
    }


def approved(book: Book) -> Iterable[Story]:
    return (
        Story.objects.for_family(book.family)
        .approved()
        .in_time_order()
        .select_related("recording", "narrator", "approved_words")
    )


def chapter(story: Story) -> ManuscriptChapter:
    """As a keeper approved it: what was changed since waits until one agrees."""
    said = printed(story)
    when = describe(said["edtf"])
    return {
        "title": said["title"],
        "when": when or None,
        "basis": explained_in_print(said["basis"], when, said.get("marker_text", story.marker_text)) or None,
        "narrator": str(story.narrator or ""),
        "source": source(story),
        "paragraphs": paragraphs(story, said["lines"]),
        "people": said["people"],
        "places": said["places"],
        "editorial": said.get("editorial", {}),
    }


def source(story: Story) -> str:
    day = describe_in_sentence(story.recording.recorded_on)
    return f"{story.recording}, told {day}" if day else str(story.recording)


def paragraphs(story: Story, lines: list[ApprovedLine]) -> list[ManuscriptParagraph]:
    """Lines joined where the talk goes on, parted where it pauses; each with the moment at which it begins."""
    runs: list[list[ApprovedLine]] = []
    for line in lines:
        if not runs or parts(runs[-1], line):
            runs.append([])
        runs[-1].append(line)
    return [paragraph(story, run) for run in runs]


def parts(run: list[ApprovedLine], line: ApprovedLine) -> bool:
    letters = sum(len(each["text"]) for each in run)
    is_long = letters > PARAGRAPH_LETTERS and run[-1]["text"].rstrip().endswith((".", "!", "?"))
    return is_long or line["start_ms"] - run[-1]["end_ms"] > PARAGRAPH_GAP_MS


def paragraph(story: Story, run: list[ApprovedLine]) -> ManuscriptParagraph:
    start_ms = run[0]["start_ms"]
    address = f"{settings.SITE_URL}{address_at(story.recording_id, start_ms)}"
    return {"text": " ".join(each["text"] for each in run), "at": clock(start_ms), "link": address}


def digest(content: Mapping[str, object]) -> str:
    """The same for the same words in the same order, whatever day it is."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def dated(content: UndatedManuscript, day: date) -> Manuscript:
    return {**content, "made_on": f"{day.day} {day:%B %Y}"}
