"""Real and invented voices for tests: five sentences of Jane Austen, and talk that is nothing but loud and quiet."""

import wave
from functools import cache
from pathlib import Path

import numpy as np

from audio.sound import sandbox
from audio.tests.factories import SAMPLES
from transcripts.engines.base import SAMPLE_RATE, Samples
from transcripts.runs.slices import as_floats

PAUSE = 0.9  # seconds between the sentences


@cache
def sentences() -> tuple[bytes, ...]:
    """16-bit samples of each sentence, mono, 16 kHz."""
    found = []
    for path in sorted(SAMPLES.glob("austen-*.wav")):
        with wave.open(str(path)) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (SAMPLE_RATE, 1, 2)
            found.append(file.readframes(file.getnframes()))
    return tuple(found)


def read_aloud(*, most: int = 5) -> bytes:
    """So many of the five, with a pause after each."""
    quiet = bytes(2 * int(PAUSE * SAMPLE_RATE))
    return b"".join(sentence + quiet for sentence in sentences()[:most])


def written() -> str:
    """What is read."""
    return " ".join(written_sentences())


def written_sentences() -> list[str]:
    return [path.read_text().strip() for path in sorted(SAMPLES.glob("austen-*.txt"))]


def at_16_khz(path: Path) -> Samples:
    """A mono WAV of any rate as an engine hears it."""
    return as_floats(b"".join(sandbox.speech(path)))


def as_wav(samples: bytes) -> bytes:
    head = b"WAVEfmt " + (16).to_bytes(4, "little") + (1).to_bytes(2, "little") * 2
    head += SAMPLE_RATE.to_bytes(4, "little") + (2 * SAMPLE_RATE).to_bytes(4, "little")
    head += (2).to_bytes(2, "little") + (16).to_bytes(2, "little") + b"data" + len(samples).to_bytes(4, "little")
    return b"RIFF" + (len(head) + len(samples)).to_bytes(4, "little") + head + samples


def talk(*seconds: float) -> bytes:
    """Quiet, loud, quiet, loud … for so many seconds each, swinging about zero."""
    parts = [np.full(round(length * SAMPLE_RATE), 8_000 * (n % 2), np.int16) for n, length in enumerate(seconds)]
    level = np.concatenate([*parts, np.empty(0, np.int16)])
    level[::2] *= -1
    return level.tobytes()


def loud_runs(samples: Samples, *, longest: int = 10**9) -> list[tuple[int, int]]:
    """What a voice model would say of such talk: pairs of sample numbers, none further apart than `longest`."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (np.abs(samples) > 0.01).astype(int), [0]])))
    return [
        (begin, min(begin + longest, int(end)))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        for begin in range(int(start), int(end), longest)
    ]
