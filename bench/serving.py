"""Memoire's web server as it runs for people, in a folder and a database of its own, with somebody signed in: for the scripts beside."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
START_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """A server that answers on loopback. `token` is for the API, `cookie` for the pages; both are of the same keeper."""

    port: int
    folder: Path
    family: str
    token: str
    cookie: str
    process: subprocess.Popen[bytes]

    def connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=120)

    @property
    def workers(self) -> list[int]:
        """The process ids of the web processes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]


@contextmanager
def site(*, on_postgres: bool = False, **settings: str) -> Iterator[Site]:
    """Serves an empty Memoire with one family until the block ends."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, database(on_postgres) as address:
        set_up(folder, address, settings)
        family, token, cookie = people()
        port = free_port()
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(command(port), cwd=ROOT, start_new_session=True, stderr=log)
        try:
            wait_for(port)
            yield Site(port, Path(folder), family, token, cookie, process)
        finally:
            process.terminate()
            process.wait()


@contextmanager
def database(on_postgres: bool) -> Iterator[str]:
    if not on_postgres:
        yield ""
        return
    server = subprocess.Popen([ROOT / "script" / "postgres"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        yield server.stdout.readline().strip().removeprefix("DATABASE_URL=")
    finally:
        server.terminate()
        server.wait()


def set_up(folder: str, address: str, settings: dict[str, str]) -> None:
    import django
    from django.core.management import call_command

    os.environ.pop("DATABASE_URL", None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "memoire_site.settings",
        "DATA_DIR": folder,
        "DEBUG": "false",
        "LOG_LEVEL": "ERROR",
        **({"DATABASE_URL": address} if address else {}),
        **settings,
    }
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def people() -> tuple[str, str, str]:
    """A family with the demo's recordings and a keeper: its id, a token and a session of theirs."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from families.accounts.tokens import give_token
    from families.models import Family, Membership, User
    from memoire_site import demo

    family = Family.objects.create(name="Bench")
    keeper = User.objects.create_user("kim@bench.example", None, name="Kim")
    Membership.objects.create(family=family, user=keeper, role=Membership.Role.KEEPER)
    for sample in demo.SAMPLES:
        demo.bring_in(family, keeper, sample)
    session = SessionStore()
    session[SESSION_KEY] = keeper._meta.pk.value_to_string(keeper)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = keeper.get_session_auth_hash()
    session.save()
    _, token = give_token(keeper)
    return str(family.pk), token, f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def command(port: int) -> list[str]:
    from memoire_site.management.commands.serve import web

    return web(str(port))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/api/v1/health/live")
            connection.getresponse().read()
            return
        except OSError:
            if time.monotonic() > deadline:
                sys.exit("The web server did not start.")
            time.sleep(0.2)
