"""Sound in many wrappings, made on the spot: good ones, and those that somebody crafted."""

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np


def encode(path: Path, codec: str, *, seconds: float = 1.0, rate: int = 48_000, form: str | None = None) -> Path:
    """A note of 440 Hz, mono, in whatever container the name of the path asks for."""
    with av.open(str(path), "w", format=form) as out:
        stream = out.add_stream(codec, rate=rate, layout="mono", bit_rate=64_000)
        resampler = av.AudioResampler(format=stream.codec_context.format.name, layout="mono", rate=rate)
        fifo, written = av.AudioFifo(), 0
        for frame in resampler.resample(note(seconds, rate)):
            fifo.write(frame)
        while block := fifo.read(stream.codec_context.frame_size or 1024) or fifo.read(0, partial=True):
            block.pts, block.time_base = written, Fraction(1, rate)
            written += block.samples
            out.mux(stream.encode(block))
        out.mux(stream.encode(None))
    return path


def note(seconds: float, rate: int) -> av.AudioFrame:
    wave = (8_000 * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate)) / rate)).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(wave[np.newaxis], format="s16", layout="mono")
    frame.sample_rate = rate
    return frame


def film(path: Path, *, pictures: int = 10) -> Path:
    """A moving picture without sound."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(pictures):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        out.mux(stream.encode(None))
    return path


def wav(rate: int, *, channels: int = 1, samples: int = 1_000) -> bytes:
    """A WAV whose head claims what it likes."""
    width = 2 * channels
    data = bytes(samples * width)
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * width & 0xFFFFFFFF, width, 16)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body
