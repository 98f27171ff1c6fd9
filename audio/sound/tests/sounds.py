"""Sound in many wrappings, made on the spot: good ones, and those that somebody crafted."""

import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

RECORDER = {
    ".webm": {"live": "1"},
    ".mp4": {"movflags": "frag_keyframe+empty_moov+default_base_moof", "frag_duration": "500000"},
}


def encode(
    path: Path,
    codec: str,
    *,
    seconds: float = 1.0,
    rate: int = 48_000,
    form: str | None = None,
    options: dict[str, str] | None = None,
    sound: av.AudioFrame | None = None,
) -> Path:
    """A note of 440 Hz or another `sound`, mono, in whatever container the name of the path asks for."""
    with av.open(str(path), "w", format=form, options=options or {}) as out:
        stream = out.add_stream(codec, rate=rate, layout="mono", bit_rate=64_000)
        resampler = av.AudioResampler(format=stream.codec_context.format.name, layout="mono", rate=rate)
        fifo, written = av.AudioFifo(), 0
        for frame in resampler.resample(sound or note(seconds, rate)):
            fifo.write(frame)
        while block := fifo.read(stream.codec_context.frame_size or 1024) or fifo.read(0, partial=True):
            block.pts, block.time_base = written, Fraction(1, rate)
            written += block.samples
            out.mux(stream.encode(block))
        out.mux(stream.encode(None))
    return path


def note(seconds: float, rate: int, *, pitch: float = 440, level: float = 8_000) -> av.AudioFrame:
    return frame(level * np.sin(2 * np.pi * pitch * np.arange(int(seconds * rate)) / rate), rate)


def frame(wave: np.ndarray, rate: int) -> av.AudioFrame:
    """These samples, from -32768 to 32767, as one frame, mono."""
    clipped = np.clip(wave, -32_768, 32_767).astype(np.int16)
    made = av.AudioFrame.from_ndarray(clipped[np.newaxis], format="s16", layout="mono")
    made.sample_rate = rate
    return made


def recorded(path: Path, codec: str, **options: Any) -> Path:
    """As MediaRecorder writes it into webm or mp4: no length, no index, and in mp4 a piece at a time."""
    return encode(path, codec, options=RECORDER[path.suffix], **options)


def film(path: Path, *, seconds: int = 0) -> Path:
    """A moving picture of a second, with `seconds` of sound or with none."""
    noise = np.random.default_rng(3)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        voice = out.add_stream("aac", rate=48_000, layout="mono") if seconds else None
        for _ in range(10):
            out.mux(
                stream.encode(av.VideoFrame.from_ndarray(noise.integers(0, 255, (64, 64, 3), np.uint8), format="rgb24"))
            )
        out.mux(stream.encode(None))
        if voice:
            fifo = av.AudioFifo()
            for frame in av.AudioResampler(format="fltp", layout="mono", rate=48_000).resample(note(seconds, 48_000)):
                fifo.write(frame)
            for block in fifo.read_many(1024, partial=True):
                out.mux(voice.encode(block))
            out.mux(voice.encode(None))
    return path


def wav(rate: int, *, channels: int = 1, samples: int = 1_000) -> bytes:
    """A WAV whose head claims what it likes."""
    width = 2 * channels
    data = bytes(samples * width)
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * width & 0xFFFFFFFF, width & 0xFFFF, 16)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body
