"""When each word was said: the engine's own times where it gave them, forced alignment elsewhere."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import cache

from django.db import transaction

from audio.models import Recording
from audio.pipeline import Outcome, Run
from audio.sound import sandbox
from transcripts.alignment.aligner import LANGUAGES, Aligner, Unaligned
from transcripts.engines.base import SAMPLE_RATE, Line, Samples
from transcripts.models import Segment
from transcripts.runs.slices import SAMPLES_PER_MS, Slice, as_floats
from transcripts.segments.spreading import spread
from transcripts.word import Word, as_kept

AROUND_MS = 300  # of sound before and after a line, where its first and last word may reach
AT_ONCE = 20  # lines that are stored together
LONGEST_MS = 60_000  # beyond this it is no line of speech: its words are spread over it


def align(run: Run) -> Outcome:
    """Gives every word of the recording its times; lines that have theirs, and still say the same, stay. Safe to repeat."""
    recording = Recording.objects.select_related("family").get(pk=run.recording_id)
    total_ms = recording.duration_ms or 0
    run.still_ours(total_ms=total_ms)
    lines = Segment.objects.filter(transcript__recording=recording).order_by("start_ms", "index")
    waiting = [line for line in lines if not line.is_timed]
    if waiting:
        language = recording.transcript.language
        skip_ms = max(waiting[0].start_ms - AROUND_MS, 0)
        with (
            sandbox.local_copy(recording.original) as path,
            closing(sandbox.speech(path, skip_ms=skip_ms, alive=run.still_ours)) as blocks,
        ):
            sound = Sound(blocks, at_ms=skip_ms)
            for first in range(0, len(waiting), AT_ONCE):
                some = waiting[first : first + AT_ONCE]
                store(run, [(line, timed(sound, line, language)) for line in some])
                if run.turn_is_over and some[-1] is not waiting[-1]:
                    return Outcome.MORE
    run.still_ours(done_ms=total_ms)
    return Outcome.DONE


def store(run: Run, found: list[tuple[Segment, list[Word]]]) -> None:
    """Keeps the times of lines that nobody has mended meanwhile."""
    with transaction.atomic():
        run.still_ours(done_ms=found[-1][0].end_ms)
        for line, words in found:
            Segment.objects.filter(pk=line.pk, text=line.text).update(
                words=[as_kept(word) for word in words], is_weighed=False
            )


def timed(sound: "Sound", line: Segment, language: str) -> list[Word]:
    """The words of a line with their times in seconds of the recording."""
    if line.end_ms - line.start_ms <= LONGEST_MS:
        begin_ms, samples = sound.between(line.start_ms - AROUND_MS, line.end_ms + AROUND_MS)
        if words := aligned(samples, line.text, language, later=begin_ms / 1000):
            return words
    return spread(line.text, line.start, line.end)


def aligned(samples: Samples, text: str, language: str, *, later: float = 0.0) -> list[Word]:
    """The words laid along the sound, which begins `later` seconds into the recording; none where that cannot be done."""
    if language.split("-")[0].lower() not in LANGUAGES:
        return []
    try:
        placed = aligner().align(samples, text.split())
    except Unaligned:
        return []
    return [Word(word, later + at.start, later + at.end) for word, at in zip(text.split(), placed, strict=True)]


def with_words(lines: Iterable[Line], piece: Slice, language: str) -> list[Line]:
    """The lines of a slice; those that reach over a silence with their words, by which they can be parted there."""
    return [line if line.words or len(piece.runs_ms) < 2 else laid(line, piece, language) for line in lines]


def laid(line: Line, piece: Slice, language: str) -> Line:
    """With the times of its words in seconds of the slice; without any where it cannot be laid along the sound."""
    first, samples = piece.around(line.start, line.end)
    return replace(line, words=tuple(aligned(samples, line.text, language, later=first / SAMPLE_RATE)))


@cache
def aligner() -> Aligner:
    """One for the life of the process: its model is loaded once."""
    return Aligner()


class Sound:
    """16-bit mono samples at 16 kHz that come in blocks, of which the last stretch is remembered."""

    def __init__(self, blocks: Iterable[bytes], *, at_ms: int) -> None:
        self.blocks: Iterator[bytes] = iter(blocks)
        self.at_ms, self.held = at_ms, bytearray()

    def between(self, begin_ms: int, end_ms: int) -> tuple[int, Samples]:
        """Where the sound that is given begins, in milliseconds, and its samples; what lies before it is forgotten."""
        begin_ms = max(begin_ms, self.at_ms)
        while self.end_ms < end_ms and (block := next(self.blocks, None)):
            self.held += block
            if self.end_ms < begin_ms:
                self.forget(self.end_ms)
        self.forget(begin_ms)
        return self.at_ms, as_floats(self.held[: 2 * SAMPLES_PER_MS * max(end_ms - self.at_ms, 0)])

    @property
    def end_ms(self) -> int:
        return self.at_ms + len(self.held) * 1000 // (2 * SAMPLE_RATE)

    def forget(self, before_ms: int) -> None:
        before_ms = min(max(before_ms, self.at_ms), self.end_ms)
        del self.held[: 2 * SAMPLES_PER_MS * (before_ms - self.at_ms)]
        self.at_ms = before_ms
