"""Fits the doubt anew: on sound of which the text is known, or on what people here have corrected and confirmed."""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from django.db.models import F, Q

from audio.sound import sandbox
from families.refusal import Refusal
from transcripts.doubt.evidence import KINDS, Numbers, Told, evidence
from transcripts.doubt.judging import marked
from transcripts.doubt.scale import Scale, fitted
from transcripts.doubt.voting import HEARD_AGAIN
from transcripts.doubt.weighing import OTHERS, rarity
from transcripts.models import Segment, Transcript
from transcripts.runs.doubting import weigher_for
from transcripts.runs.timing import AROUND_MS, LONGEST_MS, Sound

FEWEST = 300  # words; and of them wrong:
FEWEST_WRONG = 20
OF_ENGINES = [
    KINDS.index(kind)
    for kind in (
        "dissent",
        "dissent beside",
        "dissent in line",
        "heard again",
        "engine",
        "engine beside",
        "engine in line",
    )
]
Judged = tuple[Told, tuple[bool, ...]]


class TooLittle(Refusal):
    """There is not enough to fit on; the message says how much there is."""


def scales_from(engine: str, lines: Iterable[Judged], fitted_on: str) -> dict[str, Scale]:
    """A scale for the engine; and from one that is heard again also one for engines of which only words are known. Raises TooLittle."""
    every = list(lines)
    right = [each for _, each in every]
    words, wrong = sum(map(len, right)), sum(not one for each in right for one in each)
    if words < FEWEST or wrong < FEWEST_WRONG:
        raise TooLittle(f"{words} words, {wrong} of them wrong: {FEWEST} and {FEWEST_WRONG} are needed.")
    rows = [evidence(told, rarity()) for told, _ in every]
    found = {engine: fitted(rows, right, fitted_on)}
    if engine in HEARD_AGAIN:
        found[OTHERS] = fitted([without(each) for each in rows], right, f"{fitted_on}, heard once by {engine}")
    return found


def without(rows: Numbers) -> Numbers:
    """The evidence without what only this engine gives."""
    kept = rows.copy()
    kept[:, OF_ENGINES] = 0.0
    return kept


def written(path: Path, found: dict[str, Scale]) -> None:
    """Puts the scales into the file, beside those of other engines."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    kept |= {engine: scale.as_dict() for engine, scale in found.items()}
    path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def settled_lines(engine: str) -> Iterator[Judged]:
    """What this engine heard, of each line that a person corrected or confirmed."""
    for transcript in Transcript.objects.filter(engine=engine).select_related("recording__family").order_by("pk"):
        rows = transcript.segments.filter(~Q(text=F("heard_text")) | ~Q(confirmed_at=None)).order_by(
            "start_ms", "index"
        )
        lines = [line for line in rows if line.is_settled and line.heard_text.split()]
        if lines:
            yield from judged(transcript, lines)


def judged(transcript: Transcript, lines: list[Segment]) -> Iterator[Judged]:
    weigher = weigher_for(transcript)
    with (
        sandbox.local_copy(transcript.recording.original) as path,
        closing(sandbox.speech(path, skip_ms=max(lines[0].start_ms - AROUND_MS, 0))) as blocks,
    ):
        sound = Sound(blocks, at_ms=max(lines[0].start_ms - AROUND_MS, 0))
        for line in lines:
            end_ms = min(line.end_ms, line.start_ms + LONGEST_MS) + AROUND_MS
            _, samples = sound.between(line.start_ms - AROUND_MS, end_ms)
            tokens = line.heard_text.split()
            told = weigher.told(samples, tokens, (), line.suspicion)
            yield told, marked(line.text, tokens, transcript.language).right
