"""Steps: taken once, finished once, tried again, and given up with a reason."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_q.models import OrmQ

from audio import pipeline
from audio.errors import LeaseLost, StepError
from audio.models import Recording, Step, StepQuerySet
from audio.pipeline import Outcome
from audio.tasks import run_step
from audio.tests import factories

pytestmark = pytest.mark.django_db


def scripted(settings, **steps):
    """Puts functions of a test in place of the steps."""
    settings.MEMOIRE_PIPELINE = {name: f"audio.tests.test_pipeline.{name}" for name in steps}
    globals().update(steps)


def done(run):
    return Outcome.DONE


def started() -> Recording:
    recording = factories.recording()
    pipeline.start(recording)
    return recording


def test_starting_makes_every_step_and_rings_for_the_first(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        recording = started()
    assert [(s.name, s.state) for s in recording.steps_in_order] == [
        ("inspect", "waiting"),
        ("transcribe", "pending"),
        ("align", "pending"),
        ("extract", "pending"),
        ("doubt", "pending"),
        ("reread", "pending"),
    ]
    assert OrmQ.objects.count() == 1


def test_a_step_that_is_done_wakes_the_next(settings):
    scripted(settings, one=done, two=done)
    recording = started()
    run_step(recording.steps.get(name="one").pk)
    assert [s.state for s in recording.steps_in_order] == ["done", "waiting"]


def test_a_recording_is_completed_before_what_nobody_waits_for():
    recording = started()
    recording.steps.exclude(name__in=["doubt", "reread"]).update(state="done")
    recording.steps.filter(name="doubt").update(state="running")
    assert (recording.status, recording.unawaited_step.name) == ("completed", "doubt")
    recording.steps.filter(name="doubt").update(state="failed", reason="It broke.")
    assert (recording.status, recording.unawaited_step) == ("completed", None)


def test_a_recording_is_completed_when_all_steps_are_done(settings, all_steps):
    scripted(settings, one=done, two=done)
    recording = started()
    all_steps()
    assert (Recording.objects.get().status, recording.processing_stage) == ("completed", None)


def test_a_step_is_taken_by_one_worker_only():
    step = started().steps.get(name="inspect")
    assert pipeline.take_step(step.pk) is not None
    assert pipeline.take_step(step.pk) is None


def test_a_step_whose_lease_ran_out_is_taken_over_and_the_first_worker_may_not_write():
    step = started().steps.get(name="inspect")
    first = pipeline.take_step(step.pk)
    Step.objects.filter(pk=step.pk).update(lease_expires_at=timezone.now() - timedelta(seconds=1))
    second = pipeline.take_step(step.pk)
    second.still_ours(done_ms=5)
    with pytest.raises(LeaseLost):
        first.still_ours(done_ms=9)
    pipeline.finish(first)
    step.refresh_from_db()
    assert (step.state, step.done_ms) == ("running", 5)


def test_getting_further_than_anybody_before_forgets_earlier_bad_luck():
    step = started().steps.get(name="inspect")
    Step.objects.filter(pk=step.pk).update(attempts=2, done_ms=500)
    run = pipeline.take_step(step.pk)
    run.still_ours(done_ms=500)
    step.refresh_from_db()
    assert (step.attempts, step.done_ms) == (3, 500)
    run.still_ours(done_ms=501)
    step.refresh_from_db()
    assert (step.attempts, step.done_ms) == (1, 501)


def test_a_permanent_failure_is_final_and_says_why(settings):
    def refuse(run):
        raise StepError("This file ends in the middle.", permanent=True)

    scripted(settings, one=refuse)
    recording = started()
    run_step(recording.steps.get().pk)
    step = recording.steps.get()
    assert (step.state, step.reason, recording.status) == ("failed", "This file ends in the middle.", "failed")


def test_a_passing_failure_waits_and_keeps_its_reason(settings):
    def stumble(run):
        raise StepError("The disk is busy.", permanent=False)

    scripted(settings, one=stumble)
    recording = started()
    run_step(recording.steps.get().pk)
    step = recording.steps.get()
    assert (step.state, step.reason, step.attempts) == ("waiting", "The disk is busy.", 1)
    assert step.not_before > timezone.now()


def test_what_keeps_failing_is_given_up_after_all_attempts(settings):
    def stumble(run):
        raise StepError("The disk is busy.", permanent=False)

    scripted(settings, one=stumble)
    settings.STEP_MAX_ATTEMPTS = 2
    recording = started()
    for _ in range(2):
        Step.objects.update(not_before=timezone.now())
        run_step(recording.steps.get().pk)
    assert recording.steps.get().state == "failed"


def test_an_unforeseen_error_leaves_no_word_of_the_family_in_the_log(settings, caplog, capfd):
    def burst(run):
        raise ValueError("Grandma said a secret")

    scripted(settings, one=burst)
    recording = started()
    run_step(recording.steps.get().pk)
    logged = caplog.text + "".join(capfd.readouterr())
    assert "secret" not in logged
    assert "ValueError" in caplog.text
    assert "secret" not in recording.steps.get().reason


def test_a_turn_that_has_more_to_do_waits_in_line_with_all_its_attempts(settings):
    def some(run):
        return Outcome.MORE

    scripted(settings, one=some)
    recording = started()
    run_step(recording.steps.get().pk)
    step = recording.steps.get()
    assert (step.state, step.attempts, step.lease) == ("waiting", 0, None)


def test_the_sweeper_gives_up_what_killed_its_worker_too_often():
    step = started().steps.get(name="inspect")
    past = timezone.now() - timedelta(seconds=1)
    for _ in range(3):
        assert pipeline.take_step(step.pk)
        Step.objects.filter(pk=step.pk).update(lease_expires_at=past)
    pipeline.sweep()
    step.refresh_from_db()
    assert step.state == "failed"
    assert "3 times" in step.reason


def test_the_sweeper_rings_again_for_a_lost_doorbell(django_capture_on_commit_callbacks):
    step = started().steps.get(name="inspect")
    Step.objects.filter(pk=step.pk).update(rung_at=timezone.now() - timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        pipeline.sweep()
    assert OrmQ.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        pipeline.sweep()
    assert OrmQ.objects.count() == 1


def test_the_sweeper_rings_at_once_for_work_whose_worker_is_gone(django_capture_on_commit_callbacks):
    step = started().steps.get(name="inspect")
    pipeline.take_step(step.pk)
    now = timezone.now()
    Step.objects.filter(pk=step.pk).update(rung_at=now - timedelta(seconds=9), lease_expires_at=now)
    rung = []
    for _ in range(2):
        with django_capture_on_commit_callbacks() as bells:
            pipeline.sweep()
        rung.append(len(bells))
    assert rung == [1, 0]


def test_a_failed_step_can_be_retried_and_others_cannot(settings, django_capture_on_commit_callbacks):
    step = started().steps.get(name="inspect")
    Step.objects.filter(pk=step.pk).update(state="failed", attempts=3, reason="It broke.")
    pipeline.retry(step)
    step.refresh_from_db()
    assert (step.state, step.attempts, step.reason) == ("waiting", 0, "")
    Step.objects.filter(pk=step.pk).update(state="done")
    pipeline.retry(step)
    step.refresh_from_db()
    assert step.state == "done"


def test_a_doorbell_for_a_deleted_recording_is_nothing():
    recording = started()
    step_id = recording.steps.get(name="inspect").pk
    recording.delete()
    run_step(step_id)
    assert not Step.objects.exists()


def test_a_bell_that_cannot_be_rung_takes_nothing_back(monkeypatch, django_capture_on_commit_callbacks):
    def broken(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(pipeline, "async_task", broken)
    with django_capture_on_commit_callbacks(execute=True):
        recording = started()
    assert recording.steps.get(name="inspect").state == "waiting"


def test_the_sweeper_adds_no_bells_while_some_wait_unheard(settings, django_capture_on_commit_callbacks):
    for _ in range(settings.Q_CLUSTER["workers"] + 2):
        started()
    for _ in range(3):
        Step.objects.update(rung_at=timezone.now() - timedelta(minutes=1))
        with django_capture_on_commit_callbacks(execute=True):
            pipeline.sweep()
    assert OrmQ.objects.count() == settings.Q_CLUSTER["workers"]


@pytest.fixture
def named_stores(no_stores, settings):
    """Stores are named, and nobody asks them anything."""
    settings.FIRESTORE_PROJECT_ID, settings.NEO4J_URI = "nowhere", "bolt://127.0.0.1:9"


def test_a_recording_goes_its_way_where_stores_follow_it(named_stores, settings):
    scripted(settings, one=done, two=done)
    recording = started()
    run_step(recording.steps.get(name="one").pk)
    run_step(recording.steps.get(name="two").pk)
    pipeline.wake(recording.pk, "one")
    assert [s.state for s in recording.steps_in_order] == ["waiting", "pending"]


def test_waking_adds_the_steps_of_a_newer_version_once(named_stores, settings):
    scripted(settings, one=done)
    recording = started()
    scripted(settings, one=done, two=done)
    for _ in range(2):
        pipeline.wake(recording.pk, "one")
        assert [(s.name, s.part, s.state) for s in recording.steps_in_order] == [
            ("one", 0, "waiting"),
            ("two", 0, "pending"),
        ]


def test_a_step_that_another_process_adds_at_the_same_time_is_taken_as_it_is(settings, monkeypatch):
    scripted(settings, one=done, two=done)
    recording = factories.recording()
    factories.step(recording, "one")
    plain = StepQuerySet.values_list

    def and_then_the_other_is_quicker(self, *fields, **options):
        seen = list(plain(self, *fields, **options))
        if fields == ("name",) and seen == ["one"]:
            factories.step(recording, "two")
        return seen

    monkeypatch.setattr(StepQuerySet, "values_list", and_then_the_other_is_quicker)
    pipeline.wake(recording.pk, "one")
    assert [s.state for s in recording.steps_in_order] == ["waiting", "pending"]
