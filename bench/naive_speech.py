"""Hears each sound of FOLDER through Memoire and by the bare engines, and prints what each made of it, kind by kind.

    .venv/bin/python bench/naive_speech.py FOLDER [--ours NAME]... [--moonshine] [--whisper MODEL_FOLDER] [--beams N]...

Bare Moonshine hears a sound in one call with its own settings, as its first example does; bare Whisper is faster-whisper with its own
filter of silence, one thread, int8, once with each number of beams (one, where none is named). At the end each is compared with those
before it, on the same texts. Without any of them, our Moonshine is held against the bare one.
"""

import argparse
import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memoire_site.settings")

import django  # noqa: E402

django.setup()

from faster_whisper import WhisperModel  # noqa: E402
from moonshine_voice import ModelArch, Transcriber, get_assets_path  # noqa: E402

from audio.sound import sandbox  # noqa: E402
from transcripts.engines.base import SAMPLE_RATE, Samples  # noqa: E402
from transcripts.engines.hallucinations import is_looping  # noqa: E402
from transcripts.management.commands.measure_speech import sounds  # noqa: E402
from transcripts.measuring.error_rates import errors  # noqa: E402
from transcripts.measuring.intervals import change  # noqa: E402
from transcripts.measuring.practice import Heard, as_text, by_text, facts, table  # noqa: E402
from transcripts.runs.choice import choose  # noqa: E402
from transcripts.runs.doubting import weigher_of  # noqa: E402
from transcripts.runs.slices import as_floats  # noqa: E402
from transcripts.runs.trials import trial  # noqa: E402


@dataclass(frozen=True)
class Hearing:
    """What one arrangement made of every sound, and its processor time for a second of sound."""

    name: str
    heard: list[Heard]
    cost: float


def bare(name: str, paths: Sequence[Path], lines_of: Callable[[Samples], Sequence[str]]) -> Hearing:
    heard, seconds, began = [], 0.0, time.process_time()
    for path in paths:
        samples, known = as_floats(b"".join(sandbox.speech(path))), facts(path)
        lines = lines_of(samples)
        said = path.with_suffix(".txt").read_text(encoding="utf-8")
        found = errors(said, " ".join(lines), known.language or "en")
        heard.append(Heard(known, found, sum(map(is_looping, lines))))
        seconds += len(samples) / SAMPLE_RATE
    return Hearing(name, heard, (time.process_time() - began) / seconds)


def bare_moonshine(paths: Sequence[Path]) -> Hearing:
    model = Transcriber(str(Path(str(get_assets_path())) / "tiny-en"), ModelArch.TINY)

    def lines_of(samples: Samples) -> list[str]:
        return [line.text for line in model.transcribe_without_streaming(samples.tolist(), SAMPLE_RATE).lines]

    return bare("Moonshine, bare", paths, lines_of)


def bare_whisper(folder: Path, beams: int, language: str, paths: Sequence[Path]) -> Hearing:
    logging.getLogger("faster_whisper").setLevel(logging.WARNING)  # it tells of each sound
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)

    def lines_of(samples: Samples) -> list[str]:
        segments, _ = model.transcribe(samples, language=language, beam_size=beams, vad_filter=True)
        return [segment.text for segment in segments]

    return bare(f"Whisper of {folder.name}, bare, beam {beams}", paths, lines_of)


def ours(name: str, language: str, paths: Sequence[Path]) -> list[Hearing]:
    """As the words come, and the best hearings."""
    engine = choose(name, language).engine
    weigher = weigher_of(engine)
    found = [(facts(path), trial(path, engine, weigher)) for path in paths]
    seconds = sum(each.sound for _, each in found)
    hearing, weighing = (sum(getattr(each, part) for _, each in found) for part in ("hearing", "weighing"))
    first = [Heard(known, each.first) for known, each in found]
    best = [Heard(known, each.errors, each.loops) for known, each in found]
    return [
        Hearing(f"{engine.name} through Memoire, as the words come", first, hearing / seconds),
        Hearing(f"{engine.name} through Memoire, best hearings, with doubt", best, (hearing + weighing) / seconds),
    ]


def compared(hearings: Sequence[Hearing]) -> None:
    for each in hearings:
        print(f"\n{each.name}: {each.cost:.3f} s of processor time for a second of sound")
        print("\n".join(table(each.heard)))
    for number, other in enumerate(hearings[:-1]):
        print(f"\nMore (or, below 0, fewer) wrong words than {other.name}, with 95 % intervals")
        for each in hearings[number + 1 :]:
            share, found = change(by_text(each.heard), by_text(other.heard))
            print(f"{each.name:60} {share:+7.1%}  {as_text(found)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ours", action="append", default=[], metavar="NAME", help="an engine of Memoire")
    parser.add_argument("--moonshine", action="store_true", help="the bare one")
    parser.add_argument("--whisper", action="append", default=[], type=Path, metavar="MODEL_FOLDER")
    parser.add_argument("--beams", action="append", type=int, help="of bare Whisper")
    parser.add_argument("--language", default="en")
    given = parser.parse_args()
    if not (given.ours or given.moonshine or given.whisper):
        given.moonshine, given.ours = True, ["moonshine"]
    paths = sounds(given.folder, given.language)
    hearings = [bare_moonshine(paths)] if given.moonshine else []
    hearings += [
        bare_whisper(folder, beams, given.language, paths) for folder in given.whisper for beams in given.beams or [1]
    ]
    for name in given.ours:
        hearings += ours(name, given.language, paths)
    compared(hearings)


if __name__ == "__main__":
    main()
