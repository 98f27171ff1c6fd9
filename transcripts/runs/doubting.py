"""How sure we are of each word: a step after the words and their times. Lines that a person has settled are left alone."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from audio.models import Recording
from audio.pipeline import Outcome, Run
from audio.sound import sandbox
from transcripts.doubt.again import Hear
from transcripts.doubt.evidence import Told
from transcripts.doubt.ranking import doubt_of
from transcripts.doubt.voting import ASKS, HEARD_AGAIN, agreed
from transcripts.doubt.weighing import LANGUAGES, Compare, Weigher, scales
from transcripts.engines.base import Compares, Samples, Word
from transcripts.engines.second_pass import Careful
from transcripts.models import Segment, Transcript
from transcripts.numbers.lines import tokens_with_numbers
from transcripts.runs.bearing import size_of
from transcripts.runs.choice import NeedsEngine, engines, installed, language_code
from transcripts.runs.timing import AROUND_MS, LONGEST_MS, Sound
from transcripts.segments.spreading import spread
from transcripts.segments.standing_segments import locked, vouched
from transcripts.word import as_kept
from transcripts.words.glossary import UNLIKELY, mended, names_of, own_words, text_of, with_answers
from transcripts.words.repair import Own
from transcripts.words.second_opinions import ASKED_AGAIN

FITTED_HERE = "doubt.json"  # in DATA_DIR: what manage.py fit_doubt has made of this installation's own corrections
COMPARED_MS = 29_000  # of sound, with what is around it: an engine compares no more than half a minute
AT_ONCE = 5  # lines that are stored together: some seconds of work


@dataclass(frozen=True)
class Weighed:
    """What was heard, and the words of the line as they are kept: text, start_ms, end_ms, confidence."""

    heard: str
    words: list[list[Any]]
    is_repaired: bool = False
    proposals: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return text_of(self.words)

    @property
    def mean(self) -> float | None:
        return sum(word[3] for word in self.words) / len(self.words) if self.words else None


def doubt(run: Run) -> Outcome:
    """Gives each word that has its times its confidence. Safe to repeat: what is weighed stays, and a line depends on no other."""
    recording = Recording.objects.select_related("family").get(pk=run.recording_id)
    total_ms = recording.duration_ms or 0
    run.still_ours(total_ms=total_ms)
    transcript = recording.transcript
    waiting = [line for line in unweighed(transcript) if line.is_timed and not line.is_settled]
    if waiting and language_code(transcript.language) in LANGUAGES:
        weigher, own = weigher_for(transcript, run.still_ours), own_words(recording.family)
        skip_ms = max(waiting[0].start_ms - AROUND_MS, 0)
        with (
            sandbox.local_copy(recording.original) as path,
            closing(sandbox.speech(path, skip_ms=skip_ms, alive=run.still_ours)) as blocks,
        ):
            sound = Sound(blocks, at_ms=skip_ms)
            for some in in_turns(waiting):
                theirs = vouched(transcript)
                found = [
                    (line, weighed(weigher, line, sound, own, may_change=str(line.pk) not in theirs)) for line in some
                ]
                store(run, transcript, found)
                if run.turn_is_over and some[-1] is not waiting[-1]:
                    return Outcome.MORE
    run.still_ours(done_ms=total_ms)
    return Outcome.DONE


def unweighed(transcript: Transcript) -> list[Segment]:
    return list(transcript.segments.filter(is_weighed=False).order_by("start_ms", "index"))


def in_turns(lines: list[Segment]) -> Iterator[list[Segment]]:
    for first in range(0, len(lines), AT_ONCE):
        yield lines[first : first + AT_ONCE]


def weigher_for(transcript: Transcript, alive: Callable[[], object] = lambda: None) -> Weigher:
    """Who weighs the lines of this transcript: the engine that heard it hears again, where that is quick and stays on this machine."""
    engine, spoken = None, language_code(transcript.language)
    known = known_words(transcript)
    if transcript.is_heard_apart:  # where two speak at once, whoever is asked would hear both
        return weigher_of(None, name=transcript.engine, known=known, may_ask=False)
    if transcript.engine in HEARD_AGAIN:
        engine = Careful(engines()[transcript.engine](installed(), spoken), spoken)
    made = weigher_of(engine, name=transcript.engine, known=known, alive=alive)
    return replace(made, compare=second_opinion(transcript.engine, spoken))


def second_opinion(name: str, spoken: str) -> Compare | None:
    """How the engine of this name, told of names, compares what may have been said; None where it is not here any more, or cannot."""
    if name not in ASKED_AGAIN:
        return None
    try:
        engine = engines()[name](installed(), spoken)
    except NeedsEngine:
        return None
    return (lambda samples: engine.likelihood_in(samples, spoken)) if isinstance(engine, Compares) else None


def weigher_of(
    engine: Careful | None,
    *,
    name: str = "",
    known: frozenset[str] = frozenset(),
    may_ask: bool = True,
    alive: Callable[[], object] = lambda: None,
) -> Weigher:
    """Weighs with what comes with Memoire, or with what was fitted here; asks another engine only where it `may_ask`."""
    name = engine.name if engine else name
    hear = heard_again(engine, alive) if engine and name in HEARD_AGAIN else None
    other = other_engine(name) if may_ask else None
    ask = heard_again(other, alive) if other else None
    return Weigher(name, hear, scales(Path(settings.DATA_DIR) / FITTED_HERE), known, ask=ask)


def heard_again(engine: Careful, alive: Callable[[], object]) -> Hear:
    def hear(samples: Samples) -> list[str]:
        lines = engine.hear(samples, alive=alive)
        written = (tokens_with_numbers(line.text.split(), line.language or engine.language) for line in lines)
        return [token for tokens in written for token in tokens]

    return hear


def other_engine(name: str) -> Careful | None:
    """Who is asked where this engine is not sure; None where nobody is, their package is not here, or the machine has no room for both."""
    here = installed()
    folder = here.whisper_folder("en")
    if name not in ASKS or (folder and not here.machine.has_room_for(size_of(folder), asks=True)):
        return None
    try:
        return Careful(engines()[ASKS[name]](here, "en"), "en")
    except NeedsEngine:
        return None


def known_words(transcript: Transcript) -> frozenset[str]:
    return names_of(transcript.recording.family)


def weighed(
    weigher: Weigher, line: Segment, sound: Sound, own: Sequence[Own] = (), *, may_change: bool = True
) -> Weighed:
    """The line in the words of its best hearing and, where these are doubtful, the family's own; with the times and confidence of each.

    Words that a person has vouched for are weighed, and stay.
    """
    begin_ms, samples = sound.between(
        line.start_ms - AROUND_MS, min(line.end_ms, line.start_ms + LONGEST_MS) + AROUND_MS
    )
    words = line.timed_words
    first = weigher.told(samples, line.text.split(), [word.confidence for word in words], line.suspicion)
    best = weigher.bettered(samples, first) if may_change and line.is_as_heard else first
    if best is not first:
        words = times_of(best, line, begin_ms / 1000)
    sure = weigher.confidence(best)
    heard, kept = " ".join(best.tokens), [[*as_kept(word)[:3], each] for word, each in zip(words, sure, strict=True)]
    if not own or line.repaired_text:
        return Weighed(heard, kept)
    is_short = line.end_ms - line.start_ms <= COMPARED_MS
    likelihood = weigher.compare(samples) if weigher.compare and is_short else None
    found = mended(
        kept, own, agreed=heard_well(best), known=weigher.known, may_change=may_change, likelihood=likelihood
    )
    return Weighed(heard, found.words, found.is_repaired, found.proposals)


def heard_well(told: Told) -> list[bool]:
    """Of each token whether a second hearing has it too, or the engine that heard it was sure. Else nobody can say no."""
    twice = agreed(told.tokens, told.hearings)
    if told.hearings and not told.confidences:
        return twice
    given = told.confidences or [None] * len(told.tokens)
    return [both or sure is None or sure >= UNLIKELY for both, sure in zip(twice, given, strict=True)]


def times_of(told: Told, line: Segment, begin: float) -> list[Word]:
    """The words with their times in seconds of the recording; the sound that they were laid along begins at `begin`."""
    if not told.placed:
        return spread(" ".join(told.tokens), line.start, line.end)
    return [Word(token, begin + at.start, begin + at.end) for token, at in zip(told.tokens, told.placed, strict=True)]


def store(run: Run, transcript: Transcript, found: list[tuple[Segment, Weighed]]) -> None:
    """Keeps what was weighed, for lines that nobody has touched meanwhile. What is better heard is what was heard."""
    with transaction.atomic():
        run.still_ours(done_ms=found[-1][0].end_ms)
        theirs = vouched(locked(transcript))
        for line, better in found:
            if better.text != line.text and str(line.pk) in theirs:
                continue  # somebody said yes to its words this very moment
            changes: dict[str, object] = {"words": better.words, "confidence": better.mean, "is_weighed": True}
            changes["doubt"] = doubt_of(better.words)
            changes["proposals"] = with_answers(better.proposals, line.proposals)
            if better.heard != line.text:
                changes["heard_text"] = better.heard
            if better.text != line.text:
                changes["text"] = better.text
            if better.is_repaired:
                changes["repaired_text"] = better.text
            Segment.objects.filter(pk=line.pk, text=line.text, confirmed_at=None).update(**changes)
