"""Hears sound in which nobody speaks, and prints what was made of it: each word that is kept unmarked was invented.

    .venv/bin/python bench/silence.py [--minutes 60] [--only KIND]... [--model FOLDER]

Each kind is made of numbers, as long as asked for in all: digital silence, white and brown noise, a kettle, chords, a melody with the
partials of a voice, breath that comes and goes, a clock, steps and doors. Heard slice by slice as a worker hears it, block by block.
Prints for each kind the words kept unmarked and marked, and the processor time for a second of sound.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memoire_site.settings")

import django  # noqa: E402

django.setup()

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from transcripts.engines.base import SAMPLE_RATE  # noqa: E402
from transcripts.engines.second_pass import Careful  # noqa: E402
from transcripts.engines.whisper import Whisper  # noqa: E402
from transcripts.engines.whisper_folders import CARRIED  # noqa: E402
from transcripts.runs.listening import hear_slices  # noqa: E402

Sound = NDArray[np.float64]  # from -1 to 1
BLOCK = 60  # seconds made at once
CHANCE = np.random.default_rng(17)
FULL = 32_767


def clock_of(begin: int, seconds: int) -> Sound:
    """The moments of the samples, in seconds of the whole sound."""
    return (begin * SAMPLE_RATE + np.arange(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def silence(at: Sound) -> Sound:
    return np.zeros(len(at))


def white(at: Sound) -> Sound:
    return CHANCE.normal(0, 0.03, len(at))


def brown(at: Sound) -> Sound:
    """Falls by 6 dB an octave, as wind and traffic do."""
    spectrum = np.fft.rfft(CHANCE.normal(0, 1, len(at)))
    spectrum /= np.maximum(np.arange(len(spectrum)), 20 * len(at) / SAMPLE_RATE)
    made: Sound = np.fft.irfft(spectrum, len(at))
    return made * (0.1 / made.std())


def kettle(at: Sound) -> Sound:
    """Hiss that grows louder, and a whistle at its end."""
    rise = (at % BLOCK) / BLOCK
    whistle = np.sin(2 * np.pi * 2_300 * at + 3 * np.sin(2 * np.pi * 6 * at)) * (rise > 0.7)
    return rise * (CHANCE.normal(0, 0.05, len(at)) + 0.1 * whistle)


def chords(at: Sound) -> Sound:
    tones = sum(np.sin(2 * np.pi * hertz * at) for hertz in (262, 330, 392))
    return 0.1 * tones * np.exp(-(at % 1))


def melody(at: Sound) -> Sound:
    """A voice that hums: a low tone with its partials, from note to note, trembling a little."""
    notes = 2 ** (np.array([0, 2, 4, 5, 7, 5, 4, 2]) / 12) * 130
    hertz = notes[(at * 2).astype(int) % len(notes)] * (1 + 0.01 * np.sin(2 * np.pi * 5 * at))
    phase = 2 * np.pi * np.cumsum(hertz) / SAMPLE_RATE
    return 0.1 * sum(np.sin(k * phase) / k for k in range(1, 9)) * np.minimum(1, 8 * ((at * 2) % 1))


def breath(at: Sound) -> Sound:
    """Noise of a throat that swells and falls every four seconds."""
    spectrum = np.fft.rfft(CHANCE.normal(0, 1, len(at)))
    hertz = np.fft.rfftfreq(len(at), 1 / SAMPLE_RATE)
    throat: Sound = np.fft.irfft(spectrum * np.exp(-(((hertz - 900) / 600) ** 2)), len(at))
    return throat / throat.std() * 0.05 * np.sin(np.pi * at / 4) ** 4


def clock(at: Sound) -> Sound:
    return 0.6 * np.exp(-(at % 0.5) * 400) * np.sin(2 * np.pi * 3_000 * at)


def steps(at: Sound) -> Sound:
    """Somebody walks, and a door falls shut now and then."""
    thuds = np.exp(-(at % 0.6) * 60) * np.sin(2 * np.pi * 90 * at)
    door = np.exp(-(at % 23) * 12) * CHANCE.normal(0, 1, len(at))
    return 0.3 * thuds + 0.4 * door


KINDS: dict[str, Callable[[Sound], Sound]] = {
    kind.__name__: kind for kind in (silence, white, brown, kettle, chords, melody, breath, clock, steps)
}


def blocks(kind: Callable[[Sound], Sound], seconds: int) -> Iterator[bytes]:
    """16-bit samples, never more than a minute in memory."""
    for begin in range(0, seconds, BLOCK):
        made = kind(clock_of(begin, min(BLOCK, seconds - begin)))
        yield (np.clip(made, -1, 1) * FULL).astype(np.int16).tobytes()


def heard(engine: Careful, kind: str, seconds: int) -> list[str]:
    """What is kept unmarked of it, printed with what is marked and what it cost."""
    making = time.process_time()
    for _ in blocks(KINDS[kind], seconds):
        pass
    making = time.process_time() - making
    began = time.process_time()
    lines = [line for _, found in hear_slices(blocks(KINDS[kind], seconds), engine) for line in found]
    cost = (time.process_time() - began - making) / seconds
    kept = [line.text for line in lines if not line.suspicion]
    words, marked = (len(" ".join(texts).split()) for texts in (kept, [x.text for x in lines if x.suspicion]))
    print(f"{kind:10}{seconds / 60:6.1f} min{words:7} words kept{marked:7} marked{cost:9.4f} s a second", flush=True)
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60, help="in all")
    parser.add_argument("--only", action="append", choices=list(KINDS), default=[])
    parser.add_argument("--model", type=Path, default=CARRIED / "tiny.en")
    given = parser.parse_args()
    engine, kinds = Careful(Whisper(given.model), "en"), given.only or list(KINDS)
    invented = [text for kind in kinds for text in heard(engine, kind, round(given.minutes * 60 / len(kinds)))]
    print("\n".join(["", "Invented and kept unmarked:", *(invented or ["nothing"])]))


if __name__ == "__main__":
    main()
