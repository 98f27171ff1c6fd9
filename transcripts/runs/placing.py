"""Puts an engine's lines where they were said: into the time of the recording, and each into its own run of speech."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from transcripts.engines.base import Line
from transcripts.engines.hallucinations import FASTEST
from transcripts.numbers.lines import with_numbers
from transcripts.runs.slices import Run, Slice
from transcripts.word import Word

SHORTEST_LINE = 0.05  # seconds
A_MOMENT = 0.5  # seconds
HARDLY = 0.1  # probability
ENDS_OF_SENTENCES = (".", "?", "!", "…", "。", "？", "！", "।", '"', "”", "»")


def in_recording(piece: Slice, lines: Iterable[Line], language: str = "") -> list[Line]:
    """An engine's lines with their times in seconds of the recording, kept inside the slice, none reaching over a silence.

    A line that lies in the quiet around or between the runs was invented, and is left out; so was one that is hard to believe and has more
    words than the moment of speech beneath it could hold. One that goes on in the middle of a sentence, without a pause, is one with the
    next. Then the numbers of each are written in one way, where the language is known.
    """
    begin, end = piece.start_ms / 1000, piece.end_ms / 1000

    def moved(seconds: float) -> float:
        return round(min(max(piece.begin + seconds, begin), end), 3)

    placed: list[tuple[Run | None, Line]] = []
    for line in lines:
        words = tuple(replace(word, start=moved(word.start), end=moved(word.end)) for word in line.words)
        whole = replace(line, start=moved(line.start), end=moved(line.end), words=words)
        if max(shared(whole, run) for run in piece.runs_ms) >= SHORTEST_LINE and not is_behind_speech(
            whole, piece.runs_ms
        ):
            for run, part in parted(whole, piece.runs_ms):
                if placed and run and run == placed[-1][0] and goes_on(placed[-1][1], part):
                    placed[-1] = run, one_of(placed[-1][1], part)
                else:
                    placed.append((run, part))
    return [with_numbers(line, language) for _, line in placed]


def is_behind_speech(line: Line, runs_ms: Sequence[Run]) -> bool:
    """Whether a line that is hard to believe was put where speech dies away: behind the last word, Whisper says names that it was told."""
    spoken = sum(max(0.0, shared(line, run)) for run in runs_ms)
    return bool(line.suspicion) and spoken < A_MOMENT and len(line.text.split()) > spoken * FASTEST


def parted(line: Line, runs_ms: Sequence[Run]) -> Iterator[tuple[Run | None, Line]]:
    """The line as one for each run of speech that its words were said in; whole, and of no run, where its words have no times."""
    if not line.words:
        yield None, line
        return
    for run, said in groupby(said_in(line.words, runs_ms), key=lambda pair: pair[0]):
        words = tuple(inside(word, run[0] / 1000, run[1] / 1000) for _, word in said)
        text, start = between(line).join(word.text for word in words), words[0].start
        part = replace(line, text=text, start=start, end=max(words[-1].end, start + SHORTEST_LINE), words=words)
        yield run, replace(part, suspicion="over silence") if is_hardly_believed(part) else part


def is_hardly_believed(line: Line) -> bool:
    """Whether it is a word or two by themselves that the engine gives next to no probability: it puts such into pauses."""
    sure = [word.confidence for word in line.words if word.confidence is not None]
    return not line.suspicion and len(line.words) <= 2 and max(sure, default=1.0) < HARDLY


def between(line: Line) -> str:
    """What stands between two of its words: nothing, in languages that are written so."""
    return " " if " ".join(word.text for word in line.words) == line.text else ""


def goes_on(line: Line, following: Line) -> bool:
    """Whether both are one sentence, of which nothing else tells that it ends between them."""
    is_alike = (line.suspicion, line.language, line.speaker) == (
        following.suspicion,
        following.language,
        following.speaker,
    )
    return is_alike and not line.text.endswith(ENDS_OF_SENTENCES)


def one_of(line: Line, following: Line) -> Line:
    sure = [each.confidence for each in (line, following) if each.confidence is not None]
    return replace(
        line,
        text=f"{line.text}{between(line)}{following.text}",
        end=max(line.end, following.end),
        words=(*line.words, *following.words),
        confidence=min(sure, default=None),
    )


def said_in(words: Iterable[Word], runs_ms: Sequence[Run]) -> Iterator[tuple[Run, Word]]:
    """Each word with the run that it shares most time with, or else the nearest; never one before that of the word before it."""
    first = 0
    for word in words:
        left = range(first, len(runs_ms))
        first = max(left, key=lambda number: shared(word, runs_ms[number]))
        yield runs_ms[first], word


def shared(said: Word | Line, run_ms: Run) -> float:
    """How many seconds of it lie in the run; less than nothing, how far it is away."""
    return min(said.end, run_ms[1] / 1000) - max(said.start, run_ms[0] / 1000)


def inside(word: Word, begin: float, end: float) -> Word:
    """The word without the silence that an engine counts to it. One that lies outside keeps its place."""
    start, stop = max(word.start, begin), min(word.end, end)
    return replace(word, start=start, end=stop) if start < stop else word
