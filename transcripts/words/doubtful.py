"""Where a recording deserves a listen: its doubtful places, names and numbers first."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from transcripts.models import Segment, Transcript

SHOWN = 12


@dataclass(frozen=True)
class DoubtfulPlace:
    """Doubtful words beside each other in a line; `start_ms` of the recording."""

    segment: Segment
    words: str
    start_ms: int
    rank: float

    @property
    def start(self) -> float:
        return self.start_ms / 1000


def doubtful_lines(transcript: Transcript, *, before: int) -> QuerySet[Segment]:
    """The lines up to an index with doubtful places that nobody has settled, what deserves a listen most first."""
    is_heard = Q(text=F("heard_text")) | Q(text=F("repaired_text")) & ~Q(repaired_text="")
    rows = transcript.segments.filter(is_heard, index__lt=before, is_weighed=True, doubt__gt=0, confirmed_at=None)
    return rows.order_by("-doubt", "start_ms")


def worth_a_listen(transcript: Transcript, *, before: int, most: int = SHOWN) -> tuple[list[DoubtfulPlace], int]:
    """So many of the most doubtful places of the lines up to an index, and in how many more lines there are others.

    A line counts as much as its most doubtful place, so that no other line could have one of these.
    """
    lines = doubtful_lines(transcript, before=before)
    shown = list(lines[:most])
    more = lines.count() - len(shown) if len(shown) == most else 0
    return doubtful_places(shown)[:most], more


def doubtful_places(segments: Iterable[Segment]) -> list[DoubtfulPlace]:
    """All of them, what deserves a listen most first."""
    found = [
        DoubtfulPlace(
            segment,
            " ".join(word[0] for word in segment.words[place.first : place.behind]),
            segment.words[place.first][1],
            place.rank,
        )
        for segment in segments
        for place in segment.doubts
    ]
    return sorted(found, key=lambda place: (-place.rank, place.start_ms))
