"""What it costs to hear a whole file once: its length, peaks, loudness and faults, and the copy for browsers, in one child.

    .venv/bin/python bench/inspection.py [--minutes SHORT LONG] [--forms webm mp3 ...]

Speech from the demo is repeated to the length asked for. Printed are the speed over real time, by the clock and by the processor of one
core, and the most memory that the child ever had (VmHWM), with the ratio of the long to the short one.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import av

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
VOICE = ROOT / "memoire_site" / "demo" / "life.m4a"
RATE = 48_000
FORMS = {
    "webm": ("libopus", {"live": "1"}),  # as Chrome and Firefox record
    "mp4": ("aac", {"movflags": "frag_keyframe+empty_moov+default_base_moof", "frag_duration": "1000000"}),  # as Safari
    "m4a": ("aac", {}),
    "mp3": ("libmp3lame", {}),
    "wav": ("pcm_s16le", {}),
    "flac": ("flac", {}),
}
CHILD = """
import resource, sys
from audio.sound import child
sys.argv = ["child", "36000", "measure", *sys.argv[1:]]
child.main()
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, *[line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")], file=sys.stderr)
"""


def make(folder: Path, form: str, minutes: float) -> Path:
    """Two minutes are encoded and their packets repeated, so that the file is made faster than it is heard."""
    codec, options = FORMS[form]
    container = {"m4a": "mp4"}.get(form, form)
    path = folder / f"{minutes:g}.{form}"
    with av.open(str(path), "w", format=container, options=options) as out:
        stream: Any = out.add_stream(codec, rate=RATE, layout="mono")
        stream.bit_rate = 64_000
        unit = Fraction(1, RATE)
        packets = list(encoded(stream))
        written, end = 0, int(minutes * 60 * RATE)
        for content, samples in cycle(packets):
            packet = av.Packet(content)
            packet.stream, packet.time_base = stream, unit
            packet.pts = packet.dts = written
            packet.duration = samples
            packet.is_keyframe = True
            out.mux(packet)
            written += samples
            if written >= end:
                return path
    raise AssertionError


def encoded(stream: Any) -> Iterator[tuple[bytes, int]]:
    """(bytes, samples) of each packet of two minutes of the voice."""
    size = stream.codec_context.frame_size or 1024
    with av.open(str(VOICE)) as voice:
        frames = islice(voice.decode(audio=0), 120 * RATE // 1024)
        resampler, waiting = (
            av.AudioResampler(format=stream.codec_context.format.name, layout="mono", rate=RATE),
            av.AudioFifo(),
        )
        for frame in frames:
            for piece in resampler.resample(frame):
                piece.pts = None
                waiting.write(piece)
    sent = 0
    while block := waiting.read(size):
        block.pts, block.time_base = sent, Fraction(1, RATE)
        sent += block.samples
        yield from ((bytes(packet), size) for packet in stream.encode(block))


def cost(path: Path, copy: Path) -> tuple[float, float, float]:
    """Seconds on the clock and of the processor, and MiB at most, for a child that measures the file and copies it where needed."""
    began = time.perf_counter()
    command = [sys.executable, "-c", CHILD, str(path), str(24 * 3_600_000), str(copy)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    if '"measured"' not in done.stdout:
        sys.exit(f"{path.name}: {done.stdout}")
    processor, memory = done.stderr.split()[-2:]
    return time.perf_counter() - began, float(processor), int(memory) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", nargs=2, type=float, default=[10, 120])
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=list(FORMS))
    options = parser.parse_args()
    print(
        f"{'form':6}{'minutes':>9}{'copy MB':>9}{'× real time':>13}{'per core':>10}{'MiB':>7}{'memory, long over short':>26}"
    )
    for form in options.forms:
        short = 0.0
        for minutes in options.minutes:
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder) / "copy.m4a"
                clock, processor, memory = cost(make(Path(folder), form, minutes), copy)
                size = copy.stat().st_size / 1e6 if copy.exists() else 0
            ratio = f"{memory / short:26.2f}" if short else ""
            short = memory
            seconds = minutes * 60
            print(
                f"{form:6}{minutes:9g}{size:9.1f}{seconds / clock:13.0f}{seconds / processor:10.0f}{memory:7.0f}{ratio}",
                flush=True,
            )


if __name__ == "__main__":
    main()
