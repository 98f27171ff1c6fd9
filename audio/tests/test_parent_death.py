"""Whoever was started ends with whoever started it, however that one ended."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from memoire_site.tests.running import until

STARTS_A_CHILD = """
import os, subprocess, sys, time
from audio import parent_death
child = subprocess.Popen([sys.executable, "-c", {child!r}], env={{**os.environ, **parent_death.followed()}})
print(child.pid, flush=True)
time.sleep(60)
"""
FOLLOWS = """
import time
from audio import parent_death
parent_death.follow()
time.sleep(60)
"""
FORKS_TWICE = """
import multiprocessing, os, time
from audio import parent_death
parent_death.follow_when_forked()
fork = multiprocessing.get_context("fork")
def grandchild():
    print(os.getpid(), flush=True)
    time.sleep(60)
def child():
    fork.Process(target=grandchild).start()
    time.sleep(60)
fork.Process(target=child).start()
time.sleep(60)
"""
DECODES = """
import sys
from pathlib import Path
from audio.sound import sandbox
with sandbox.child(["speech", sys.argv[1], "0"], seconds=60) as child:
    print(child.pid, flush=True)
    child.wait()
"""


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def started(program: str, *arguments: str) -> tuple[subprocess.Popen, int]:
    """A process, and the one of its descendants whose number it says."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
    )
    with process.stdout:
        return process, int(process.stdout.readline())


@pytest.mark.parametrize(
    "program", [STARTS_A_CHILD.format(child=FOLLOWS), FORKS_TWICE], ids=["a program", "a fork of a fork"]
)
def test_who_follows_ends_when_the_first_is_killed(program):
    process, follower = started(program)
    assert is_alive(follower)
    process.kill()
    process.wait()
    until(lambda: not is_alive(follower), 5, "the end of the follower", every=0.02)


def test_a_decoding_child_ends_with_the_worker_that_started_it(tmp_path):
    endless = tmp_path / "endless.wav"
    os.mkfifo(endless)  # opening it waits until somebody writes
    process, child = started(DECODES, str(endless))
    process.kill()
    process.wait()
    until(lambda: not is_alive(child), 5, "the end of the decoding child", every=0.02)


def test_who_comes_too_late_to_follow_ends_at_once():
    gone = {**os.environ, "MEMOIRE_PARENT": "999999999"}
    ended = subprocess.run([sys.executable, "-c", FOLLOWS], cwd=settings.BASE_DIR, env=gone, timeout=20, check=False)
    assert ended.returncode == 1


def test_the_wish_is_not_handed_down():
    program = "import os\nfrom audio import parent_death\nparent_death.follow()\nprint('MEMOIRE_PARENT' in os.environ)"
    told = {**os.environ, "MEMOIRE_PARENT": str(os.getpid())}
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=settings.BASE_DIR, env=told, capture_output=True, text=True, check=True
    )
    assert said.stdout == "False\n"


def test_who_was_started_by_hand_follows_nobody():
    process = subprocess.Popen([sys.executable, "-c", FOLLOWS], cwd=settings.BASE_DIR)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(2)
    process.send_signal(signal.SIGKILL)
    process.wait()
