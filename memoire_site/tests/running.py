"""Memoire as it runs for people, in processes of its own with a folder and a database of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg
from django.conf import settings

START_SECONDS = 90
STOP_SECONDS = 60


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """The address of an empty database, of the kind that this test run is about."""
    given = urlsplit(os.environ.get("DATABASE_URL", ""))
    if not given.scheme.startswith("postgres"):
        yield f"sqlite:///{folder / 'memoire.sqlite3'}"
        return
    name = f"run_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(given._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`manage.py serve` in a folder of its own, at the same address each time that it is started."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        port = str(free_port())
        self.folder, self.address = folder, f"http://127.0.0.1:{port}"
        self.command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "serve", *arguments]
        self.variables = {
            **os.environ,
            "DATA_DIR": str(folder),
            "PORT": port,
            "DEBUG": "true",
            "SITE_URL": self.address,
            **environment,
        }

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.variables,
                stdout=log,
                stderr=log,
                cwd=settings.BASE_DIR,
                start_new_session=True,
            )
        until(lambda: answers(f"{self.address}/sign-in/"), START_SECONDS, "the first page")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def memoire(folder: Path, *arguments: str, **environment: str) -> Iterator[str]:
    """`manage.py serve` until the block ends; yields the address."""
    server = Server(folder, *arguments, **environment)
    try:
        server.start()
        yield server.address
    finally:
        server.stop()


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2):
            return True
    except (URLError, OSError):
        return False


def until(is_true: Callable[[], object], seconds: float, what: str, *, every: float = 0.25) -> None:
    """Waits for something that happens in another process; fails by name when it does not."""
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, f"Waited {seconds} seconds for {what}."
        time.sleep(every)
