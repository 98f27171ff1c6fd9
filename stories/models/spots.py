"""Where the words stand now on which a claim about a story rests, whatever was mended since."""

from dataclasses import dataclass

from stories.bare_words import bares
from stories.models.evidence import Evidence
from transcripts.models import Segment


@dataclass(frozen=True)
class Spot:
    """Words of a segment, by position; without positions the whole segment."""

    segment: Segment
    first: int | None = None
    end: int | None = None

    @property
    def is_exact(self) -> bool:
        return self.first is not None

    @property
    def words(self) -> str:
        return " ".join(self.segment.text.split()[self.first : self.end])

    @property
    def address(self) -> str:
        """For the page: "<segment>:3-5", or the segment alone."""
        return f"{self.segment.pk}:{self.first}-{self.end}" if self.is_exact else f"{self.segment.pk}"

    @property
    def start_ms(self) -> int:
        return int(self.segment.words[self.first][1]) if self.is_timed else self.segment.start_ms

    @property
    def end_ms(self) -> int:
        return int(self.segment.words[self.end - 1][2]) if self.is_timed and self.end else self.segment.end_ms

    @property
    def is_timed(self) -> bool:
        return self.is_exact and self.segment.is_timed

    @property
    def is_doubtful(self) -> bool:
        """Whether a word of it may be misheard, and nobody has said that it is right."""
        first, end = self.first or 0, len(self.segment.words) if self.end is None else self.end
        return any(place.first < end and first < place.behind for place in self.segment.doubts)


@dataclass(frozen=True)
class Spots:
    """All places on which one claim rests, in order."""

    all: tuple[Spot, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.all)

    @property
    def address(self) -> str:
        return " ".join(spot.address for spot in self.all)

    @property
    def segment(self) -> Segment:
        return self.all[0].segment


def spot(evidence: Evidence, segment: Segment) -> Spot:
    """Where the words stand now: as noted, elsewhere in the segment, or, once they are mended away, the whole of it."""
    if evidence.first is None or evidence.end is None:
        return Spot(segment)
    words, wanted = segment.text.split(), bares(evidence.words)
    if bares(" ".join(words[evidence.first : evidence.end])) == wanted:
        return Spot(segment, evidence.first, evidence.end)
    places = [
        (start, end)
        for start in range(len(words))
        for end in (start + evidence.end - evidence.first,)
        if end <= len(words) and bares(" ".join(words[start:end])) == wanted
    ]
    if not places:
        return Spot(segment)
    first = evidence.first
    return Spot(segment, *min(places, key=lambda place: abs(place[0] - first)))
