"""Hears sound slice by slice, each from where its engine stopped before and with what was said until then."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from transcripts.engines.base import Line, SpeechEngine
from transcripts.engines.second_pass import Careful
from transcripts.runs.placing import in_recording
from transcripts.runs.slices import Run, Slice, slices
from transcripts.runs.timing import with_words

LINES_BEFORE = 8
LETTERS_BEFORE = 300  # more would leave less room for what is said
WORDLESS_SECONDS = 2.0  # of speech, in runs without a word
UNHEARD_SECONDS = 4.0  # of speech beside the words of its runs
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
    """The slice as far as it was heard, and its lines. Where much speech is left without words, it is heard without what was told.

    Told what was said before, Whisper writes numbers and names alike and fewer small words go wrong; told names, it mishears fewer
    of them. But now and then it takes most of the half minute for said already.
    """
    if not isinstance(engine, Careful):
        return piece, in_recording(
            piece, with_words(engine.hear(piece.samples, hints=hints), piece, language), language
        )

    found: list[tuple[Slice, list[Line]]] = []
    for names, earlier in dict.fromkeys([(tuple(hints), said), (tuple(hints), ""), ((), "")]):
        lines, until = engine.hear_first(piece.samples, hints=names, before=earlier, alive=alive)
        part = piece.heard_until(until)
        found.append((part, in_recording(part, with_words(lines, part, language), language)))
        if not is_wordless(*found[-1]):
            return found[-1]
    return max(found, key=lambda each: words_a_second(*each))


def is_wordless(piece: Slice, lines: Sequence[Line]) -> bool:
    """Whether somebody speaks for some seconds where no word was heard, or hardly any."""
    spans = [(line.start * 1000, line.end * 1000) for line in lines]
    empty = [(begin, end) for begin, end in piece.runs_ms if not any(s < end and e > begin for s, e in spans)]
    return (
        length(empty) >= WORDLESS_SECONDS
        or unheard(piece.runs_ms, spans) >= UNHEARD_SECONDS
        or words_a_second(piece, lines) < FEWEST_WORDS
    )


def unheard(runs_ms: Iterable[Run], spans: Sequence[tuple[float, float]]) -> float:
    """Seconds of speech in which no word lies."""
    return (
        sum(end - begin - sum(max(0.0, min(end, e) - max(begin, s)) for s, e in spans) for begin, end in runs_ms) / 1000
    )


def words_a_second(piece: Slice, lines: Sequence[Line]) -> float:
    return sum(len(line.text.split()) for line in lines) / max(length(piece.runs_ms), 0.1)


def length(runs_ms: Iterable[Run]) -> float:
    """In seconds."""
    return sum(end - begin for begin, end in runs_ms) / 1000


def before(said: Sequence[str]) -> str:
    """The end of what was said, in whole words."""
    text = " ".join(said[-LINES_BEFORE:])
    return text if len(text) <= LETTERS_BEFORE else text[-LETTERS_BEFORE:].partition(" ")[2]
