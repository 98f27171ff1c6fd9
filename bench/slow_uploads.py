"""What 200 uploads that crawl or stall do to those who look at a page: page loads beside them, against an idle server.

    .venv/bin/python bench/slow_uploads.py [--uploads N] [--loads N] [--rounds N] [--postgres]

Half of the uploads send a kilobyte each second; the other half send once, fall silent until they are closed, and come back. A page load
is the family's page for somebody who is signed in, over a connection of its own. The two states are measured in turn.
"""

import argparse
import multiprocessing
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import chain
from pathlib import Path
from threading import Thread

from serving import Site, site

BLOCK = bytes(1024)
SIZE = 8 * 1024**2
SETTLE_SECONDS = 8


def crawl(port: int, token: str, is_stalling: bool) -> None:
    """Sends one upload for ever: a crumb each second, or one crumb for each connection."""
    asked = {"Authorization": f"Token {token}", "Tus-Resumable": "1.0.0"}
    place = ""
    while True:
        try:
            place = place or begin(port, asked)
            send(port, place, asked, is_stalling)
        except (OSError, HTTPException):
            time.sleep(random.uniform(0, 2))


def begin(port: int, asked: dict[str, str]) -> str:
    line = HTTPConnection("127.0.0.1", port)
    line.request("POST", "/api/v1/uploads/", headers={**asked, "Upload-Length": str(1024**3)})
    answer = line.getresponse()
    answer.read()
    line.close()
    if answer.status != 201:
        sys.exit(f"An upload could not begin: {answer.status}")
    return answer.headers["Location"].partition("/api/")[2]


def send(port: int, place: str, asked: dict[str, str], is_stalling: bool) -> None:
    line = HTTPConnection("127.0.0.1", port)
    line.request("HEAD", f"/api/{place}", headers=asked)
    answer = line.getresponse()
    answer.read()
    offset = answer.headers["Upload-Offset"]
    line.putrequest("PATCH", f"/api/{place}")
    about = {"Upload-Offset": offset, "Content-Length": SIZE, "Content-Type": "application/offset+octet-stream"}
    for name, value in (asked | about).items():
        line.putheader(name, value)
    line.endheaders(BLOCK)
    while not is_stalling:
        time.sleep(1)
        line.send(BLOCK)
    answer = line.getresponse()  # when the server has heard nothing for too long, or is still busy with the last one
    answer.read()
    if answer.status != 204:
        time.sleep(5)


def crawlers(port: int, token: str, count: int) -> None:
    for number in range(count):
        Thread(target=crawl, args=(port, token, number % 2 == 1), daemon=True).start()
        time.sleep(0.01)
    time.sleep(3600)


@contextmanager
def slow_uploads(where: Site, count: int) -> Iterator[None]:
    process = multiprocessing.get_context("spawn").Process(target=crawlers, args=(where.port, where.token, count))
    process.start()
    time.sleep(SETTLE_SECONDS)
    try:
        yield
    finally:
        process.kill()
        process.join()
        time.sleep(1)


def loads(where: Site, count: int) -> list[float]:
    """Milliseconds of each page load."""
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        line = where.connect()
        line.request("GET", f"/families/{where.family}/", headers={"Cookie": where.cookie})
        answer = line.getresponse()
        answer.read()
        line.close()
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            sys.exit(f"The page was answered with {answer.status}")
    return taken


def p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


def threads_and_memory(where: Site) -> str:
    found = []
    for pid in where.workers:
        status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        found.append(f"{int(status['Threads'])} threads {int(status['VmRSS'].split()[0]) // 1024} MiB")
    return ", ".join(found)


def processor(where: Site) -> float:
    """Seconds of processor time that the web processes have taken."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in where.workers]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def connections() -> int:
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uploads", type=int, default=200)
    parser.add_argument("--loads", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    with site(on_postgres=options.postgres, MAX_OPEN_UPLOADS="100000") as where:
        loads(where, 30)
        idle, busy = [], []
        for _ in range(options.rounds):
            idle.append(loads(where, options.loads))
            with slow_uploads(where, options.uploads):
                spent, began = processor(where), time.monotonic()
                time.sleep(5)
                share = (processor(where) - spent) / (time.monotonic() - began)
                busy.append(loads(where, options.loads))
                print(f"the uploads alone take {share:.0%} of a core")
                print(f"web processes: {threads_and_memory(where)}; database connections: {connections() or '–'}")
        print(f"{options.uploads} slow uploads, {options.loads} page loads each time, on {os.cpu_count()} cores")
        for a, b in zip(idle, busy, strict=True):
            print(
                f"median {statistics.median(a):6.1f} → {statistics.median(b):6.1f} ms   "
                f"95th percentile {p95(a):6.1f} → {p95(b):6.1f} ms   ratio {p95(b) / p95(a):.2f}"
            )
        print(f"ratio of the 95th percentiles, all rounds: {p95([*chain(*busy)]) / p95([*chain(*idle)]):.2f}")


if __name__ == "__main__":
    main()
