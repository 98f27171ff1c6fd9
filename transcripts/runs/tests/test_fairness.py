"""A short recording gets through while one of five hours is worked on: bells are answered in the order in which they are rung."""

import pytest
from django.conf import settings as site
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from audio import pipeline
from audio.models import Recording, Step
from audio.pipeline import Outcome, Run
from audio.tasks import run_step
from audio.tests import factories as audio
from transcripts.runs.stretches import plan

pytestmark = pytest.mark.django_db
HOUR_MS = 3_600_000
TURN_MS = 5 * 60_000  # of sound that a turn hears: a machine two and a half times as quick as the voice


def hear(run: Run) -> Outcome:
    """Divides a recording and ends turns as hearing does, without the sound."""
    totals = plan(Recording.objects.get(pk=run.recording_id).duration_ms)
    if len(totals) > 1 and Step.objects.filter(recording=run.recording_id, name=run.name).count() == 1:
        pipeline.divide(run, totals)
    done_ms = Step.objects.get(pk=run.step_id).done_ms + TURN_MS
    run.still_ours(done_ms=done_ms)
    return Outcome.DONE if done_ms >= totals[run.part] else Outcome.MORE


@pytest.fixture(autouse=True)
def way(settings) -> None:
    names = ("transcribe", "align", "extract")
    settings.MEMOIRE_PIPELINE = dict.fromkeys(names, "transcripts.runs.tests.test_fairness.hear")


@pytest.fixture
def bring(django_capture_on_commit_callbacks):
    def do(hours: float) -> Recording:
        with django_capture_on_commit_callbacks(execute=True):
            recording = audio.recording(duration_ms=int(hours * HOUR_MS))
            pipeline.start(recording)
        return recording

    return do


@pytest.fixture
def turns(django_capture_on_commit_callbacks):
    """As many turns as there are workers, each for the bell that has waited longest; gives whose they were."""

    def do() -> list[object]:
        bells = list(OrmQ.objects.order_by("id")[: site.Q_CLUSTER["workers"]])
        served = []
        for bell in bells:
            bell.delete()
            (step_id,) = SignedPackage.loads(bell.payload)["args"]
            served.append(Step.objects.get(pk=step_id).recording_id)
            with django_capture_on_commit_callbacks(execute=True):
                run_step(step_id)
        return served

    return do


def test_a_short_recording_waits_for_a_few_turns_of_a_long_one(bring, turns):
    long = bring(5)
    for _ in range(5):
        assert set(turns()) == {long.pk}
    short = bring(0.05)
    rounds = 0
    while short.status != "completed":
        turns()
        rounds += 1
    assert rounds <= 2 * len(site.MEMOIRE_PIPELINE)
    assert long.status == "processing"
    assert long.steps.filter(name="transcribe", state="done").count() < len(plan(long.duration_ms)) / 2
    while turns():
        pass
    assert long.status == "completed"


def test_many_short_ones_do_not_starve_the_long_one(bring, turns):
    long = bring(5)
    turns()
    served: list[object] = []
    for _ in range(16):
        bring(0.05)
        served += turns()
    assert served.count(long.pk) >= 4
