"""The watchdog: it says that it lives, replaces a cluster that died or is stuck, and rings again for what was lost."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone
from django_q.models import OrmQ

from audio import watchdog
from audio.models import Step, Worker
from audio.tests import factories
from audio.watchdog import Cluster, Watchdog

pytestmark = pytest.mark.django_db


class StandIn:
    """A cluster without processes."""

    def __init__(
        self, patience: timedelta = timedelta(seconds=45), *, alive: bool = True, wedged: bool = False
    ) -> None:
        self.patience, self.alive, self.wedged, self.was_killed = patience, alive, wedged, False

    def is_alive(self) -> bool:
        return self.alive

    def is_wedged(self) -> bool:
        return self.wedged

    def note_begun(self) -> None:
        """Nothing to note."""

    def kill(self) -> None:
        self.was_killed = True


@pytest.fixture(autouse=True)
def no_processes(monkeypatch) -> list[StandIn]:
    """New clusters are stand-ins; gives the list of those that were started."""
    started: list[StandIn] = []
    monkeypatch.setattr(watchdog, "Cluster", lambda patience: started.append(StandIn(patience)) or started[-1])
    monkeypatch.setattr(watchdog, "close_old_connections", lambda: None)
    return started


def cluster(*, age: int = 3_600) -> Cluster:
    """A real one but for its process, started so many seconds ago."""
    made = object.__new__(Cluster)
    made.started_at, made.patience = time.monotonic() - age, watchdog.usual_patience()
    return made


def doorbell(*, waiting: int = 3_600, key: str = settings.Q_CLUSTER["name"]) -> OrmQ:
    return OrmQ.objects.create(key=key, payload="ring", lock=timezone.now() - timedelta(seconds=waiting))


def busy_worker(**fields) -> Step:
    soon = timezone.now() + timedelta(minutes=1)
    return factories.step(factories.recording(), **{"state": Step.State.RUNNING, "lease_expires_at": soon, **fields})


def test_a_cluster_is_stuck_when_work_waits_and_a_worker_is_free():
    doorbell()
    assert cluster().is_wedged()


def test_with_nothing_to_do_it_is_not_stuck():
    assert not cluster().is_wedged()


def test_work_that_has_just_come_is_given_time():
    doorbell(waiting=settings.WATCHDOG_SECONDS - 10)
    assert not cluster().is_wedged()


def test_a_message_that_somebody_holds_is_not_waiting():
    doorbell(waiting=-600)
    assert not cluster().is_wedged()


def test_messages_of_other_queues_do_not_count():
    doorbell(key="another")
    assert not cluster().is_wedged()


def test_a_cluster_that_has_just_started_is_given_time():
    doorbell()
    assert not cluster(age=settings.WATCHDOG_SECONDS - 10).is_wedged()


def test_while_all_workers_are_busy_work_may_wait():
    doorbell()
    for _ in range(settings.Q_CLUSTER["workers"]):
        busy_worker()
    assert not cluster().is_wedged()


def test_a_worker_whose_lease_ran_out_is_not_busy():
    doorbell()
    for _ in range(settings.Q_CLUSTER["workers"]):
        busy_worker(lease_expires_at=timezone.now() - timedelta(seconds=1))
    assert cluster().is_wedged()


def test_a_beat_says_that_the_worker_lives():
    Watchdog().look_after(StandIn())
    assert Worker.objects.get().heartbeat_at > timezone.now() - timedelta(seconds=5)


def test_many_beats_are_one_worker():
    dog = Watchdog()
    for _ in range(3):
        dog.look_after(StandIn())
    assert Worker.objects.count() == 1


def test_a_worker_that_nobody_heard_of_for_days_is_forgotten():
    Worker.objects.create(name="gone:1", heartbeat_at=timezone.now() - timedelta(days=2))
    Watchdog().look_after(StandIn())
    assert not Worker.objects.filter(name="gone:1").exists()


def test_a_cluster_that_lives_is_kept():
    living = StandIn()
    assert Watchdog().look_after(living) is living


@pytest.mark.parametrize("trouble", [{"alive": False}, {"wedged": True}], ids=["dead", "stuck"])
def test_a_cluster_in_trouble_is_killed_whole_and_replaced(trouble, no_processes):
    bad = StandIn(**trouble)
    fresh = Watchdog().look_after(bad)
    assert (bad.was_killed, no_processes) == (True, [fresh])


def test_one_that_is_slow_to_begin_is_followed_by_one_that_is_given_more_time():
    dog, now = Watchdog(), timedelta(seconds=45)
    given = [dog.look_after(StandIn(now * factor, wedged=True)).patience for factor in (1, 2, 4, 8)]
    assert given == [now * 2, now * 4, now * 8, watchdog.MOST_PATIENCE]


def test_one_that_has_begun_is_waited_for_no_longer_than_usual():
    begun, beginning = cluster(), cluster(age=60)
    for each in (begun, beginning):
        each.patience = timedelta(minutes=3)
        each.note_begun()
    assert (begun.patience, beginning.patience) == (watchdog.usual_patience(), timedelta(minutes=3))


def test_restarts_are_counted():
    dog = Watchdog()
    dog.beat()
    dog.look_after(StandIn(alive=False))
    assert Worker.objects.get().restarts == 1


def test_a_beat_rings_again_for_a_lost_doorbell(django_capture_on_commit_callbacks):
    factories.step(factories.recording())
    with django_capture_on_commit_callbacks(execute=True):
        Watchdog().look_after(StandIn())
    assert OrmQ.objects.count() == 1


def test_a_database_that_does_not_answer_is_waited_for(monkeypatch):
    def refuse() -> None:
        raise OperationalError("no answer")

    monkeypatch.setattr(watchdog.pipeline, "sweep", refuse)
    living = StandIn()
    assert Watchdog().look_after(living) is living
