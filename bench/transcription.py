"""What hearing costs beside the bare engine over the same slices: ratios of one run, on this machine, now.

    .venv/bin/python bench/transcription.py AUDIO [--minutes 30] [--workers 2]

Repeats the speech of AUDIO to so many minutes, then hears it twice: with the bare engine called over the same slices in this process,
and by as many workers as asked for, each a process of its own, in a folder and database of its own. Prints wall and processor time as
ratios, the time to the first words, each worker's memory after each of its turns, and what times and doubt cost beside the words.
Takes about a third of the minutes on two quiet cores; `--minutes 300` shows whether memory is flat over a long evening.
"""

import argparse
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
import wave
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
STEPS = ("transcribe", "align", "extract", "doubt")


def set_up(folder: str) -> None:
    import django
    from django.core.management import call_command

    os.environ.pop("DATABASE_URL", None)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "memoire_site.settings", "DATA_DIR": folder, "LOG_LEVEL": "ERROR"}
    django.setup()
    if not multiprocessing.parent_process():
        call_command("migrate", verbosity=0)


def processor() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def resident() -> float:
    """MiB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def long_speech(audio: Path, minutes: float, folder: Path) -> Path:
    """16 kHz mono, as long as asked for."""
    from audio.sound import sandbox

    sound = b"".join(sandbox.speech(audio)) + bytes(32_000)
    target, made = folder / "speech.wav", 0
    with wave.open(str(target), "wb") as out:
        out.setparams((1, 2, 16_000, 0, "NONE", "NONE"))
        while made < minutes * 60 * 32_000:
            out.writeframes(sound)
            made += len(sound)
    return target


def bare(path: Path) -> dict[str, float]:
    """The engine alone, over the slices that Memoire would give it; cutting is not counted."""
    from audio.sound import sandbox
    from transcripts.runs.choice import choose
    from transcripts.runs.slices import slices

    engine = choose("auto", "en").engine.engine
    pieces = slices(sandbox.speech(path), longest=engine.longest)
    wall = spent = heard = 0.0
    for piece in pieces:
        began, before = time.perf_counter(), processor()
        engine.hear(piece.samples, language="en")
        wall, spent = wall + time.perf_counter() - began, spent + processor() - before
        heard += 1
    return {"wall": wall, "processor": spent, "slices": heard}


def work(folder: str, names: tuple[str, ...], told: Any) -> None:
    """One worker: takes whatever part of these steps can be had, until none is left."""
    set_up(folder)
    from audio.models import Step
    from audio.tasks import run_step

    before, memory = processor(), []
    while Step.objects.filter(name__in=names).exclude(state__in=["done", "failed", "pending"]).exists():
        step = Step.objects.takable().filter(name__in=names).order_by("rung_at", "part").first()
        if step is None:
            time.sleep(0.05)
            continue
        run_step(step.pk)
        memory.append(round(resident()))
    told.put(
        {
            "processor": processor() - before,
            "memory": memory,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    )


def by_workers(folder: str, name: str, count: int) -> dict[str, Any]:
    """One step of the only recording, by so many workers; to the first words, and to the end."""
    from audio.models import Step
    from transcripts.models import Segment

    start = multiprocessing.get_context("spawn")
    told = start.Queue()
    workers = [start.Process(target=work, args=(folder, (name,), told)) for _ in range(count)]
    began, first = time.perf_counter(), None
    for worker in workers:
        worker.start()
    while told.qsize() < count:
        if first is None and Segment.objects.exists():
            first = time.perf_counter() - began
        if any(worker.exitcode for worker in workers):
            sys.exit(f"A worker died in the step {name}.")
        time.sleep(0.05)
    found = [told.get() for _ in workers]
    wall = time.perf_counter() - began
    for worker in workers:
        worker.join()
    if failed := Step.objects.filter(name=name, state="failed").first():
        sys.exit(f"The step {name} failed: {failed.reason}")
    spent = sum(each["processor"] for each in found)
    return {
        "wall": wall,
        "processor": spent,
        "first": first,
        "memory": [each["memory"] for each in found],
        "peak": max(each["peak"] for each in found),
    }


def one_recording(path: Path) -> Any:
    """A recording that has been inspected."""
    from django.core.files.base import File

    from audio import arrivals
    from audio.models import Recording, Step
    from audio.tasks import run_step
    from families.models import Family

    with path.open("rb") as file:
        made = arrivals.receive(File(file, path.name), family=Family.objects.create(name="Bench"), by=None)
    run_step(Step.objects.get(name="inspect").pk)
    return Recording.objects.get(pk=made.pk)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("audio", nargs="?", type=Path, default=ROOT / "memoire_site" / "demo" / "austen.m4a")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        from django.db import connections

        path = long_speech(options.audio, options.minutes, Path(folder))
        recording = one_recording(path)
        seconds = (recording.duration_ms or 0) / 1000
        alone = bare(path)
        connections.close_all()
        done = {name: by_workers(folder, name, options.workers) for name in STEPS}
    words = done["transcribe"]
    print(f"{seconds / 60:.1f} minutes of speech, {alone['slices']:.0f} slices, {options.workers} workers")
    print(f"wall       {words['wall']:8.1f} s beside {alone['wall']:8.1f} s bare: {words['wall'] / alone['wall']:.2f}")
    print(
        f"processor  {words['processor']:8.1f} s beside {alone['processor']:8.1f} s bare: {words['processor'] / alone['processor']:.2f}"
    )
    spent = {name: each["processor"] / seconds for name, each in done.items()}
    print("processor seconds per second of sound: " + ", ".join(f"{name} {each:.3f}" for name, each in spent.items()))
    print(f"words, times and doubt together: {spent['transcribe'] + spent['align'] + spent['doubt']:.3f}")
    print(f"first words after {words['first'] or 0:.1f} s, of which a worker takes some to start")
    peak = max(each["peak"] for each in done.values())
    print(f"memory of a worker at most {peak:.0f} MiB; while it hears, after each turn: {json.dumps(words['memory'])}")


if __name__ == "__main__":
    main()
