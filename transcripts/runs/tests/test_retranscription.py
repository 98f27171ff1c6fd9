"""The work of hearing again: beside the transcript, in the same stretches, and it goes on where it stopped."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audio import pipeline
from audio.models import Step
from audio.tests import factories as audio
from families.tests import factories as families
from transcripts.engines.base import Line
from transcripts.models import HeardSegment, Hearing, Segment, Transcript
from transcripts.runs import retranscription, slices, stretches, transcribing
from transcripts.runs.choice import Choice
from transcripts.tests import factories, voices

pytestmark = pytest.mark.django_db
TALK = (0.5, 1, 1, 1.5, 1, 1, 1, 2, 1)  # quiet, loud, quiet … in seconds
STARTS = [500, 2_500, 5_000, 7_000]


class Counting:
    """Says how many slices it has heard."""

    name, version, longest = "better", "2", 0.0

    def __init__(self) -> None:
        self.heard = 0

    def hear(self, samples, **options):
        self.heard += 1
        return [Line("Something else.", 0.3, len(samples) / slices.SAMPLE_RATE - 0.3)]


@pytest.fixture
def engine(monkeypatch, settings) -> Counting:
    settings.STEP_TURN_SECONDS = 0
    made = Counting()
    monkeypatch.setattr(transcribing, "choose", lambda *args: Choice(made, "Asked for.", "large", {"beam": 5}))
    monkeypatch.setattr(slices, "voiced", voices.loud_runs)
    monkeypatch.setattr(stretches, "SHORTEST_MS", 3_000)
    monkeypatch.setattr(stretches, "LOOK_SECONDS", 2)
    monkeypatch.setattr(stretches, "LOOK_BYTES", 2 * 2 * slices.SAMPLE_RATE)
    return made


@pytest.fixture
def transcript(engine) -> Transcript:
    sound = voices.as_wav(voices.talk(*TALK))
    made = factories.transcript(audio.recording(content=sound, duration_ms=10_000))
    audio.step(made.recording, "transcribe", state=Step.State.DONE)
    retranscription.ask_retranscription(made, "auto", by=families.user(name="Kim"))
    return made


def work(*, times: int = 50) -> None:
    """So many turns of whatever waits."""
    for _ in range(times):
        Step.objects.update(not_before=timezone.now())
        if step := Step.objects.takable().filter(name="hear_again").first():
            pipeline.perform(pipeline.take_step(step.pk))


def test_it_is_heard_in_stretches_and_becomes_a_proposal(transcript):
    before = list(Segment.objects.values())
    work()
    made = Hearing.objects.get()
    assert (made.state, made.engine, made.model, made.settings) == ("proposed", "better", "large", {"beam": 5})
    assert list(made.segments.values_list("index", "start_ms")) == list(enumerate(STARTS))
    assert (Step.objects.filter(name="hear_again", state="done").count(), list(Segment.objects.values())) == (3, before)


def test_what_was_heard_before_a_worker_died_is_not_heard_again(transcript, engine):
    work(times=2)
    pipeline.take_step(Step.objects.takable().filter(name="hear_again").first().pk)  # and is never seen again
    Step.objects.filter(state="running").update(lease_expires_at=timezone.now() - timedelta(seconds=1))
    work()
    assert (engine.heard, HeardSegment.objects.count()) == (4, 4)


def test_when_it_was_declined_meanwhile_a_late_bell_does_nothing(transcript, engine):
    step = Step.objects.get(name="hear_again")
    Hearing.objects.update(state="declined")
    pipeline.perform(pipeline.take_step(step.pk))
    assert (engine.heard, HeardSegment.objects.count()) == (0, 0)


def test_hearing_a_second_time_begins_anew(transcript, engine):
    work()
    retranscription.decline(Hearing.objects.get(), by=families.user(name="Anna"))
    retranscription.ask_retranscription(transcript, "auto", by=families.user(name="Max"))
    work()
    assert list(Hearing.objects.get(state="proposed").segments.values_list("start_ms", flat=True)) == STARTS


def test_the_first_hearing_is_kept_with_its_engine(engine):
    sound = voices.as_wav(voices.talk(*TALK))
    recording = audio.recording(content=sound, duration_ms=10_000)
    transcribing.begun(recording, transcribing.choose())
    made = Hearing.objects.get()
    assert (made.state, made.model, made.transcript.engine, made.before) == ("in_use", "large", "better", None)
