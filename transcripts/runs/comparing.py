"""A proposal beside the words that stand, in the order in which somebody decides about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from transcripts.models import Hearing, Segment
from transcripts.runs import retranscription
from transcripts.segments.merging import Merged, spoken


@dataclass(frozen=True)
class Pair:
    """A line as it stands and as it was heard now; `segment` is None for speech that had no line."""

    segment: Segment | None
    line: Merged

    @property
    def start(self) -> float:
        return self.line.start

    @property
    def start_ms(self) -> int:
        return round(self.line.start * 1000)

    @property
    def end(self) -> float:
        return self.line.end


@dataclass
class Comparison:
    """`conflicts` are for people to settle; the rest happens when the hearing is taken."""

    conflicts: list[Pair] = field(default_factory=list)
    changed: list[Pair] = field(default_factory=list)
    came: list[Pair] = field(default_factory=list)
    unheard: list[Pair] = field(default_factory=list)
    same: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.conflicts or self.changed or self.came or self.unheard)


def compare(hearing: Hearing) -> Comparison:
    """What taking this hearing would change. Marks and capitals alone are a change, but never a conflict."""
    segments = {str(segment.pk): segment for segment in hearing.transcript.segments.all()}
    found = Comparison()
    for line in retranscription.merged(hearing):
        sort_in(found, Pair(segments.get(line.id or ""), line))
    return found


def sort_in(found: Comparison, pair: Pair) -> None:
    if pair.segment is None:
        found.came.append(pair)
    elif pair.line.is_conflict:
        found.conflicts.append(pair)
    elif pair.line.suspicion:
        found.unheard.append(pair)
    elif pair.line.text != pair.segment.text:
        found.changed.append(pair)
    else:
        found.same += 1


def differs_in_words(pairs: Sequence[Pair]) -> int:
    """In how many of them something else is said, and not only written in another way."""
    return sum(pair.segment is not None and spoken(pair.line.text) != spoken(pair.segment.text) for pair in pairs)
