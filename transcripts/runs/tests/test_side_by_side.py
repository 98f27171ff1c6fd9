"""Two people with a microphone each: both are heard, each by themselves, and their lines lie in one order of time."""

import json
import wave
from io import BytesIO, StringIO
from types import SimpleNamespace

import numpy as np
import pytest
from django.core.management import call_command
from django.utils import timezone

from audio import pipeline
from audio.errors import StepError
from audio.models import Recording, Step
from audio.tests import factories as audio
from transcripts.engines.base import SAMPLE_RATE, Line
from transcripts.measuring.error_rates import errors
from transcripts.models import Hearing, Segment, Speaker, Transcript
from transcripts.runs import doubting, slices, stretches, transcribing
from transcripts.runs.choice import Choice
from transcripts.tests import voices

APART = {"balance": 0.0, "left": -50.0, "right": -50.0}
ASKS = (0.5, 1, 3, 1.5, 3.5, 0.8, 1.7)  # quiet, loud, quiet … in seconds
TELLS = (2, 2, 2.5, 3.0, 2.5)
LINES = [("A", 500, 1_500), ("B", 2_000, 4_000), ("A", 4_500, 6_000), ("B", 6_500, 9_500), ("A", 9_500, 10_300)]


class Scripted:
    """An engine that says how long it heard somebody; `trouble` happens while it hears the slice of that number."""

    name, version, longest = "scripted", "1", 0.0

    def __init__(self) -> None:
        self.heard = 0
        self.trouble: dict[int, object] = {}

    def hear(self, samples, **options):
        self.heard += 1
        if happens := self.trouble.pop(self.heard - 1, None):
            happens()
        length = len(samples) / SAMPLE_RATE
        return [Line(f"Run of {round(length - 0.6, 1)} seconds.", 0.3, length - 0.3)]


def talk(*seconds: float) -> np.ndarray:
    return np.frombuffer(voices.talk(*seconds), np.int16)


def two_channels(left: np.ndarray, right: np.ndarray) -> bytes:
    out, rows = BytesIO(), np.zeros((2, max(len(left), len(right))), "<i2")
    rows[0, : len(left)], rows[1, : len(right)] = left, right
    with wave.open(out, "wb") as file:
        file.setparams((2, 2, SAMPLE_RATE, 0, "NONE", "NONE"))
        file.writeframes(rows.T.tobytes())
    return out.getvalue()


def loud_runs(samples, **options):
    """Where it swings; what glides in and out counts too."""
    return voices.loud_runs(np.convolve(np.abs(samples), np.ones(8) / 8, "same"))


@pytest.fixture
def engine(monkeypatch) -> Scripted:
    made = Scripted()
    monkeypatch.setattr(transcribing, "choose", lambda *args, **options: Choice(made, "A test."))
    monkeypatch.setattr(slices, "voiced", loud_runs)
    return made


@pytest.fixture
def listening(db, settings, engine):
    """A recording of two microphones, and what does one turn of one part of it."""
    settings.MEMOIRE_PIPELINE = {"transcribe": "transcripts.tasks.transcribe"}

    def start(left=ASKS, right=TELLS, *, microphones=APART):
        sound = two_channels(talk(*left), talk(*right))
        recording = audio.recording(content=sound, duration_ms=12_000, microphones=microphones)
        audio.step(recording, "transcribe")

        def turn(part: int, name: str = "transcribe") -> str:
            Step.objects.update(not_before=timezone.now())
            step = Step.objects.get(name=name, part=part)
            if run := pipeline.take_step(step.pk):
                pipeline.perform(run)
            step.refresh_from_db()
            return step.state

        return SimpleNamespace(recording=recording, turn=turn)

    return start


def kept(lines=None) -> list[tuple[str, int, int]]:
    """Who spoke, from when to when: to the twentieth of a second, since what somebody else says is faded out and in."""
    rows = (lines or Segment.objects).order_by("index").values_list("index", "speaker", "start_ms", "end_ms")
    assert [row[0] for row in rows] == list(range(len(rows)))
    return [(speaker, round(start, -2), round(end, -2)) for _, speaker, start, end in rows]


def test_lines_of_both_lie_in_one_order_of_time_each_with_its_voice(listening):
    work = listening()
    assert [work.turn(part) for part in (0, 1)] == ["done", "done"]
    assert (kept(), Recording.objects.get().status) == (LINES, "completed")


@pytest.mark.parametrize("order", [(1, 0), (0, 1)])
def test_whoever_is_heard_first_and_however_often_it_stops_the_words_are_the_same(listening, settings, order):
    settings.STEP_TURN_SECONDS = 0
    work = listening()
    work.turn(0)  # divides it
    for part in order:
        while work.turn(part) == "waiting":
            pass
    assert kept() == LINES


def fail_for_now():
    raise StepError("The engine has a cold.", permanent=False)


@pytest.mark.parametrize("number", range(5))
def test_after_a_failure_nothing_is_heard_twice_and_nothing_is_lost(listening, engine, number):
    work = listening()
    engine.trouble = {number: fail_for_now}
    for part in (0, 1, 0, 1):
        work.turn(part)
    assert (kept(), engine.heard) == (LINES, 6)  # five slices, and the one that failed


def test_what_both_say_at_once_is_heard_on_both_sides(listening):
    work = listening(left=(1, 3, 8), right=(2, 4, 6))
    work.turn(0), work.turn(1)
    assert kept() == [("A", 1_000, 4_000), ("B", 2_000, 6_000)]


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_long_ones_are_divided_by_time_and_by_side(listening, monkeypatch, order):
    monkeypatch.setattr(stretches, "SHORTEST_MS", 5_000)
    monkeypatch.setattr(stretches, "LOOK_SECONDS", 2)
    monkeypatch.setattr(stretches, "LOOK_BYTES", 2 * 2 * SAMPLE_RATE)
    work = listening()
    for part in (0, *order):
        work.turn(part)
    places = Step.objects.order_by("part").values_list("total_ms", flat=True)
    assert (list(places), kept()) == ([6_000] * 4, LINES)


def test_no_more_is_told_to_be_heard_than_there_is(listening):
    work = listening()
    told = []
    for part in (0, 1):
        work.turn(part)
        told.append(Transcript.objects.get().heard_ms)
    assert (told[0] <= 6_000, 10_000 <= told[1] <= 12_000) == (True, True)


def test_the_voices_are_there_to_be_named(listening):
    work = listening()
    work.turn(0), work.turn(1)
    assert list(Speaker.objects.values_list("label", flat=True)) == ["A", "B"]
    assert Transcript.objects.get().voice_names() == {"A": "Voice A", "B": "Voice B"}


def test_what_people_said_of_a_voice_stays_when_the_step_is_repeated(listening):
    work = listening()
    work.turn(0), work.turn(1)
    Speaker.objects.filter(label="A").update(role=Speaker.Role.INTERVIEWER)
    Step.objects.update(state=Step.State.WAITING)
    work.turn(0)
    assert list(Speaker.objects.values_list("label", "role")) == [("A", "interviewer"), ("B", "")]


def test_sound_that_is_not_of_two_microphones_is_heard_as_one(listening):
    work = listening(microphones=None)
    assert (work.turn(0), Step.objects.count()) == ("done", 1)
    assert {speaker for speaker, _, _ in kept()} == {""}
    assert Speaker.objects.count() == 0


def test_what_was_begun_as_one_is_heard_to_its_end_as_one(listening, settings):
    settings.STEP_TURN_SECONDS = 0
    work = listening(microphones=None)
    work.turn(0)
    Recording.objects.update(microphones=APART)
    while work.turn(0) == "waiting":
        pass
    assert (Step.objects.count(), {speaker for speaker, _, _ in kept()}) == (1, {""})


def test_hearing_again_hears_both_sides_too(listening, engine, monkeypatch):
    work = listening(microphones=None)
    work.turn(0)
    Recording.objects.update(microphones=APART)
    hearing = Transcript.objects.get().hearings.create(wanted="auto", language="en")
    audio.step(work.recording, "hear_again")
    for part in (0, 1):
        work.turn(part, "hear_again")
    assert Hearing.objects.get(pk=hearing.pk).state == Hearing.State.PROPOSED
    assert kept(hearing.segments) == LINES


def test_a_second_hearing_that_would_hear_both_at_once_is_not_asked(listening, monkeypatch):
    asked, weigher_of = [], doubting.weigher_of
    monkeypatch.setattr(
        doubting, "weigher_of", lambda engine, **rest: asked.append(engine) or weigher_of(engine, **rest)
    )
    work = listening()
    work.turn(0), work.turn(1)
    transcript = Transcript.objects.get()
    transcript.engine = "moonshine"
    made = doubting.weigher_for(transcript)
    assert (asked, made.ask) == ([None], None)


def test_two_voices_that_overlap_come_out_whole_by_a_real_engine(tmp_path):
    """Two sentences of Jane Austen, of which the second begins before the first ends, each also heard by the other's microphone."""
    first, second = (np.frombuffer(each, np.int16) * 1.0 for each in voices.sentences()[:2])
    sound = np.random.default_rng(0).normal(0, 10, (2, len(first) + len(second)))
    for side, (begin, said) in enumerate([(8_000, first), (len(first) - 8_000, second)]):
        sound[side, begin : begin + len(said)] += said
        sound[1 - side, begin + 40 : begin + 40 + len(said)] += 0.15 * said
    path = tmp_path / "two.wav"
    path.write_bytes(two_channels(*np.clip(sound, -32_768, 32_767)))
    out = StringIO()
    call_command("transcribe", str(path), format="json", stdout=out)
    lines = json.loads(out.getvalue())["segments"]
    assert [line["speaker"] for line in lines] == ["A", "B"]
    assert lines[1]["start"] < lines[0]["end"]
    for line, said in zip(lines, voices.written_sentences(), strict=False):
        assert errors(said, line["text"]).wrong <= 2
