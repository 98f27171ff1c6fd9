"""An engine and its doubt tried on sound of which the text is known."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from audio.sound import sandbox
from transcripts.doubt.evidence import KINDS, Numbers, Told, evidence
from transcripts.doubt.judging import Marked, calibration_error, found_in_a_tenth, marked, wrong_of_these
from transcripts.doubt.ranking import comes_first, rank
from transcripts.doubt.weighing import Weigher, rarity
from transcripts.engines.base import SAMPLE_RATE, Line, Samples, SpeechEngine
from transcripts.engines.hallucinations import is_looping
from transcripts.measuring.error_rates import Errors, errors
from transcripts.measuring.practice import facts
from transcripts.runs.listening import hear_slices
from transcripts.runs.slices import Slice

DISSENT = KINDS.index("dissent")


@dataclass(frozen=True)
class Trial:
    """What came out for one file; times in seconds, of sound and of this process."""

    first: Errors  # as the words come
    errors: Errors  # of the best hearings
    lines: tuple[Told, ...]
    marks: Marked
    loops: int
    sound: float
    hearing: float
    weighing: float

    def right(self) -> list[tuple[bool, ...]]:
        """Of each line, which of its words are right."""
        found, at = [], 0
        for told in self.lines:
            found.append(self.marks.right[at : at + len(told.tokens)])
            at += len(told.tokens)
        return found


def trial(path: Path, engine: SpeechEngine, weigher: Weigher) -> Trial:
    """Hears a file, and compares with the .txt beside it."""
    said, language = path.with_suffix(".txt").read_text(encoding="utf-8"), facts(path).language or "en"
    began, told, loops = time.process_time(), [], 0
    blocks = list(sandbox.speech(path))
    sound = sum(map(len, blocks)) / 2 / SAMPLE_RATE
    heard = [(piece, line) for piece, found in hear_slices(blocks, engine, language=language) for line in found]
    between = time.process_time()
    for piece, line in heard:
        confidences = [word.confidence for word in line.words]
        samples = around(piece, line)
        weighed = weigher.told(samples, line.text.split(), confidences, line.suspicion)
        told.append(weigher.bettered(samples, weighed))
        loops += is_looping(line.text)
    tokens = [token for each in told for token in each.tokens]
    first, best = (errors(said, text, language) for text in (words(heard), " ".join(tokens)))
    marks, after = marked(said, tokens, language), time.process_time()
    return Trial(first, best, tuple(told), marks, loops, sound, between - began, after - between)


def words(heard: Iterable[tuple[Slice, Line]]) -> str:
    return " ".join(line.text for _, line in heard)


def around(piece: Slice, line: Line) -> Samples:
    """The sound of a line of this piece, with a little more on both sides."""
    return piece.around(line.start - piece.begin, line.end - piece.begin)[1]


@dataclass(frozen=True)
class Doubt:
    """How far confidence is from the truth before and after fitting, and how many errors the most doubtful tenth of the words leads to.

    `hard` are the wrong ones among what was heard as names, numbers and dates, and `hard_met` those of them in that tenth.
    """

    before: float
    after: float
    met: int
    errors: int
    at_best: int
    hard_met: int
    hard: int


def doubt(trials: Iterable[Trial], weigher: Weigher) -> Doubt:
    every = [(told, right) for each in trials for told, right in zip(each.lines, each.right(), strict=True)]
    sure = [weigher.confidence(told) for told, _ in every]
    right = [one for _, each in every for one in each]
    raw = [part for told, _ in every for part in unfitted(told)]
    ranks = [one for (told, _), each in zip(every, sure, strict=True) for one in rank(told.tokens, each)]
    flat = [one for each in sure for one in each]
    marks = Marked(tuple(right), missing(trials))
    hard = [each for told, _ in every for each in comes_first(told.tokens)]
    errors = (calibration_error(raw, right), calibration_error(flat, right))
    return Doubt(*errors, *found_in_a_tenth(ranks, marks), *wrong_of_these(ranks, right, hard))


def missing(trials: Iterable[Trial]) -> tuple[int, ...]:
    """Where words were left out, in tokens of all of them together."""
    found: list[int] = []
    before = 0
    for each in trials:
        found += [before + gap for gap in each.marks.missing]
        before += len(each.marks.right)
    return tuple(found)


def unfitted(told: Told) -> Sequence[float]:
    """What stands for confidence where nothing is fitted: the engine's own, or the share of hearings that agree."""
    if told.confidences:
        return [0.5 if each is None else each for each in told.confidences]
    agreed: Numbers = 1 - evidence(told, rarity())[:, DISSENT]
    return [float(each) for each in agreed]
