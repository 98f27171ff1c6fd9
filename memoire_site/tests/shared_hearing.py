"""Settings under which two minutes of talk are shared by two workers, as a quarter of an hour otherwise is, and ten workers are killed.

The blow comes from within, at a random moment after a slice was kept: so it strikes while words are heard, on a quick machine and on a
busy one, and not while a worker that has just begun is still loading what it needs.
"""

import os
import random
import signal
import threading
from pathlib import Path
from typing import Any

from memoire_site.tests.chaos_settings import *  # noqa: F403
from memoire_site.tests.chaos_settings import DATA_DIR
from memoire_site.tests.chaos_settings import MEMOIRE_PIPELINE as WHOLE_WAY

KILLS = 10
SHORTEST_MS = 36_000  # of a stretch; its beginning is looked for in half a minute
LONGEST = 8.0  # seconds of a slice
SOON = 0.3  # seconds
STEP_LEASE_SECONDS = 6
STEP_MAX_ATTEMPTS = 40
WATCHDOG_SECONDS = 30  # nobody is killed here who holds the queue
MEMOIRE_PIPELINE = {
    "inspect": WHOLE_WAY["inspect"],
    "transcribe": "memoire_site.tests.shared_hearing.transcribe",
    "align": WHOLE_WAY["align"],
}


def transcribe(run: Any) -> Any:
    """Hears, and is killed soon after the first slice that it has kept, as long as there are tickets."""
    from transcripts import tasks
    from transcripts.engines.whisper import Whisper
    from transcripts.runs import stretches, transcribing

    stretches.SHORTEST_MS = SHORTEST_MS
    Whisper.longest = LONGEST  # or two minutes would hold fewer slices than there are kills
    keep, blow = transcribing.keep_lines, Blow(run.part)
    transcribing.keep_lines = lambda *told: (keep(*told), blow.comes())  # type: ignore[assignment]
    try:
        return tasks.transcribe(run)
    finally:
        transcribing.keep_lines = keep
        blow.is_off = True


class Blow:
    """Kills this process once, about as soon as another slice may be heard."""

    def __init__(self, part: int) -> None:
        self.part, self.is_off, self.timer = part, False, None
        self.chance = random.Random(f"{os.environ['CHAOS_SEED']} {os.getpid()}")

    def comes(self) -> None:
        if self.timer is None:
            self.timer = threading.Timer(self.chance.uniform(0, SOON), self.fall)
            self.timer.daemon = True
            self.timer.start()

    def fall(self) -> None:
        if not self.is_off and ticket(f"{os.getpid()} {self.part}"):
            os.kill(os.getpid(), signal.SIGKILL)


def tickets(folder: Path) -> list[Path]:
    return sorted(folder.glob("killed-*"))


def ticket(words: str) -> bool:
    """Whether one of the kills was still to be had; `words` say who was struck."""
    for number in range(KILLS):
        try:
            with (Path(DATA_DIR) / f"killed-{number}").open("x") as file:
                file.write(words)
            return True
        except FileExistsError:
            continue
    return False
