"""Killed in whatever order: nobody of the tree is left, and whoever lives starts the rest anew."""

import os
import signal
import subprocess

import pytest

from memoire_site.tests.running import Server, database, until
from memoire_site.tests.test_chaos import command_of, parts, processes_of

pytestmark = [pytest.mark.chaos, pytest.mark.one_database]
SECONDS = 10


@pytest.fixture
def server(tmp_path):
    with database(tmp_path) as address:
        made = Server(tmp_path, "--no-demo", DATABASE_URL=address)
        made.start()
        yield made
        made.process.kill()
        made.process.wait()


def whole(server: Server) -> dict[str, list[int]]:
    """The tree of the worker, once all of it is there: two workers, the pusher and the monitor."""
    until(lambda: len(parts(server.process.pid)["worker"]) >= 4, 40, "the whole tree")
    return parts(server.process.pid)


def kill(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def nobody_left_of(pids: list[int], folder) -> bool:
    return not set(pids) & set(processes_of(folder))


def test_no_child_outlives_its_parent_in_whatever_order_they_are_killed(server, tmp_path):
    for kinds in (["sentinel"], ["main"], ["watchdog"], ["main", "watchdog"], ["sentinel", "main", "watchdog"]):
        tree = whole(server)
        os.kill(tree["watchdog"][0], signal.SIGSTOP)  # so that nobody tidies up between two blows
        kill(*(tree[kind][0] for kind in kinds))
        os.kill(tree["watchdog"][0], signal.SIGCONT)
        below = {"sentinel": ["worker"], "main": ["sentinel", "worker"], "watchdog": ["main", "sentinel", "worker"]}
        struck = [pid for kind in kinds for part in [kind, *below[kind]] for pid in tree[part]]
        until(lambda struck=struck: nobody_left_of(struck, tmp_path), SECONDS, f"nobody to be left after {kinds}")
    kill(server.process.pid)
    server.process.wait()
    until(lambda: not processes_of(tmp_path), SECONDS, "nobody to be left after the server was killed")
    server.start()  # at the same address, on the same folder
    whole(server)


def test_a_second_server_on_the_same_folder_is_told_who_is_there(server, tmp_path):
    second = Server(tmp_path, "--no-demo", DATABASE_URL=server.variables["DATABASE_URL"])
    ended = subprocess.run(
        second.command, env=second.variables, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert f"{tmp_path} is in use. Process {server.process.pid} serves it since" in ended.stderr
    assert server.address in ended.stderr
    assert "serve" in command_of(server.process.pid)
