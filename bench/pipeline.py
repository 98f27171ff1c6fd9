"""Seconds per minute of sound for each step of a recording's way, in this process, with the real engines.

    .venv/bin/python bench/pipeline.py [AUDIO] [--repeat N]

Without a file the demo life is taken. Everything is written to a temporary folder and a database of its own.
"""

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def set_up(folder: str) -> None:
    import django
    from django.core.management import call_command

    os.environ.pop("DATABASE_URL", None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "memoire_site.settings",
        "DATA_DIR": folder,
        "LOG_LEVEL": "ERROR",
    }
    django.setup()
    call_command("migrate", verbosity=0)


def one_way(sound: Path) -> Iterator[tuple[str, float, float]]:
    """(step, seconds on the clock, seconds of processor time with children) for one recording."""
    from django.core.files.base import File

    from audio import arrivals
    from audio.models import Recording, Step
    from audio.tasks import run_step
    from families.models import Family

    began, spent = time.perf_counter(), processor()
    with sound.open("rb") as file:
        recording = arrivals.receive(File(file, sound.name), family=Family.objects.create(name="Bench"), by=None)
    yield "arrive", time.perf_counter() - began, processor() - spent
    while step := Step.objects.takable().filter(recording=recording).first():
        began, spent = time.perf_counter(), processor()
        run_step(step.pk)
        yield step.name, time.perf_counter() - began, processor() - spent
    if step := recording.current_step:
        sys.exit(f"The recording was not completed: {step.reason}")
    yield "minutes", (Recording.objects.get(pk=recording.pk).duration_ms or 0) / 60_000, 0


def processor() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("audio", nargs="?", type=Path, default=ROOT / "memoire_site" / "demo" / "life.m4a")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        runs = [list(one_way(options.audio)) for _ in range(options.repeat)]
    minutes = runs[0][-1][1]
    print(
        f"{options.audio.name}: {minutes:.2f} minutes of sound, median of {options.repeat} (the first loads the models)"
    )
    print(f"{'step':12}{'s/min clock':>14}{'s/min processor':>18}")
    for number, (name, _, _) in enumerate(runs[0][:-1]):
        clock = statistics.median(run[number][1] for run in runs) / minutes
        work = statistics.median(run[number][2] for run in runs) / minutes
        print(f"{name:12}{clock:14.3f}{work:18.3f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"peak memory of this process {peak:.0f} MiB, of a child {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MiB"
    )


if __name__ == "__main__":
    main()
