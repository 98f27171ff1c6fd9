"""Whether pages wait while two workers hear a long recording: the same pages, with the workers at work and with them held still.

    .venv/bin/python bench/while_hearing.py [--pairs 6] [--seconds 10] [--niceness 10] [--postgres]

The web server as it is shipped, and `manage.py worker` as it is shipped, which hears an hour of real speech meanwhile. In each pair the
workers are held still for some seconds (SIGSTOP) and then let go on, or the other way round, so that whatever else this machine does
falls on both alike. One browser asks for a page, waits for it, rests for 50 ms and asks for the next. Prints the 50th and 95th
percentile of both in milliseconds, their ratio (the aim is 1.5), that of each pair, and the machine's load. Takes three minutes.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path

from pages import fetch, recording_of
from serving import ROOT, Site, site
from transcription import long_speech

REST = 0.05  # seconds between two pages
SETTLE = 1.0  # seconds until the workers are at it again, or have let go
WAIT = 300  # seconds for the workers to begin
HOUR = 60.0


@dataclass
class Times:
    """Milliseconds of every page that was asked for: one list for each pair."""

    still: list[list[float]] = field(default_factory=list)
    hearing: list[list[float]] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--audio", type=Path, default=ROOT / "memoire_site" / "demo" / "austen.m4a")
    parser.add_argument("--minutes", type=float, default=HOUR)
    parser.add_argument("--pairs", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--niceness", type=int, default=None, help="what is shipped, where none is named")
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    # A worker that is held still looks to its watchdog as if it were stuck.
    patient = {"WATCHDOG_SECONDS": "600", "STEP_LEASE_SECONDS": "600"}
    settings = {"ALLOWED_HOSTS": "localhost,127.0.0.1", "WORKERS": "2", **patient}
    settings |= {} if given.niceness is None else {"WORKER_NICENESS": str(given.niceness)}
    with site(on_postgres=given.postgres, **settings) as served:
        home = f"/families/{served.family}/"
        paths = [recording_of(200), home, f"{home}stories/", "/api/v1/stories/", "/api/v1/audio/"]
        add_recording(long_speech(given.audio, given.minutes, served.folder))
        load = os.getloadavg()[0]
        with workers() as watchdog:
            wait_until_heard()
            times = measured(served, paths, watchdog, given.pairs, given.seconds)
        print(
            f"load of the machine before: {load:.1f}, of {os.cpu_count()} cores; niceness of the workers: {niceness()}"
        )
        tell(times)


def add_recording(path: Path) -> None:
    from django.core.files.base import File

    from audio import arrivals
    from families.models import Family

    with path.open("rb") as file:
        arrivals.receive(File(file, path.name), family=Family.objects.get(), by=None)


def niceness() -> int:
    from django.conf import settings

    return int(settings.WORKER_NICENESS)


@contextmanager
def workers() -> Iterator[int]:
    """`manage.py worker` in a session of its own, as a service has it; its process id."""
    process = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, start_new_session=True)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def signal_workers(watchdog: int, number: signal.Signals) -> None:
    os.killpg(cluster_of(watchdog), number)


def cluster_of(watchdog: int) -> int:
    """The process id of the cluster, which leads the group that works."""
    children = Path(f"/proc/{watchdog}/task/{watchdog}/children")
    deadline = time.monotonic() + WAIT
    while not (found := children.read_text().split()):
        if time.monotonic() > deadline:
            sys.exit("The worker did not start.")
        time.sleep(0.1)
    return int(found[0])


def wait_until_heard() -> None:
    """Until two parts of the long recording are being heard."""
    from audio.models import Step

    deadline = time.monotonic() + WAIT
    while Step.objects.filter(name="transcribe", state=Step.State.RUNNING).count() < 2:
        if time.monotonic() > deadline:
            sys.exit("Two workers have not begun to hear.")
        time.sleep(0.2)


def still_hearing() -> bool:
    from audio.models import Step

    return Step.objects.filter(name="transcribe", state=Step.State.RUNNING).exists()


def measured(served: Site, paths: Sequence[str], watchdog: int, pairs: int, seconds: float) -> Times:
    """Pair by pair, each the other way round than the one before."""
    times, connection = Times(), served.connect()
    for path in [*paths, *paths, *paths]:  # the first ones load templates, in each web process
        fetch(connection, path, served.cookie)
    for number in range(pairs):
        for is_hearing in (True, False) if number % 2 else (False, True):
            signal_workers(watchdog, signal.SIGCONT if is_hearing else signal.SIGSTOP)
            time.sleep(SETTLE)
            rows = times.hearing if is_hearing else times.still
            rows.append(asked(connection, paths, served.cookie, seconds))
            if is_hearing and not still_hearing():
                sys.exit("The recording is heard to its end: take more --minutes.")
    signal_workers(watchdog, signal.SIGCONT)
    return times


def asked(connection: HTTPConnection, paths: Sequence[str], cookie: str, seconds: float) -> list[float]:
    """Milliseconds to the last byte of each page that was asked for in so many seconds."""
    took: list[float] = []
    until = time.monotonic() + seconds
    for path in cycle(paths):
        if time.monotonic() > until:
            return took
        took.append(fetch(connection, path, cookie)[1])
        time.sleep(REST)
    return took


def percentile(times: Sequence[float], share: int) -> float:
    return statistics.quantiles(times, n=100)[share - 1]


def tell(times: Times) -> None:
    every = {name: [each for row in rows for each in row] for name, rows in vars(times).items()}
    print(f"{'':16}{'pages':>8}{'median, ms':>12}{'95th percentile, ms':>22}")
    for name, took in every.items():
        print(f"{name:16}{len(took):8}{percentile(took, 50):12.1f}{percentile(took, 95):22.1f}")
    ratio = percentile(every["hearing"], 95) / percentile(every["still"], 95)
    pairs = [percentile(a, 95) / percentile(b, 95) for a, b in zip(times.hearing, times.still, strict=True)]
    print(f"95th percentile while two workers hear, as a ratio: {ratio:.2f}")
    print("of each pair: " + ", ".join(f"{each:.2f}" for each in pairs) + f"; median {statistics.median(pairs):.2f}")


if __name__ == "__main__":
    main()
