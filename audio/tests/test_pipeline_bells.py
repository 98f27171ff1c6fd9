"""For whom the pipeline rings, how long a lease and a turn last, and how what nobody foresaw is written down."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from audio import pipeline
from audio.errors import LeaseLost, MissingSound
from audio.models import Recording, Step
from audio.pipeline import Outcome
from audio.tasks import run_step
from audio.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def way(settings):
    """Puts a function of a test in place of each step, and starts a recording on its way."""

    def lay(work, names=("one", "two")) -> Recording:
        globals()["work"] = work
        settings.MEMOIRE_PIPELINE = {name: f"{__name__}.work" for name in names}
        recording = factories.recording()
        pipeline.start(recording)
        return recording

    return lay


@pytest.fixture
def rung(monkeypatch, django_capture_on_commit_callbacks):
    """Which steps were rung for by this act, in order."""

    def by(act) -> list[int]:
        heard: list[int] = []
        monkeypatch.setattr(pipeline, "async_task", lambda task, step_id, **options: heard.append(step_id))
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return heard

    return by


def first_of(recording: Recording) -> Step:
    return recording.steps.get(name="one", part=0)


def test_a_step_that_is_tried_again_is_rung_for_and_one_that_has_not_failed_is_not(way, rung):
    step = first_of(way(lambda run: Outcome.DONE))
    assert rung(lambda: pipeline.retry(step)) == []
    Step.objects.filter(pk=step.pk).update(state="failed")
    assert rung(lambda: pipeline.retry(step)) == [step.pk]


def test_a_turn_that_has_more_to_do_is_rung_for_again(way, rung):
    step = first_of(way(lambda run: Outcome.MORE))
    assert rung(lambda: run_step(step.pk)) == [step.pk]


def test_the_step_that_follows_is_rung_for_when_one_is_done(way, rung):
    recording = way(lambda run: Outcome.DONE)
    assert rung(lambda: run_step(first_of(recording).pk)) == [recording.steps.get(name="two").pk]


def test_of_those_that_follow_only_the_next_is_rung_for(way, rung):
    recording = way(lambda run: Outcome.DONE, ("one", "two", "three"))
    next_step = recording.steps.get(name="two")
    assert rung(lambda: run_step(first_of(recording).pk)) == [next_step.pk]
    assert rung(lambda: pipeline.wake_after(recording.pk, "one")) == [next_step.pk]


def test_a_turn_whose_lease_is_lost_changes_nothing_and_rings_for_nobody(way, rung):
    def work(run):
        Step.objects.filter(pk=run.step_id).update(lease=None)
        raise LeaseLost

    step = first_of(way(work))
    assert rung(lambda: run_step(step.pk)) == []
    step.refresh_from_db()
    assert (step.state, step.reason) == ("running", "")


def test_what_nobody_foresaw_is_tried_again_and_says_where_to_look(way, caplog):
    step = first_of(way(lambda run: 1 // 0))
    run_step(step.pk)
    step.refresh_from_db()
    assert (step.state, step.attempts, step.lease) == ("waiting", 1, None)
    assert str(step.pk) in step.reason
    assert "test_pipeline_bells.py" in caplog.text


def test_a_step_in_parts_goes_on_only_when_the_last_of_them_is_done(way, rung, settings):
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "workers": 2}
    recording = way(lambda run: Outcome.DONE)
    run = pipeline.take_step(first_of(recording).pk)
    heard = rung(lambda: pipeline.divide(run, [1_000, 2_000, 3_000, 4_000]))
    parts = list(recording.steps.filter(name="one").order_by("part"))
    assert [(part.part, part.total_ms) for part in parts] == [(0, 1_000), (1, 2_000), (2, 3_000), (3, 4_000)]
    assert heard == [parts[1].pk]  # two workers: one goes on with the first part
    assert rung(lambda: pipeline.finish(run)) == [parts[2].pk]
    assert rung(lambda: run_step(parts[1].pk)) == [parts[3].pk]
    assert rung(lambda: run_step(parts[2].pk)) == []
    assert rung(lambda: run_step(parts[3].pk)) == [recording.steps.get(name="two").pk]


def test_waking_a_step_throws_its_parts_away(way):
    recording = way(lambda run: Outcome.DONE)
    pipeline.divide(pipeline.take_step(first_of(recording).pk), [1_000, 2_000])
    pipeline.wake(recording.pk, "one")
    step = recording.steps.get(name="one")
    assert (step.part, step.state, step.total_ms, step.done_ms) == (0, "waiting", 0, 0)


def test_what_follows_is_done_again_only_after_a_step_that_is_done(way, rung):
    recording = way(lambda run: Outcome.DONE)
    assert rung(lambda: pipeline.wake_after(recording.pk, "one")) == []
    recording.steps.update(state="done")
    assert rung(lambda: pipeline.wake_after(recording.pk, "one")) == [recording.steps.get(name="two").pk]


def test_what_is_written_renews_the_lease_for_its_whole_time(way, settings):
    step = first_of(way(lambda run: Outcome.DONE))
    run = pipeline.take_step(step.pk)
    Step.objects.filter(pk=step.pk).update(lease_expires_at=timezone.now())
    run.still_ours()
    step.refresh_from_db()
    left = step.lease_expires_at - timezone.now()
    assert timedelta(seconds=settings.STEP_LEASE_SECONDS - 5) < left <= timedelta(seconds=settings.STEP_LEASE_SECONDS)


def test_a_turn_lasts_as_long_as_the_setting_says(way, settings, monkeypatch):
    settings.STEP_TURN_SECONDS = 100
    monkeypatch.setattr(time, "monotonic", lambda: 1_000.0)
    run = pipeline.take_step(first_of(way(lambda run: Outcome.DONE)).pk)
    assert run.turn_is_over is False
    monkeypatch.setattr(time, "monotonic", lambda: 1_100.0)
    assert run.turn_is_over is True


def test_a_step_remembers_when_it_was_first_begun(way):
    step = first_of(way(lambda run: Outcome.DONE))
    pipeline.take_step(step.pk)
    step.refresh_from_db()
    began = step.started_at
    Step.objects.filter(pk=step.pk).update(lease_expires_at=timezone.now() - timedelta(seconds=1))
    pipeline.take_step(step.pk)
    step.refresh_from_db()
    assert step.started_at == began is not None


def test_what_is_done_aside_can_be_taken_out_of_line_and_the_way_itself_cannot(way, settings):
    recording = way(lambda run: Outcome.DONE)
    factories.step(recording, "diarise")
    for name in ("one", "diarise"):
        pipeline.cancel(recording.pk, name)
    assert set(recording.steps.values_list("name", flat=True)) == {"one", "two"}


def test_a_step_whose_sound_is_gone_is_never_tried_again(way):
    recording = way(lambda run: 1 // 0)
    recording.original.storage.delete(recording.original.name)
    step = first_of(recording)
    run_step(step.pk)
    step.refresh_from_db()
    assert step.state == "failed"
    assert step.reason == MissingSound().reason


@pytest.mark.parametrize("is_gone", [False, True])
def test_whoever_gives_a_step_up_calls_the_recording_safe_only_where_it_is(way, settings, is_gone):
    recording = way(lambda run: Outcome.DONE)
    step = first_of(recording)
    pipeline.take_step(step.pk)
    past = timezone.now() - timedelta(seconds=1)
    Step.objects.filter(pk=step.pk).update(attempts=settings.STEP_MAX_ATTEMPTS, lease_expires_at=past)
    if is_gone:
        recording.original.storage.delete(recording.original.name)
    pipeline.sweep()
    step.refresh_from_db()
    assert step.state == "failed"
    assert (MissingSound().reason in step.reason, pipeline.SAFE in step.reason) == (is_gone, not is_gone)


def test_of_a_storage_that_does_not_answer_nothing_is_said(way, monkeypatch):
    def out_of_reach(self):
        raise OSError("no line")

    step = first_of(way(lambda run: 1 // 0))
    monkeypatch.setattr(Recording, "is_kept", property(out_of_reach))
    run_step(step.pk)
    step.refresh_from_db()
    assert step.state == "waiting"
    assert MissingSound().reason not in step.reason
