"""A talk of four lines with two stories, heard to its end by the real steps; whose engine and doubt say what a test wants them to.

`meanwhile` is what somebody does while the next machine is at its work, between its reading a line and its writing it.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audio import pipeline
from audio.models import Step
from audio.sound import sandbox
from audio.tests import factories as audio
from families.tests import factories as families
from stories.tests import factories
from transcripts.doubt.evidence import Told
from transcripts.doubt.spelling import key
from transcripts.engines.base import SAMPLE_RATE, Line, Samples, Word
from transcripts.models import FamilyWord, Hearing, Segment, Transcript
from transcripts.runs import doubting, retranscription, slices, timing, transcribing
from transcripts.runs.choice import Choice
from transcripts.tests import voices
from transcripts.words import glossary, nods

SOUND = voices.talk(0.5, 1, 1, 1.5, 1, 1, 1, 2, 1)  # quiet, loud, quiet …: four runs of speech
WAY = {name: f"transcripts.tasks.{name}" for name in ("transcribe", "align", "doubt")}
LINES = ["We saw Shamanski there.", "The liver froze over.", "He was born in nineteen thirty four.", "Yes, indeed."]


@dataclass
class Machines:
    """Stand-ins for engine and doubt: they say what they are told to say, and let `meanwhile` happen once, in the midst of it."""

    says: list[str]
    votes: dict[str, str]
    meanwhile: Callable[[], object] | None = None
    heard: int = 0
    name, version, longest, model_name, settings = "better", "2", 0.0, "large", {}
    known, compare = frozenset[str](), None

    def happens(self) -> None:
        what, self.meanwhile = self.meanwhile, None
        if what:
            what()

    def hear(self, samples: Samples, **options: Any) -> list[Line]:
        """The next of its lines, its words with times."""
        said, self.heard = self.says[self.heard % len(self.says)], self.heard + 1
        begin, end = 0.3, len(samples) / SAMPLE_RATE - 0.3
        tokens = said.split()
        edges = [begin + (end - begin) * place / len(tokens) for place in range(len(tokens) + 1)]
        words = (Word(token, *edges[place : place + 2], 0.1) for place, token in enumerate(tokens))
        return [Line(said, begin, end, words=tuple(words))]

    def told(self, samples: Samples, tokens: Sequence[str], *given: Any) -> Told:
        return Told(tokens)

    def bettered(self, samples: Samples, told: Told) -> Told:
        self.happens()
        voted = self.votes.get(" ".join(told.tokens))
        return replace(told, tokens=voted.split()) if voted else told

    def confidence(self, told: Told) -> list[float]:
        return [0.1] * len(told.tokens)


@dataclass
class Kept:
    """A line to the letter: its text, when it is said, and each of its words with its times, once these are known."""

    text: str
    span: tuple[int, int]
    words: list[list[Any]] | None

    def is_kept_in(self, row: Segment) -> bool:
        """Whether the line is still that; words whose times were not known take those that they get first."""
        if (row.text, (row.start_ms, row.end_ms)) != (self.text, self.span):
            return False
        if self.words is None:
            self.words = placed(row)
        return placed(row) == self.words


def kept(row: Segment) -> Kept:
    return Kept(row.text, (row.start_ms, row.end_ms), placed(row))


def placed(row: Segment) -> list[list[Any]] | None:
    """Its words and their times; how sure anybody is of them may be weighed again."""
    return [word[:3] for word in row.words] if row.is_timed else None


class Talk:
    """The recording, and what machines do with it."""

    def __init__(self, machines: Machines) -> None:
        self.machines, self.kim = machines, families.user()
        recording = audio.recording(content=voices.as_wav(SOUND), duration_ms=10_000, language="en")
        machines.says, machines.heard, machines.votes = LINES, 0, {}
        audio.step(recording, "transcribe", state=Step.State.WAITING)
        self.recording = recording
        self.work()
        self.transcript = Transcript.objects.get(recording=recording)
        rows = self.rows()
        assert len(rows) == len(LINES), rows
        self.stories = [factories.story(segments=rows[:2], edtf=""), factories.story(segments=rows[2:], edtf="")]
        glossary.keep_word(recording.family, "Szymanski", sounds_like="shimansky", by=self.kim)

    def rows(self) -> list[Segment]:
        """The first line of each run of speech, in the order of time."""
        return list(self.transcript.segments.order_by("start_ms", "index"))[: len(LINES)]

    def work(self) -> None:
        """Does whatever waits, and whatever that leads to, until all is done."""
        for _ in range(40):
            Step.objects.filter(recording=self.recording).update(not_before=timezone.now() - timedelta(seconds=1))
            step = Step.objects.takable().filter(recording=self.recording).first()
            if step is None:
                break
            pipeline.perform(pipeline.take_step(step.pk))  # type: ignore[arg-type]
        states = set(Step.objects.filter(recording=self.recording).values_list("state", "reason"))
        assert states == {("done", "")}, states

    def hear_again(self, number: int, text: str) -> None:
        """Hears all anew, with other words for one line; whoever has asked has still to decide."""
        if not self.proposed():
            self.machines.says = [text if n == number else line for n, line in enumerate(LINES)]
            self.machines.heard = 0
            retranscription.ask_retranscription(self.transcript, "auto", by=self.kim)
            self.work()

    def proposed(self) -> Hearing | None:
        return Hearing.objects.filter(transcript=self.transcript, state=Hearing.State.PROPOSED).first()

    def take(self) -> None:
        if hearing := self.proposed():
            retranscription.accept(hearing, by=self.kim)
            self.work()

    def take_back(self) -> None:
        taken = Hearing.objects.filter(transcript=self.transcript, state=Hearing.State.IN_USE).exclude(before=None)
        for hearing in taken:
            retranscription.take_back(hearing, by=self.kim)
        self.work()

    def weigh(self, number: int, text: str) -> None:
        """Weighs all lines as for the first time, and a vote says that one of them is this."""
        self.machines.votes = {self.rows()[number].text: text}
        Segment.objects.filter(transcript=self.transcript).update(is_weighed=False, confidence=None)
        pipeline.wake(self.recording.pk, "doubt")
        self.work()

    def align(self) -> None:
        """Lays all lines along the sound once more."""
        pipeline.wake(self.recording.pk, "align")
        self.work()

    def use_words(self) -> None:
        """Looks for the family's word in all lines, as if nothing had been asked of them."""
        Segment.objects.filter(transcript=self.transcript, is_weighed=True).update(doubt=0.9)
        glossary.use(self.recording.family)
        self.work()

    def repeat(self) -> None:
        """Somebody has said elsewhere that these words are this name."""
        FamilyWord.objects.filter(family=self.recording.family).update(misheard=["shamanski", "liver"])
        nods.repeat(self.recording.family)
        self.work()


@contextmanager
def in_memory(path: object) -> Iterator[object]:
    yield path


def sound(path: object, *, skip_ms: int = 0, **more: object) -> Iterator[bytes]:
    first = 2 * skip_ms * SAMPLE_RATE // 1000
    for at in range(first, len(SOUND), 2 * SAMPLE_RATE):
        yield SOUND[at : at + 2 * SAMPLE_RATE]


@pytest.fixture
def machines(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Machines:
    """What stands in for them, in every step of this test."""
    made = Machines(LINES, {})
    settings.MEMOIRE_PIPELINE, settings.STEP_TURN_SECONDS = WAY, math.inf
    monkeypatch.setattr(transcribing, "choose", lambda *args: Choice(made, "Asked for.", "large", {}))
    monkeypatch.setattr(retranscription, "why_not", lambda *args: None)
    monkeypatch.setattr(slices, "voiced", voices.loud_runs)
    monkeypatch.setattr(sandbox, "local_copy", in_memory)
    monkeypatch.setattr(sandbox, "speech", sound)
    monkeypatch.setattr(doubting, "weigher_for", lambda *args: made)
    aligned, look = timing.aligned, glossary.mended
    monkeypatch.setattr(
        timing, "aligned", lambda *args, **more: made.happens() or aligned(args[0][:0], *args[1:], **more)
    )
    monkeypatch.setattr(glossary, "mended", lambda *args, **more: (look(*args, **more), made.happens())[0])
    monkeypatch.setattr(glossary, "phones", lambda word: list(key(word)))
    return made
