"""The voices of the practice set, and how flite and espeak-ng speak a sentence; for the natural ones see natural.py.

Ten of them come from people: four of flite, one of piper, five of Kokoro (which learned them from Japanese: their English has an accent).
espeak-ng's are made by rule, all by one program. The others are one of the ten with another vocal tract (`tract`), a mixture of two, or
aged. A voice that is made of another one stays in its half.
"""

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from speech import espeak

RATE = 16_000
TREMOR_HZ = 5.5
Sound = NDArray[np.float64]  # between -1 and 1


@dataclass(frozen=True)
class Voice:
    """A voice of a synthesiser.

    `name` of a Kokoro voice may be a mixture of two ("a+b"). `slowly` is 1 at its own pace, `tract` how much longer its vocal tract is than
    that of the voice it is made of (longer is deeper), `pauses` how much longer it is silent between sentences.
    """

    program: str
    name: str
    slowly: float = 1.0
    tract: float = 1.0
    aged: bool = False
    language: str = "en-us"

    @property
    def pauses(self) -> float:
        return 1.6 if self.aged else 1.0

    @property
    def is_natural(self) -> bool:
        return self.program in ("piper", "kokoro")


TUNING = {
    "alpha": Voice("kokoro", "jf_alpha"),
    "nezumi": Voice("kokoro", "jf_nezumi", 1.05),
    "kumo": Voice("kokoro", "jm_kumo", 1.0),
    "alpha and kumo": Voice("kokoro", "jf_alpha+jm_kumo", 0.95),
    "nezumi, longer": Voice("kokoro", "jf_nezumi", 0.95, tract=1.17),
    "nezumi, aged": Voice("kokoro", "jf_nezumi", 1.1, tract=1.08, aged=True),
    "kumo, aged": Voice("kokoro", "jm_kumo", 1.15, tract=0.96, aged=True),
    "slt": Voice("flite", "slt", 1.05),
    "kal": Voice("flite", "kal16", 1.1),
    "slt, longer": Voice("flite", "slt", 0.95, tract=1.2),
    "espeak american": Voice("espeak-ng", "en-us", 1.1),
    "espeak received": Voice("espeak-ng", "en-gb-x-rp+f3", 1.15),
    "espeak lancaster": Voice("espeak-ng", "en-gb-x-gbclan+m3", 1.15),
    "espeak german": Voice("espeak-ng", "de+m2", 1.1, language="de"),
    "espeak german woman": Voice("espeak-ng", "de+f4", 1.1, language="de"),
    "espeak french": Voice("espeak-ng", "fr-fr+m3", 1.1, language="fr-fr"),
    "espeak spanish lady": Voice("espeak-ng", "es+f4", 1.1, language="es"),
    "alpha in french": Voice("kokoro", "jf_alpha", language="fr-fr"),
    "kumo in spanish": Voice("kokoro", "jm_kumo", language="es"),
}
KEPT = {
    "joe": Voice("piper", "joe"),
    "gongitsune": Voice("kokoro", "jf_gongitsune"),
    "tebukuro": Voice("kokoro", "jf_tebukuro", 1.05),
    "gongitsune and tebukuro": Voice("kokoro", "jf_gongitsune+jf_tebukuro", 0.92, tract=0.94),
    "tebukuro, longer": Voice("kokoro", "jf_tebukuro", 0.95, tract=1.2),
    "joe, aged": Voice("piper", "joe", 1.15, tract=0.94, aged=True),
    "gongitsune, aged": Voice("kokoro", "jf_gongitsune", 1.1, tract=1.07, aged=True),
    "rms": Voice("flite", "rms", 1.0),
    "awb": Voice("flite", "awb", 1.1),
    "rms, shorter": Voice("flite", "rms", 1.05, tract=0.86),
    "espeak scotland": Voice("espeak-ng", "en-gb-scotland+m1", 1.1),
    "espeak caribbean": Voice("espeak-ng", "en-029+f2", 1.1),
    "espeak west midlands": Voice("espeak-ng", "en-gb-x-gbcwmd+m5", 1.15),
    "espeak german lady": Voice("espeak-ng", "de+f2", 1.15, language="de"),
    "espeak german man": Voice("espeak-ng", "de+m7", 1.1, language="de"),
    "espeak french man": Voice("espeak-ng", "fr-fr+m6", 1.15, language="fr-fr"),
    "espeak spanish man": Voice("espeak-ng", "es+m4", 1.1, language="es"),
    "tebukuro in french": Voice("kokoro", "jf_tebukuro", language="fr-fr"),
    "gongitsune in spanish": Voice("kokoro", "jf_gongitsune", language="es"),
}
VOICES = {"tuning": TUNING, "kept": KEPT}


@dataclass(frozen=True)
class Spoken:
    """A sentence as it sounds; `begins` is when each of its tokens begins, in seconds, or empty where the synthesiser does not tell."""

    sound: Sound
    begins: tuple[float, ...] = ()


def spoken_by_rule(spoken: str, voice: Voice) -> Spoken:
    """One sentence by flite or espeak-ng, at the pace that, with another vocal tract, comes out as the voice's own."""
    slowly = voice.slowly / voice.tract
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "sentence.wav"
        if voice.program == "espeak-ng":
            begins = espeak.speak(spoken, voice.name, round(165 / slowly), target)
            return as_spoken(target, voice, begins)
        pace = ["--setf", f"duration_stretch={slowly}"]
        subprocess.run(["flite", "-voice", voice.name, *pace, "-t", spoken, "-o", str(target)], check=True)
        return as_spoken(target, voice)


def as_spoken(path: Path, voice: Voice, begins: Sequence[float] = ()) -> Spoken:
    """What a synthesiser wrote, with the voice's tract and age, without the silence at both ends, half as loud as can be."""
    samples = at_16_khz(path)
    if voice.tract != 1.0 or voice.aged:
        samples = bent(samples, voice)
    loud = np.flatnonzero(np.abs(samples) > 0.01 * np.abs(samples).max())
    cut = samples[loud[0] : loud[-1] + 1]
    moments = tuple(max(voice.tract * moment - loud[0] / RATE, 0.0) for moment in begins)
    return Spoken(0.5 * cut / np.abs(cut).max(), moments)


def at_16_khz(path: Path) -> Sound:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(str(path)) as source:
        frames = [piece for frame in source.decode(audio=0) for piece in resampler.resample(frame)]
    frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames]) / 32768


def bent(samples: Sound, voice: Voice) -> Sound:
    """Stretched as a longer tract does; an aged voice also trembles in pitch and loudness, and has breath in it."""
    at = np.arange(int(len(samples) * voice.tract)) / voice.tract
    if not voice.aged:
        return np.interp(at, np.arange(len(samples)), samples)
    swing = 2 * np.pi * TREMOR_HZ * np.arange(len(at)) / RATE
    depth = 0.012 * RATE / (2 * np.pi * TREMOR_HZ)  # pitch goes 1.2 % up and down
    samples = np.interp(at + depth * np.sin(swing), np.arange(len(samples)), samples)
    breath = np.random.default_rng(len(samples)).normal(0, 0.06, len(samples)) * np.abs(samples)
    return (samples + breath) * (1 + 0.2 * np.sin(swing + 1))
