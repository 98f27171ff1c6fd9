"""The confidence of every word of a line: evidence gathered and weighed. Knows no model and no setting."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from transcripts.alignment.aligner import Aligner, Placed, Unaligned
from transcripts.doubt.again import Hear, is_unsure, other_hearings
from transcripts.doubt.choosing import chosen
from transcripts.doubt.evidence import Told, evidence
from transcripts.doubt.rarity import Rarity
from transcripts.doubt.scale import Scale, scale_of
from transcripts.engines.base import Samples

SHIPPED = Path(__file__).parent / "fitted.json"
OTHERS = "other"  # engines that nothing was fitted for
LANGUAGES = frozenset({"en"})
Compare = Callable[[Samples], Callable[[str, Sequence[str]], float]]


@dataclass(frozen=True)
class Weigher:
    """Weighs the lines of one engine. `hear` is how it hears a line again, None where that is not to be done.

    `compare` gives, for the sound of a line, how likely any text is in it to the engine; None where it cannot say, or nobody asks.
    `ask` is how another engine hears a line of which this one is not sure, None where there is none.
    """

    engine: str
    hear: Hear | None
    scales: Mapping[str, Scale]
    known: Collection[str] = field(default=frozenset())
    compare: Compare | None = None
    ask: Hear | None = None

    def told(
        self, samples: Samples, tokens: Sequence[str], confidences: Sequence[float | None] = (), suspicion: str = ""
    ) -> Told:
        """All that can be found out about a line, whose sound is given with a little more around it."""
        given = confidences if any(each is not None for each in confidences) else ()
        return Told(
            tokens, self.hearings(samples, tokens, given), placed(samples, tokens), given, suspicion, self.known
        )

    def hearings(
        self, samples: Samples, tokens: Sequence[str], confidences: Sequence[float | None]
    ) -> Sequence[Sequence[str]]:
        if self.hear:
            return other_hearings(samples, tokens, self.hear)
        return [self.ask(samples)] if self.ask and is_unsure(confidences) else []

    def bettered(self, samples: Samples, told: Told) -> Told:
        """The same line in the words of the hearing that is best."""
        seconds = [place.end - place.start for place in told.placed]
        best = chosen(told.tokens, told.hearings, rarity(), seconds)
        if best is told.tokens:
            return told
        rest = [each for each in (told.tokens, *told.hearings) if each is not best]
        return replace(told, tokens=best, hearings=rest, placed=placed(samples, best), confidences=())

    def confidence(self, told: Told) -> list[float]:
        """Of each token how likely it is right; what an engine says of itself is taken as it is until somebody has fitted it."""
        scale = self.scales.get(self.engine)
        if scale is None and told.confidences:
            return [0.5 if each is None else round(each, 3) for each in told.confidences]
        if scale and scale.needs_engine and not told.confidences:
            scale = None
        return (scale or self.scales[OTHERS]).confidence(evidence(told, rarity()))


def placed(samples: Samples, tokens: Sequence[str]) -> list[Placed]:
    try:
        return aligner().align(samples, tokens)
    except Unaligned:
        return []


@cache
def aligner() -> Aligner:
    return Aligner()


@cache
def rarity() -> Rarity:
    return Rarity()


def scales(*files: Path) -> dict[str, Scale]:
    """Those that come with Memoire, and over them those of files that exist."""
    found: dict[str, Scale] = {}
    for path in (SHIPPED, *files):
        if path.is_file():
            kept = json.loads(path.read_text(encoding="utf-8"))
            found |= {engine: scale_of(each) for engine, each in kept.items()}
    return found
