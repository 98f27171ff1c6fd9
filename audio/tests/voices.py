"""Files with voices in them that are notes, one for each microphone, so that whoever is missing is known by name."""

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from audio.sound.tracks import LABELS

RATE = 48_000
SECONDS = 3
LEVEL = 0.2
NOTES = (500, 700, 900, 1_100, 1_300, 1_500, 1_700, 1_900)  # Hz
SILENCE = np.zeros(SECONDS * RATE)


def voice(which: int, seconds: float = SECONDS, rate: int = RATE) -> np.ndarray:
    return LEVEL * np.sin(2 * np.pi * NOTES[which] * np.arange(int(seconds * rate)) / rate)


def microphones(*rows: np.ndarray) -> np.ndarray:
    return np.stack(rows)


def strength(samples: np.ndarray, rate: int, note: float) -> float:
    """How strong a note is in samples, 1 for full scale."""
    turns = np.exp(-2j * np.pi * note * np.arange(len(samples)) / rate)
    return float(2 * abs((samples * turns).mean()))


def write(
    path: Path,
    *tracks: tuple[str, np.ndarray],
    rate: int = RATE,
    form: str | None = None,
    options: dict[str, str] | None = None,
    starts: tuple[float, ...] = (),
    picture: str = "",
    bit_rate: int | None = None,
) -> bytes:
    """A file of tracks, each a codec and samples (a row for each microphone); `starts` are when a track begins, in seconds."""
    with av.open(str(path), "w", format=form, options=options or {}) as out:
        film = add_picture(out, picture) if picture else None
        writers = [Writer(out, codec, samples, rate, bit_rate) for codec, samples in tracks]
        if film:
            show(out, film)
        for writer, start in zip(writers, (*starts, *[0.0] * len(writers)), strict=False):
            writer.write(start)
    return path.read_bytes()


class Writer:
    def __init__(self, out, codec: str, samples: np.ndarray, rate: int, bit_rate: int | None) -> None:
        self.out, self.samples, self.rate = out, samples, rate
        label = LABELS[len(samples) - 1]
        self.stream = out.add_stream(codec, rate=rate, layout=label)
        if bit_rate or codec.startswith("wma"):
            self.stream.bit_rate = bit_rate or 64_000
        form = self.stream.codec_context.format.name
        self.resampler = av.AudioResampler(format=form, layout=label, rate=rate)
        self.label = label

    def write(self, start: float) -> None:
        packed = np.ascontiguousarray(self.samples.T.astype(np.float32)).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=self.label)
        frame.sample_rate = self.rate
        fifo, written = av.AudioFifo(), round(start * self.rate)
        for each in self.resampler.resample(frame):
            fifo.write(each)
        size = self.stream.codec_context.frame_size or 1024
        while block := fifo.read(size) or fifo.read(0, partial=True):
            block.pts, block.time_base = written, Fraction(1, self.rate)
            written += block.samples
            self.out.mux(self.stream.encode(block))
        self.out.mux(self.stream.encode(None))


def add_picture(out, codec: str):
    stream = out.add_stream(codec, rate=25)
    stream.width = stream.height = 64
    stream.pix_fmt = "yuv420p"
    return stream


def show(out, stream) -> None:
    for number in range(SECONDS * 25):
        frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), number % 256, np.uint8), format="rgb24")
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def samples16(samples: np.ndarray) -> bytes:
    return (samples.T * 32_767).astype("<i2").tobytes()


def wav(
    samples: np.ndarray,
    *,
    rate: int = 16_000,
    said: int | None = None,
    per_second: int | None = None,
    behind: bytes = b"",
) -> bytes:
    """A WAV whose head says `said` bytes of sound and `per_second` of them a second, whatever is true."""
    width, data = 2 * len(samples), samples16(samples)
    length, speed = len(data) if said is None else said, rate * width if per_second is None else per_second
    form = struct.pack("<HHIIHH", 1, len(samples), rate, speed, width, 16)
    body = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", length) + data + behind
    return b"RIFF" + struct.pack("<I", min(len(body), 2**32 - 1)) + body


def rf64(samples: np.ndarray, *, rate: int, said: int) -> bytes:
    plain = wav(samples, rate=rate, said=0xFFFF_FFFF)
    sizes = b"ds64" + struct.pack("<IQQQI", 28, said + 72, said, said // 2, 0)
    return b"RF64\xff\xff\xff\xffWAVE" + sizes + plain[12:]


def dsf(seconds: float, note: float) -> bytes:
    """DSD64, mono, by the published description of DSF: one bit a sample, which leans as often to one side as the wave is high."""
    rate, block = 2_822_400, 4096
    wave = 0.5 + 0.25 * np.sin(2 * np.pi * note * np.arange(int(seconds * rate) // 8 * 8) / rate)
    bits = np.diff(np.floor(np.cumsum(wave)), prepend=0).astype(np.uint8)
    data = np.packbits(bits, bitorder="little").tobytes()
    data += bytes(-len(data) % block)
    form = b"fmt " + struct.pack("<QIIIIIIQII", 52, 1, 0, 1, 1, rate, 1, len(bits), block, 0)
    whole = 28 + len(form) + 12 + len(data)
    return b"DSD " + struct.pack("<QQQ", 28, whole, 0) + form + b"data" + struct.pack("<Q", 12 + len(data)) + data
