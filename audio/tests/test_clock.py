"""The machine's clock jumps: back by a day, and nobody waits a day; ahead by a week, and nothing of today is thrown away."""

import time
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from audio import pipeline
from audio.models import Step, Upload, finish_seconds
from audio.tests import factories
from audio.uploads import reaping
from audio.uploads.leases import LEASE_SECONDS, Busy, UploadLease
from audio.uploads.tests.tus_client import begin, head, patch
from audio.watchdog import Watchdog
from families import expiry_clock
from families.expiry_clock import ExpiryClock
from memoire_site import health

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def jump(monkeypatch):
    """Puts the machine's clock ahead, or back, by so much; what really passes is not changed."""
    right = timezone.now

    def do(by: timedelta) -> None:
        monkeypatch.setattr(timezone, "now", lambda: right() + by)

    return do


@pytest.fixture
def hours_pass(monkeypatch):
    """Makes so many hours really pass."""

    def do(hours: float) -> None:
        expiry_clock._counted[0] -= hours * 3600

    return do


def test_an_upload_that_a_dead_writer_holds_is_free_after_a_jump_back(browser, jump):
    begin(browser, 100)
    UploadLease.take(Upload.objects.get())
    jump(-DAY)
    UploadLease.take(Upload.objects.get())


@pytest.mark.parametrize("seconds", [LEASE_SECONDS, finish_seconds(4 * 1024**3)], ids=["writing", "finishing"])
def test_an_upload_that_is_held_is_not_free(browser, seconds):
    begin(browser, 100)
    UploadLease.take(Upload.objects.get()).renew(seconds)
    with pytest.raises(Busy):
        UploadLease.take(Upload.objects.get())


def running(**fields) -> Step:
    soon = timezone.now() + pipeline.lease_time()
    held = {"state": Step.State.RUNNING, "lease": uuid.uuid4(), "lease_expires_at": soon, "rung_at": timezone.now()}
    return factories.step(factories.recording(), **{**held, **fields})


def test_a_step_whose_worker_died_is_taken_over_after_a_jump_back(jump):
    step = running()
    assert pipeline.take_step(step.pk) is None
    jump(-DAY)
    assert pipeline.take_step(step.pk) is not None


def test_a_step_that_killed_its_worker_too_often_is_given_up_after_a_jump_back(jump, settings):
    step = running(attempts=settings.STEP_MAX_ATTEMPTS)
    jump(-DAY)
    pipeline.sweep()
    step.refresh_from_db()
    assert step.state == Step.State.FAILED


def test_a_step_that_waits_for_another_try_does_not_wait_a_day(jump):
    step = factories.step(factories.recording(), state=Step.State.WAITING, not_before=timezone.now())
    jump(-DAY)
    assert pipeline.take_step(step.pk) is not None


def test_a_bell_that_was_rung_tomorrow_is_rung_again(jump, django_capture_on_commit_callbacks):
    step = factories.step(factories.recording(), state=Step.State.WAITING)
    Step.objects.filter(pk=step.pk).update(rung_at=timezone.now(), not_before=timezone.now() - 2 * DAY)
    jump(-DAY)
    with django_capture_on_commit_callbacks() as rung:
        pipeline.sweep()
    assert len(rung) == 1


def test_a_turn_does_not_become_a_day_long(jump, settings):
    settings.STEP_TURN_SECONDS = 1
    run = pipeline.take_step(factories.step(factories.recording(), state=Step.State.WAITING).pk)
    jump(-DAY)
    assert run.turn_ends_at <= time.monotonic() + 1


def test_a_worker_that_was_last_heard_tomorrow_does_not_count_as_alive(jump):
    Watchdog().beat()
    assert health.worker() is None
    jump(-DAY)
    assert health.worker() is not None


def test_a_jump_ahead_throws_nothing_away_that_was_written_today(browser, jump, tmp_path):
    place = begin(browser, 100)
    patch(browser, place, 0, b"x")
    stray = tmp_path / "arriving/young.whole"
    stray.write_bytes(b"left a moment ago")
    jump(10 * DAY)
    for _ in range(3):
        reaping.reap()
    assert (Upload.objects.count(), stray.exists()) == (1, True)
    assert head(browser, place).status_code == 200
    assert patch(browser, place, 1, b"y").status_code == 204


def test_the_clock_of_a_machine_that_starts_with_a_wrong_date_is_not_carried_along(browser, jump, monkeypatch):
    begin(browser, 100)
    ExpiryClock.advance()
    jump(30 * DAY)
    monkeypatch.setattr(expiry_clock, "_began", (timezone.now(), expiry_clock._began[1]))
    reaping.reap()
    assert Upload.objects.count() == 1


def test_what_is_overdue_for_days_that_really_passed_is_thrown_away(browser, jump, hours_pass, settings):
    begin(browser, 100)
    ExpiryClock.advance()
    jump((settings.UPLOAD_EXPIRES_DAYS + 1) * DAY)
    reaping.reap()
    assert Upload.objects.count() == 1
    hours_pass(settings.UPLOAD_EXPIRES_DAYS + 1)  # a day for each hour, at most
    reaping.reap()
    assert Upload.objects.count() == 0


def test_the_clock_follows_at_once_when_it_is_put_back(jump):
    ExpiryClock.advance()
    jump(-DAY)
    assert ExpiryClock.now() == pytest.approx(timezone.now(), abs=timedelta(seconds=5))


def test_asking_for_the_time_writes_nothing(django_assert_num_queries):
    with django_assert_num_queries(1):
        ExpiryClock.now()
    assert not ExpiryClock.objects.exists()


def test_a_lease_that_was_given_by_a_clock_ahead_is_not_counted_as_busy(jump):
    running()
    jump(-DAY)
    assert not Step.objects.filter(state=Step.State.RUNNING).exclude(Step.abandoned()).exists()
