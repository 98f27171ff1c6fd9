"""Work in the background gives way to the pages."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

# The real command, up to where django-q2 would begin; then what a worker and a program that it starts would find.
BEGINS_A_CLUSTER = """
import django, multiprocessing, os, subprocess, sys
django.setup()
from django_q.management.commands import qcluster
from audio.management.commands.qcluster import Command
def found():
    subprocess.run([sys.executable, "-c", "import os; print(os.nice(0), os.sched_getscheduler(0))"], check=True)
def begin(self, *args, **options):
    worker = multiprocessing.get_context("fork").Process(target=found)
    worker.start()
    worker.join()
qcluster.Command.handle = begin
Command().handle()
"""


def of_a_worker(tmp_path, **environment: str) -> list[int]:
    """How much a program yields that a worker starts, and by which of the kernel's rules."""
    given = {**os.environ, "DJANGO_SETTINGS_MODULE": "memoire_site.settings", "DATA_DIR": str(tmp_path), **environment}
    command = [sys.executable, "-c", BEGINS_A_CLUSTER]
    told = subprocess.run(command, cwd=settings.BASE_DIR, env=given, capture_output=True, text=True, check=True)
    return [int(number) for number in told.stdout.split()]


@pytest.mark.one_database
def test_a_worker_and_what_it_starts_give_way_by_as_much_as_the_setting_says(tmp_path):
    own = os.nice(0)
    assert of_a_worker(tmp_path, WORKER_NICENESS="7") == [min(own + 7, 19), os.SCHED_BATCH]


@pytest.mark.one_database
def test_with_no_niceness_a_worker_is_as_everybody(tmp_path):
    assert of_a_worker(tmp_path, WORKER_NICENESS="0") == [os.nice(0), os.sched_getscheduler(0)]


@pytest.mark.one_database
def test_a_session_of_its_own_gives_way_as_a_whole(tmp_path):
    """Where the kernel weighs sessions against one another; it does not in every container."""
    program = "from audio import priority; priority.give_way(9); print(priority.AUTOGROUP.read_text())"
    command = [sys.executable, "-c", program]
    told = subprocess.run(
        command, cwd=settings.BASE_DIR, capture_output=True, text=True, start_new_session=True, check=False
    )
    if told.returncode and "FileNotFoundError" in told.stderr:
        pytest.skip("This kernel knows no autogroups.")
    assert told.stdout.strip().endswith("nice 9")
