"""A plugin of pytest for tests that somebody waits for: it stops when the time is over, and says what it leaves to CI.

It remembers how long each test worked, so that one that needs more than `MOST_SECONDS` is left out from the second time on.
"""

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

FORGETTING = 0.9  # what was dear on a busy machine, or has become cheaper, is tried again some time
LOOK_SECONDS = 0.5  # how often a test that is running when the time is over is looked at
LEAST_SECONDS = 1.5  # of the processor, for the nearest tests, on a machine so busy that reading them took all the time
FOR_CI = {"journey", "page", "walk", "live", "chaos"}  # marks: a browser, a store, a clone, a killed process
UNTIL = float(os.environ["QUICK_UNTIL"])  # when to stop, by time.monotonic, which all processes of a machine share
MOST_SECONDS = float(os.environ["QUICK_MOST"])  # of a single test
TIMES = Path(os.environ["QUICK_TIMES"])

settings.register_profile("quick", max_examples=10, deadline=None)
settings.load_profile("quick")


def pytest_addoption(parser: pytest.Parser) -> None:
    if os.environ.get("QUICK_WITHOUT_DJANGO"):
        parser.addini("DJANGO_SETTINGS_MODULE", "Read by pytest-django, which is not here.")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Waiting(config))


def worked_seconds() -> float:
    """Of the processor, by this process and by children that have ended: a busy machine makes no test dearer."""
    return sum(os.times()[:4])


class Waiting:
    """One run: what is known of its tests, which of them is running, and what was left."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.seconds: dict[str, float] = json.loads(TIMES.read_text()) if TIMES.exists() else {}
        self.running, self.began, self.worked, self.least = "", 0.0, 0.0, 0.0
        self.failed = False
        self.marked = self.dear = self.late = 0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leaves out what is marked as dear, and what was dear the last time. From here on the clock can end a test."""
        marked = [item for item in items if FOR_CI & {mark.name for mark in item.iter_markers()}]
        dear = [each for each in items if each not in marked and self.seconds.get(each.nodeid, 0) > MOST_SECONDS]
        self.marked, self.dear = len(marked), len(dear)
        for item in dear:
            self.seconds[item.nodeid] *= FORGETTING
        apart = {*marked, *dear}
        items[:] = [item for item in items if item not in apart]
        self.config.hook.pytest_deselected(items=list(apart))
        self.least = worked_seconds() + LEAST_SECONDS
        signal.signal(signal.SIGALRM, lambda *_: self.look())
        signal.setitimer(signal.ITIMER_REAL, max(UNTIL - time.monotonic(), 0) + LOOK_SECONDS, LOOK_SECONDS)

    def look(self) -> None:
        """Ends a test that outlasts the time, and remembers it as dear: it has worked for so long, or waited. A busy machine is neither."""
        if not self.running:
            return  # fixtures are being put away
        worked, lasted = worked_seconds() - self.worked, time.monotonic() - self.began
        seconds = lasted if worked < lasted / 10 else worked
        if seconds > MOST_SECONDS:
            name, self.running = self.running, ""
            self.seconds[name] = seconds
            pytest.exit(f"Left to CI: {name}, and what follows.", returncode=int(self.failed))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """A test for which no time is left is not begun."""
        if time.monotonic() < UNTIL or worked_seconds() < self.least:
            return None
        self.late += 1
        return True

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.running, self.began, self.worked = nodeid, time.monotonic(), worked_seconds()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed |= report.failed
        self.seconds[report.nodeid] = round(worked_seconds() - self.worked, 3)

    def pytest_runtest_logfinish(self) -> None:
        self.running = ""

    def pytest_sessionfinish(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        TIMES.parent.mkdir(parents=True, exist_ok=True)
        TIMES.write_text(json.dumps(self.seconds, indent=0, sort_keys=True))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        reasons = {
            "for which no time was left": self.late,
            f"that take longer than {MOST_SECONDS:.0f} s": self.dear,
            "with a browser, a store, a clone or a killed process": self.marked,
        }
        left = ", ".join(f"{count} {reason}" for reason, count in reasons.items() if count)
        if left:
            terminalreporter.write_line(f"Left to CI: {left}.")
