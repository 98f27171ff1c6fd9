"""Runs Memoire on one machine: the database made ready, the web server and the worker, and both stopped on Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from audio import parent_death
from memoire_site import demo, exposure, occupancy

STOP_SECONDS = 40.0
RESTART_SECONDS = 1.0


class Stopped(Exception):
    """Somebody asked us to stop."""


class Command(BaseCommand):
    help = "Starts the web server and the worker together, and stops both on Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--with-stores", action="store_true", help="Also start a Neo4j and a Firestore emulator.")
        parser.add_argument("--no-demo", action="store_true", help="Start with an empty database.")

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        try:
            self.run(with_stores=options["with_stores"], with_demo=settings.DEBUG and not options["no_demo"])
        except Stopped:
            self.stderr.write("Stopping. Work under way is finished first.")
        finally:
            self.end_all()

    def run(self, *, with_stores: bool, with_demo: bool) -> None:
        port = os.environ.get("PORT", "8000")
        try:
            exposure.refuse_open_debug(host())
            # Kept on the command, since closing the file would let go of the folder.
            self.lock = occupancy.occupy(settings.DATA_DIR, f"http://{host()}:{port}")
        except (exposure.Exposed, occupancy.Occupied) as error:
            raise CommandError(str(error)) from None
        refuse_taken(port)
        if with_stores:
            self.start_stores()
        call_command("migrate", verbosity=0)
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        if with_demo:
            self.make_demo()
        if with_stores:
            call_command("prepare_graph", verbosity=0)
            call_command("rebuild_projection", all=True, verbosity=0)  # these stores begin empty at each start
        commands = {"web": web(port), "worker": [sys.executable, "manage.py", "worker"]}
        for name in commands:
            self.start(name, commands[name])
        wait_for(port)
        self.stdout.write(f"Memoire is at {settings.SITE_URL}\nStop it with Ctrl-C.")
        self.stdout.flush()
        self.look_after(commands)

    def make_demo(self) -> None:
        if demo.is_wanted():
            self.stdout.write("Making a demo family: two recordings are on their way.")
            demo.make()
        if demo.is_there():
            self.stdout.write(f"Sign in as {', '.join(demo.PEOPLE)} with the password {demo.PASSWORD}")

    def start(self, name: str, command: list[str]) -> None:
        environment = {**os.environ, **parent_death.followed()}
        self.children[name] = subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True, env=environment)

    def start_stores(self) -> None:
        """Waits for the five lines that `script/stores` prints when both answer, and makes them our settings."""
        command = [str(Path("script") / "stores")]
        stores = subprocess.Popen(
            command, cwd=settings.BASE_DIR, start_new_session=True, stdout=subprocess.PIPE, text=True
        )
        self.children["stores"] = stores  # type: ignore[assignment]
        # The range first: with it behind, zip would wait for a sixth line before it ends.
        lines = [line.strip() for _, line in zip(range(5), stores.stdout or (), strict=False)]
        if len(lines) < 5:
            raise CommandError("The stores did not start; what they said is above.")
        found = dict(line.split("=", 1) for line in lines)
        os.environ.update(found)
        for name, value in found.items():
            setattr(settings, name, value)
        self.stdout.write("\n".join(lines))

    def look_after(self, commands: dict[str, list[str]]) -> None:
        """Starts again what ends by itself, until somebody stops us."""
        while True:
            time.sleep(RESTART_SECONDS)
            for name, command in commands.items():
                if self.children[name].poll() is not None:
                    self.stderr.write(f"The {name} ended by itself; starting it again.")
                    self.start(name, command)

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        raise Stopped

    def end_all(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            # A second Ctrl-C, out of impatience, would leave a child behind.
            signal.signal(number, signal.SIG_IGN)
        running = [child for child in self.children.values() if child.poll() is None]
        for child in running:
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in running:
            try:
                child.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)


def host() -> str:
    return str(settings.HOST)


def own_address() -> str:
    """Where this machine finds the server: it need not listen on loopback."""
    return "127.0.0.1" if host() in {"0.0.0.0", "localhost", ""} else host().strip("[]")  # noqa: S104


def family() -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in own_address() else socket.AF_INET


def web(port: str) -> list[str]:
    options = ["--config", "python:memoire_site.web", "--bind", f"{host()}:{port}", "--log-level", "error"]
    reload = ["--reload"] if settings.DEBUG else []
    return [sys.executable, "-m", "gunicorn", *options, *reload]


def refuse_taken(port: str) -> None:
    with socket.socket(family()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((own_address(), int(port)))
        except (OSError, ValueError) as error:
            raise CommandError(
                f"Port {port} cannot be used ({error}). Choose another: PORT=8001 script/server"
            ) from None


def wait_for(port: str) -> None:
    for _ in range(150):
        with socket.socket(family()) as probe:
            probe.settimeout(0.5)
            if probe.connect_ex((own_address(), int(port))) == 0:
                return
        time.sleep(0.2)
    raise CommandError("The web server did not start; what it said is above.")
