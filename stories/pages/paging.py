"""Long talk is read in pages of words: the page is sent with the words around one place, and fetches more as somebody reads on.

A recording of five hours has some five thousand segments. Sent as one, they take seconds to draw and stay in memory; cut up, the page
opens as quickly as that of a short one, and holds a few pages of words at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.models import Segment, Transcript

LINES = 150  # in a page of words
SENT = 2  # pages of words that the page comes with


@dataclass
class WordPage:
    """Segments from index `first` up to `end`; `count` of them, from `start_ms` to `end_ms` of the recording."""

    number: int
    first: int
    end: int
    start_ms: int
    end_ms: int
    count: int


Mark = tuple[int, int, int]  # index, start_ms, end_ms


def word_pages(transcript: Transcript | None) -> list[WordPage]:
    """All pages of what is settled of a transcript, by one light query."""
    if transcript is None:
        return []
    rows = transcript.segments.filter(index__lt=transcript.settled_before).order_by("index")
    marks: list[Mark] = list(rows.values_list("index", "start_ms", "end_ms"))
    return [word_page(number, marks[at : at + LINES]) for number, at in enumerate(range(0, len(marks), LINES))]


def word_page(number: int, marks: Sequence[Mark]) -> WordPage:
    (first, start_ms, _), (last, _, end_ms) = marks[0], marks[-1]
    return WordPage(number, first, last + 1, start_ms, end_ms, len(marks))


def around(all_pages: Sequence[WordPage], at_ms: int) -> range:
    """The numbers of the pages to send for somebody who comes for this moment."""
    before = [page.number for page in all_pages if page.start_ms <= at_ms]
    first = min(max(before, default=0), max(len(all_pages) - SENT, 0))
    return range(first, min(first + SENT, len(all_pages)))


def segments_on(transcript: Transcript, of: Sequence[WordPage]) -> list[Segment]:
    """The segments of neighbouring pages of words."""
    if not of:
        return []
    rows = transcript.segments.filter(index__gte=of[0].first, index__lt=of[-1].end)
    return with_voices(transcript, list(rows.order_by("index").prefetch_related("corrections__by")))


def with_voices(transcript: Transcript, found: list[Segment]) -> list[Segment]:
    """Says of each line in which another voice begins, who it is; nothing where all are one voice's."""
    if names := transcript.voice_names():
        before = ""
        for segment in found:
            segment.who = names.get(segment.speaker, "") if segment.speaker != before else ""  # type: ignore[attr-defined]
            before = segment.speaker
    return found
