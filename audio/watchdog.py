"""Keeps a django-q2 cluster alive from outside, and sweeps up after it.

A cluster that loses an idle worker at the wrong moment takes nothing any more, and says nothing; one that loses its main process goes
on with children that nobody owns. So each of its processes ends with the one that started it (`audio.parent_death`), and this loop,
which holds no queue and no lock, looks after the whole: it restarts what died, kills what is wedged, rings again for what was lost,
and says that it lives.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from types import FrameType

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.db.models import F
from django.utils import timezone
from django_q.models import OrmQ

from audio import parent_death, pipeline, reinspection
from audio.models import Step, Worker
from audio.sound import fence
from audio.uploads import reaping
from families.accounts import tokens
from families.accounts.sign_ins import erase_expired
from families.removal import Eraser
from projections.entries import is_past
from projections.models import Drainer
from projections.outbox import ring_waiting

log = structlog.get_logger(__name__)
BEAT_SECONDS = 2.0
STOP_SECONDS = 25.0
REAP_SECONDS = 3600.0
FORGET_AFTER = timedelta(days=1)
MOST_PATIENCE = timedelta(minutes=10)


class Cluster:
    """One `manage.py qcluster` and its children, in a process group of their own."""

    def __init__(self, patience: timedelta | None = None) -> None:
        self.started_at = time.monotonic()
        self.patience = patience or usual_patience()
        self.process = subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "qcluster"],
            start_new_session=True,
            env={**os.environ, **parent_death.followed()},
        )

    @property
    def age(self) -> timedelta:
        return timedelta(seconds=time.monotonic() - self.started_at)

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def is_wedged(self) -> bool:
        """Whether work has been waiting for a while though a worker is free.

        The oldest doorbell's `lock` is the moment from which it may be taken. Steps and copies under way tell how many workers are busy.
        """
        if self.age < self.patience:
            return False
        waiting = OrmQ.objects.filter(key=settings.Q_CLUSTER["name"], lock__lt=timezone.now() - self.patience)
        busy = Step.objects.filter(state=Step.State.RUNNING).exclude(Step.abandoned()).count()
        busy += Drainer.objects.exclude(is_past("leased_until")).count()
        return busy < settings.Q_CLUSTER["workers"] and waiting.exists()

    def note_begun(self) -> None:
        """Once it has had its time to begin, and is not stuck, work waits for it no longer than usual."""
        if self.age >= self.patience:
            self.patience = usual_patience()

    def stop(self) -> None:
        """Lets the work under way end: the signal goes to the main process only, which tells its children."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("cluster_would_not_stop")
        self.kill()

    def kill(self) -> None:
        """Ends the whole group, so that no orphan goes on taking work."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def warn_of_open_fence() -> None:
    """Said once, at the start: strangers' files are opened here with less around them than elsewhere."""
    if missing := fence.missing():
        log.warning("sound_is_opened_less_safely", open="; ".join(missing))


def usual_patience() -> timedelta:
    """How long work may wait for a free worker before its cluster is taken for stuck."""
    return timedelta(seconds=settings.WATCHDOG_SECONDS)


class Watchdog:
    """The loop of `manage.py worker`."""

    def __init__(self) -> None:
        self.is_stopping = False
        self.reaps_at = time.monotonic()
        self.eraser = Eraser()
        self.name = f"{socket.gethostname()}:{os.getpid()}"

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self.ask_to_stop)
        signal.signal(signal.SIGINT, self.ask_to_stop)
        warn_of_open_fence()
        cluster = Cluster()
        try:
            while not self.is_stopping:
                cluster = self.look_after(cluster)
                time.sleep(BEAT_SECONDS)
        finally:
            cluster.stop()
            Worker.objects.filter(name=self.name).delete()

    def ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.is_stopping = True

    def look_after(self, cluster: Cluster) -> Cluster:
        """One beat. A database that does not answer is waited for: the cluster does the same."""
        close_old_connections()
        try:
            if not cluster.is_alive():
                return self.replace(cluster, "died")
            if cluster.is_wedged():
                return self.replace(cluster, "wedged")
            cluster.note_begun()
            self.beat()
            pipeline.sweep()
            ring_waiting()
            self.reap()
        except DatabaseError as error:
            log.warning("watchdog_waits_for_database", kind=type(error).__name__)
        return cluster

    def beat(self) -> None:
        Worker.objects.update_or_create(name=self.name, defaults={"heartbeat_at": timezone.now()})
        Worker.objects.filter(heartbeat_at__lt=timezone.now() - FORGET_AFTER).delete()

    def reap(self) -> None:
        """Once an hour, uploads that nobody came back for, what was removed for good, and sign-ins that have ended.

        And whatever came under older rules of sound begins to be inspected again.
        """
        if time.monotonic() >= self.reaps_at:
            self.reaps_at = time.monotonic() + REAP_SECONDS
            reaping.reap()
            tokens.purge()
            self.eraser.erase_overdue()
            erase_expired()
            reinspection.begin()

    def replace(self, cluster: Cluster, why: str) -> Cluster:
        """One that seemed stuck may be slow to start on a busy machine: the next gets twice the time, or none would ever begin."""
        log.warning("cluster_restarted", why=why)
        cluster.kill()
        Worker.objects.filter(name=self.name).update(restarts=F("restarts") + 1)
        return Cluster(min(2 * cluster.patience, MOST_PATIENCE) if why == "wedged" else cluster.patience)
