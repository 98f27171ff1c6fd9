"""Speaks the talks in bench/talks into FOLDER, as NAME.wav with NAME.txt beside it: twelve minutes for `manage.py measure_speech`.

    .venv/bin/python bench/speech_set.py FOLDER [--fitting]

Eight voices of flite and espeak-ng (Debian packages of these names), with pauses as people make them and the noise of a room. The same
versions of both give the same bytes each time. `--fitting` speaks other words instead, those of stories/gold/tuning, in other voices or
at another pace: what is fitted is never measured on what it was fitted on.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import tomllib
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
TALKS = ROOT / "bench" / "talks"
GOLD = ROOT / "stories" / "gold" / "tuning"
FITTING_WORDS = 130  # of each of the talks in the gold set
RATE = 16_000
Sound = NDArray[np.int16]


@dataclass(frozen=True)
class Voice:
    """A voice of a synthesiser, how slowly it speaks (1 is its own pace), and the noise around it (of 32768)."""

    program: str
    name: str
    slowly: float = 1.0
    noise: float = 10.0


VOICES = [
    Voice("flite", "slt", 1.05),
    Voice("flite", "rms", 1.0, 25),
    Voice("espeak-ng", "en-us", 1.1),
    Voice("flite", "awb", 1.1, 40),
    Voice("flite", "kal16", 1.1),
    Voice("espeak-ng", "en-gb-x-rp+f3", 1.15, 20),
    Voice("flite", "slt", 0.92, 60),
    Voice("espeak-ng", "en-gb-scotland", 1.1),
]
FITTING = [
    Voice("flite", "rms", 1.12),
    Voice("espeak-ng", "en-us+f2", 1.1, 20),
    Voice("flite", "awb", 1.0),
    Voice("flite", "slt", 1.15, 50),
    Voice("espeak-ng", "en-gb+m3", 1.15),
    Voice("flite", "kal16", 1.0, 20),
]


def said(sentence: str, voice: Voice) -> Sound:
    """One sentence, mono at 16 kHz, half as loud as can be."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "sentence.wav"
        if voice.program == "flite":
            pace = ["--setf", f"duration_stretch={voice.slowly}"]
            command = ["flite", "-voice", voice.name, *pace, "-t", sentence, "-o", str(target)]
        else:
            pace = ["-s", str(round(165 / voice.slowly))]
            command = ["espeak-ng", "-v", voice.name, *pace, "-w", str(target), sentence]
        subprocess.run(command, check=True)
        samples = at_16_khz(target)
    return (samples.astype(np.float64) * (16_000 / max(int(np.abs(samples).max()), 1))).astype(np.int16)


def at_16_khz(path: Path) -> Sound:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(str(path)) as source:
        frames = [piece for frame in source.decode(audio=0) for piece in resampler.resample(frame)]
    frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def told(sentences: Sequence[str], voice: Voice, chance: np.random.Generator) -> Sound:
    """The sentences with a breath of 0.35 to 1.1 s between them, now and then a longer silence, and a room's noise under all of it."""
    parts = [np.zeros(RATE // 2, np.int16)]
    for sentence in sentences:
        pause = chance.uniform(0.35, 1.1) + (chance.uniform(1, 3) if chance.random() < 0.12 else 0)
        parts += [said(sentence, voice), np.zeros(int(pause * RATE), np.int16)]
    clean = np.concatenate(parts)
    return np.clip(clean + chance.normal(0, voice.noise, len(clean)), -32768, 32767).astype(np.int16)


def talks() -> Iterator[tuple[str, list[str]]]:
    for path in sorted(TALKS.glob("*.txt")):
        yield path.stem, path.read_text(encoding="utf-8").splitlines()


def fitting() -> Iterator[tuple[str, list[str]]]:
    """The first words of each talk twice, so that every voice of FITTING has some."""
    for path in sorted(GOLD.glob("*.toml")):
        parts = tomllib.loads(path.read_text(encoding="utf-8"))["part"]
        words = " ".join(line["text"] for part in parts for line in part["segment"]).split()
        for half in range(2):
            piece = " ".join(words[half * FITTING_WORDS : (half + 1) * FITTING_WORDS])
            yield f"{path.stem}_{half}", re.split(r"(?<=[.?!])\s+", piece)


def write(path: Path, samples: Sound) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fitting", action="store_true", help="the set that doubt is fitted on")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    voices, seconds, digest = FITTING if given.fitting else VOICES, 0.0, hashlib.sha256()
    for number, (name, sentences) in enumerate(fitting() if given.fitting else talks()):
        sound = told(sentences, voices[number % len(voices)], np.random.default_rng(number))
        write(given.folder / f"{name}.wav", sound)
        (given.folder / f"{name}.txt").write_text("\n".join(sentences) + "\n", encoding="utf-8")
        seconds += len(sound) / RATE
        digest.update(sound.tobytes())
    sys.stdout.write(f"{seconds:.0f} s of speech in {given.folder}; all samples together: {digest.hexdigest()[:16]}\n")


if __name__ == "__main__":
    main()
