"""What hearing costs beside the best bare arrangement of the same engine: both in one run, on the same talk, in turns.

    .venv/bin/python bench/transcription.py [SOUND_OR_FOLDER]... [--minutes 30] [--rounds 3] [--workers 2]

Joins the sounds (of a folder of practice talks, the English ones) until there are so many minutes, a part of them for each round. In
each round, in an order that turns, they are heard by the bare engine in one process with as many threads as there are workers, by it in
as many processes with one thread each, and by so many workers of Memoire. Bare Whisper is faster-whisper with our beams, word times and its
own filter of silence; bare Moonshine hears all in one call. Clocks begin when models are loaded, as they are in a worker that
has been there for a while. Prints wall and processor time, their ratios to the faster bare arrangement, the time to the first words, each
worker's memory after each of its turns, what times and doubt cost beside the words, and the machine's load: on one that is busy,
believe the processor time only. All that after each round, of the rounds so far. Takes a third of the minutes on two quiet cores;
`--minutes 300` shows if memory is flat.
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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
WORDS = "transcribe"
STEPS = (WORDS, "align", "extract", "doubt")
RATE = 16_000
SECOND = 2 * RATE  # bytes
ONE, MANY, OURS = "bare, one process", "bare, a process each", "Memoire"


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


def peak() -> float:
    """MiB, of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@dataclass
class Spent:
    """What one arrangement has taken over all rounds: seconds and MiB."""

    wall: float = 0.0
    processor: float = 0.0
    peak: float = 0.0
    first: list[float] = field(default_factory=list)
    memory: list[list[int]] = field(default_factory=list)

    def add(self, wall: float, first: float | None, told: Sequence[dict[str, Any]]) -> None:
        self.wall += wall
        self.processor += sum(each["processor"] for each in told)
        self.peak = max(self.peak, *(each["peak"] for each in told))
        self.first += [first] if first is not None else []
        self.memory += [each["memory"] for each in told]


def long_speech(audio: Path, minutes: float, folder: Path) -> Path:
    """16 kHz mono, as long as asked for."""
    return joined(sound_of([audio]), minutes * 60, folder / "speech.wav")


def sound_of(paths: Sequence[Path]) -> Iterator[bytes]:
    """One sound after the other with a second of silence behind each, for ever."""
    from audio.sound import sandbox

    for path in cycle(paths):
        yield b"".join(sandbox.speech(path)) + bytes(SECOND)


def joined(sounds: Iterator[bytes], seconds: float, target: Path) -> Path:
    made = 0
    with wave.open(str(target), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", "NONE"))
        while made < seconds * SECOND:
            sound = next(sounds)
            out.writeframes(sound)
            made += len(sound)
    return target


def hearing(threads: int) -> Callable[[Any], object]:
    """The engine that Memoire takes, without Memoire: hears samples to the end."""
    from faster_whisper import WhisperModel
    from moonshine_voice import ModelArch, Transcriber

    from transcripts.runs.choice import choose

    engine: Any = choose("auto", "en").engine.engine
    if engine.name == "whisper":
        whisper = WhisperModel(str(engine.folder), device=engine.device, compute_type=engine.kind, cpu_threads=threads)
        asked = {"language": "en", "beam_size": engine.usual["beam_size"], "vad_filter": True, "word_timestamps": True}
        return lambda samples: list(whisper.transcribe(samples, **asked)[0])
    moonshine = Transcriber(str(engine.model_path), ModelArch[engine.architecture.upper()])
    return lambda samples: moonshine.transcribe_without_streaming(samples.tolist(), RATE)


def hear_bare(folder: str, path: Path, share: tuple[int, int], threads: int, ready: Any, told: Any) -> None:
    """One process of a bare arrangement: hears the first, second... of so many equal parts of the sound."""
    set_up(folder)
    from audio.sound import sandbox
    from transcripts.runs.slices import as_floats

    hear = hearing(threads)
    ready.wait()
    before = processor()
    samples = as_floats(b"".join(sandbox.speech(path)))
    part, parts = share
    hear(samples[len(samples) * part // parts : len(samples) * (part + 1) // parts])
    told.put({"processor": processor() - before, "memory": [round(resident())], "peak": peak()})


def work(folder: str, name: str, ready: Any, told: Any) -> None:
    """One worker: takes whatever part of this step can be had, until none is left."""
    set_up(folder)
    from audio.models import Step
    from audio.tasks import run_step
    from transcripts.runs.choice import choose

    if name == WORDS:
        engine: Any = choose("auto", "en").engine.engine
        _ = engine.model  # loaded when it is first asked for
    ready.wait()
    before, memory = processor(), []
    while Step.objects.filter(name=name).exclude(state__in=["done", "failed", "pending"]).exists():
        step = Step.objects.takable().filter(name=name).order_by("rung_at", "part").first()
        if step is None:
            time.sleep(0.05)
            continue
        run_step(step.pk)
        memory.append(round(resident()))
    told.put({"processor": processor() - before, "memory": memory, "peak": peak()})


def together(target: Any, each: Sequence[tuple[Any, ...]], spent: Spent, begun: Callable[[], bool]) -> None:
    """Runs the target in a process for each of these arguments; the clock begins when all are ready. `begun` tells of first words."""
    start = multiprocessing.get_context("spawn")
    told, ready = start.Queue(), start.Barrier(len(each) + 1)
    processes = [start.Process(target=target, args=(*given, ready, told)) for given in each]
    for process in processes:
        process.start()
    ready.wait()
    began, first = time.perf_counter(), None
    while told.qsize() < len(each):
        if first is None and begun():
            first = time.perf_counter() - began
        if any(process.exitcode for process in processes):
            sys.exit("A process died.")
        time.sleep(0.05)
    spent.add(time.perf_counter() - began, first, [told.get() for _ in each])
    for process in processes:
        process.join()


def by_workers(folder: str, recording: Any, name: str, count: int, spent: Spent) -> None:
    """One step of the only recording that has it to do, by so many workers."""
    from audio.models import Step
    from transcripts.models import Segment

    lines = Segment.objects.filter(transcript__recording=recording)
    together(work, [(folder, name)] * count, spent, lambda: name == WORDS and lines.exists())
    if failed := Step.objects.filter(name=name, state="failed").first():
        sys.exit(f"The step {name} failed: {failed.reason}")


def bare(folder: str, path: Path, processes: int, threads: int, spent: Spent) -> None:
    shares = [(folder, path, (part, processes), threads) for part in range(processes)]
    together(hear_bare, shares, spent, lambda: False)


def one_recording(path: Path) -> Any:
    """A recording that has been inspected."""
    from django.core.files.base import File

    from audio import arrivals
    from audio.models import Recording, Step
    from audio.tasks import run_step
    from families.models import Family

    with path.open("rb") as file:
        made = arrivals.receive(File(file, path.name), family=Family.objects.create(name="Bench"), by=None)
    run_step(Step.objects.get(name="inspect", recording=made).pk)
    return Recording.objects.get(pk=made.pk)


def one_round(folder: str, path: Path, number: int, workers: int, spent: dict[str, Spent]) -> float:
    """Hears the sound in all arrangements, beginning with another one in each round; how many seconds it has."""
    from django.db import connections

    recording = one_recording(path)
    connections.close_all()
    every: list[Callable[[], None]] = [
        lambda: bare(folder, path, 1, workers, spent[ONE]),
        lambda: by_workers(folder, recording, WORDS, workers, spent[WORDS]),
        lambda: bare(folder, path, workers, 1, spent[MANY]),
    ]
    for run in every[number % 3 :] + every[: number % 3]:
        run()
    for name in STEPS[1:]:
        by_workers(folder, recording, name, workers, spent[name])
    return float(recording.duration_ms or 0) / 1000


def told(spent: dict[str, Spent], seconds: float, workers: int) -> Iterator[str]:
    from transcripts.runs.choice import choose

    words, best = spent[WORDS], min((spent[ONE], spent[MANY]), key=lambda each: each.wall)
    yield f"{seconds / 60:.1f} minutes of talk heard by {choose('auto', 'en').engine.version}; {workers} workers"
    for name, each in ((ONE, spent[ONE]), (MANY, spent[MANY]), (f"{OURS}, words and times", words)):
        yield (
            f"{name:26} wall {each.wall:7.1f} s ({each.wall / best.wall:.2f})   processor {each.processor:7.1f} s"
            f" ({each.processor / best.processor:.2f}), {each.processor / seconds:.3f} a second   at most {each.peak:.0f} MiB"
        )
    costs = {name: spent[name].processor / seconds for name in STEPS}
    yield "processor seconds per second of sound: " + ", ".join(f"{name} {each:.3f}" for name, each in costs.items())
    yield f"words, times and doubt together: {costs[WORDS] + costs['align'] + costs['doubt']:.3f}"
    yield "first words after " + ", ".join(f"{first:.1f}" for first in words.first) + " s"
    peaks = max(spent[name].peak for name in STEPS)
    yield f"memory of a worker at most {peaks:.0f} MiB; while it hears, after each turn: {json.dumps(words.memory)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sounds", nargs="*", type=Path, default=[ROOT / "memoire_site" / "demo" / "austen.m4a"])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    spent = {name: Spent() for name in (ONE, MANY, *STEPS)}
    seconds, loads = 0.0, [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        from transcripts.management.commands.measure_speech import sounds

        paths = [path for each in given.sounds for path in (sounds(each) if each.is_dir() else [each])]
        source = sound_of(paths)
        for number in range(given.rounds):
            path = joined(source, given.minutes * 60 / given.rounds, Path(folder) / f"speech{number}.wav")
            seconds += one_round(folder, path, number, given.workers, spent)
            loads.append(os.getloadavg()[0])
            print(f"\nAfter {number + 1} of {given.rounds} rounds")
            print("\n".join(told(spent, seconds, given.workers)))
            print("load of the machine: " + ", ".join(f"{load:.1f}" for load in loads), flush=True)


if __name__ == "__main__":
    main()
