"""Where a recording deserves a listen: its doubtful places, names and numbers first."""

from collections.abc import Iterable
from dataclasses import dataclass

from transcripts.models import Segment

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
