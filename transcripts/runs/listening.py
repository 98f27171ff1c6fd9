"""Hears sound slice by slice, each from where its engine stopped before and with what was said until then."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from transcripts.engines.base import Line, SpeechEngine
from transcripts.engines.second_pass import Careful
from transcripts.runs.placing import in_recording
from transcripts.runs.slices import Run, Slice, slices
from transcripts.runs.timing import with_words

LINES_BEFORE = 8
LETTERS_BEFORE = 300  # more would leave less room for what is said
WORDLESS_SECONDS = 2.0  # of speech
FEWEST_WORDS = 1.0  # in a second of speech; slow tellers reach one and a half


def hear_slices(
    blocks: Iterable[bytes],
    engine: SpeechEngine,
    *,
    start_ms: int = 0,
    heard_ms: int = 0,
    said: Sequence[str] = (),
    language: str = "en",
    hints: Sequence[str] = (),
    alive: Callable[[], object] = lambda: None,
) -> Iterator[tuple[Slice, list[Line]]]:
    """Each slice as far as it was heard, with its lines in seconds of the recording.

    `start_ms`, `heard_ms` and `said` are the `window_ms` and `heard_ms` of the last slice that was kept, and the last lines before it
    that may be believed: with them, the same words are heard after a pause. Raises StepError.
    """
    found = slices(blocks, start_ms=start_ms, heard_ms=heard_ms, longest=engine.longest)
    piece, told = next(found, None), list(said)
    while piece is not None:
        piece, lines = hear_slice(piece, engine, language, hints, before(told), alive)
        told += [line.text for line in lines if not line.suspicion]
        yield piece, lines
        try:
            piece = found.send(piece.heard_ms)
        except StopIteration:
            return


def hear_slice(
    piece: Slice, engine: SpeechEngine, language: str, hints: Sequence[str], said: str, alive: Callable[[], object]
) -> tuple[Slice, list[Line]]:
    """The slice as far as it was heard, and its lines. Where much speech is left without words, it is heard without what was said before.

    Told what was said before, Whisper writes numbers and names alike and fewer small words go wrong; but now and then it takes most of
    the half minute for said already.
    """
    if not isinstance(engine, Careful):
        return piece, in_recording(
            piece, with_words(engine.hear(piece.samples, hints=hints), piece, language), language
        )

    def heard(said: str) -> tuple[Slice, list[Line]]:
        lines, until = engine.hear_first(piece.samples, hints=hints, before=said, alive=alive)
        part = piece.heard_until(until)
        return part, in_recording(part, with_words(lines, part, language), language)

    first = heard(said)
    if not said or not is_wordless(*first):
        return first
    return max(heard(""), first, key=lambda found: words_a_second(*found))


def is_wordless(piece: Slice, lines: Sequence[Line]) -> bool:
    """Whether somebody speaks for some seconds where no word was heard, or hardly any."""
    spans = [(line.start * 1000, line.end * 1000) for line in lines]
    empty = [(begin, end) for begin, end in piece.runs_ms if not any(s < end and e > begin for s, e in spans)]
    return length(empty) >= WORDLESS_SECONDS or words_a_second(piece, lines) < FEWEST_WORDS


def words_a_second(piece: Slice, lines: Sequence[Line]) -> float:
    return sum(len(line.text.split()) for line in lines) / max(length(piece.runs_ms), 0.1)


def length(runs_ms: Iterable[Run]) -> float:
    """In seconds."""
    return sum(end - begin for begin, end in runs_ms) / 1000


def before(said: Sequence[str]) -> str:
    """The end of what was said, in whole words."""
    text = " ".join(said[-LINES_BEFORE:])
    return text if len(text) <= LETTERS_BEFORE else text[-LETTERS_BEFORE:].partition(" ")[2]
