"""Uploads over loopback in pieces of 8 MiB, one and four at a time: ours beside tusd, in the same run and in turn.

    .venv/bin/python bench/uploads.py [--megabytes N] [--repeat N] [--tusd PATH] [--postgres]

tusd is the reference server in Go: `go install github.com/tus/tusd/v2/cmd/tusd@latest`. It syncs nothing to the disk, asks nobody who they
are and looks at no sound; ours does, and its time runs until the recording exists. Without tusd only ours is measured.
"""

import argparse
import os
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread

from serving import free_port, site, wait_for

PIECE = 8 * 1024**2
WARM_UPS = 24
RATE = 48_000
BYTES = "application/offset+octet-stream"


@dataclass
class Place:
    """A tus server: where uploads begin, who asks, and the processes whose memory counts."""

    name: str
    port: int
    path: str
    workers: list[int]
    asked: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sent:
    """One upload, in seconds: until all bytes but the last piece were answered, and until everything was."""

    bytes_before: int
    before: float
    whole: float


def noise(megabytes: int, salt: int) -> Iterator[bytes]:
    """A WAV file of noise in pieces, different for each salt, so that nobody knows its bytes already."""
    size = megabytes * 1_000_000
    about = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", size - 8, b"WAVE", b"fmt ", 16, 1, 2, RATE, RATE * 4, 4, 16, b"data", size - 44
    )
    block = os.urandom(PIECE)
    first = about + struct.pack("<Q", salt) + block[: PIECE - len(about) - 8]
    for start in range(0, size, PIECE):
        yield (block if start else first)[: size - start]


def send(place: Place, megabytes: int, salt: int) -> Sent:
    line = HTTPConnection("127.0.0.1", place.port, timeout=300)
    asked = {"Tus-Resumable": "1.0.0", **place.asked}
    line.request("POST", place.path, headers={**asked, "Upload-Length": str(megabytes * 1_000_000)})
    answer = line.getresponse()
    answer.read()
    there = answer.headers["Location"].split("/", 3)[-1]
    began = time.perf_counter()
    offset, before = 0, 0.0
    for piece in noise(megabytes, salt):
        before, bytes_before = time.perf_counter() - began, offset
        line.request("PATCH", f"/{there}", piece, {**asked, "Upload-Offset": str(offset), "Content-Type": BYTES})
        answer = line.getresponse()
        told = answer.read()
        if answer.status != 204:
            sys.exit(f"{place.name} answered {answer.status}: {told[:300]!r}")
        offset += len(piece)
    if offset != int(answer.headers["Upload-Offset"]):
        sys.exit(f"{place.name} has {answer.headers['Upload-Offset']} bytes of {offset}.")
    line.close()
    return Sent(bytes_before, before, time.perf_counter() - began)


def resident(pid: int) -> int:
    """MiB in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024**2


@contextmanager
def growth(workers: list[int]) -> Iterator[list[int]]:
    """By how many MiB the process that grew most was larger than at the start, put into the list when the block ends."""
    start, most, is_over = {pid: resident(pid) for pid in workers}, [0], Event()

    def watch() -> None:
        while not is_over.wait(0.05):
            most[0] = max(most[0], *(resident(pid) - start[pid] for pid in workers))

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        is_over.set()
        watcher.join()


@contextmanager
def tusd(program: str | None) -> Iterator[Place | None]:
    if not program:
        print("tusd is not there (go install github.com/tus/tusd/v2/cmd/tusd@latest); only ours is measured.")
        yield None
        return
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "-host", "127.0.0.1", "-port", str(port), "-upload-dir", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(port)
            yield Place("tusd", port, "/files/", [process.pid])
        finally:
            process.terminate()
            process.wait()


def measure(place: Place, megabytes: int, at_once: int, salt: int) -> tuple[float, float, int]:
    """Bytes per second (in millions) until the last piece, and with everything; and the MiB that a process grew."""
    began = time.perf_counter()
    with growth(place.workers) as grown, ThreadPoolExecutor(at_once) as pool:
        sent = list(pool.map(lambda n: send(place, megabytes // at_once, salt + n), range(at_once)))
    whole = megabytes / (time.perf_counter() - began)
    before = sum(each.bytes_before for each in sent) / max(each.before for each in sent) / 1e6
    return before, whole, grown[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--tusd", default=shutil.which("tusd"))
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    with site(on_postgres=options.postgres) as where, tusd(options.tusd) as other:
        ours = Place("ours", where.port, "/api/v1/uploads/", where.workers, {"Authorization": f"Token {where.token}"})
        for number in range(WARM_UPS):  # each web process loads what it needs at its first request
            send(ours, 1, number)
        for at_once in (1, 4):
            compare([ours, *([other] if other else [])], options.megabytes, at_once, options.repeat)


def compare(places: list[Place], megabytes: int, at_once: int, repeat: int) -> None:
    found: dict[str, list[tuple[float, float, int]]] = {place.name: [] for place in places}
    for number in range(repeat + 1):
        for place in places:
            figures = measure(place, megabytes, at_once, 100 * at_once + 10 * number)
            if number:  # the first warms up
                found[place.name].append(figures)
    print(f"{megabytes} MB, {at_once} at a time, median of {repeat} (range)")
    for name, rows in found.items():
        before, whole, grown = zip(*rows, strict=True)
        print(
            f"  {name:5} {spread(before)} MB/s of bytes, {spread(whole)} MB/s until the recording is there; "
            f"largest growth of a process {max(grown)} MiB"
        )
    if len(places) == 2:
        for column, what in enumerate(["of bytes", "with everything"]):
            ratios = [a[column] / b[column] for a, b in zip(found["ours"], found["tusd"], strict=True)]
            print(f"  ratio {what}: {statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})")


def spread(values: tuple[float, ...]) -> str:
    return f"{statistics.median(values):.0f} ({min(values):.0f}–{max(values):.0f})"


if __name__ == "__main__":
    main()
