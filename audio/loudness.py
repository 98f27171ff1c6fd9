"""How loud a sound is as a whole, by EBU R 128. Child process only."""

import math
from fractions import Fraction
from typing import Any

import av
from av.filter import Graph

from audio.decoding import Resampler

SHORTEST = 0.4  # seconds: R 128 measures in blocks of this length


class Meter:
    """Takes blocks in any form and gives the integrated loudness; memory does not grow (FFmpeg's ebur128 keeps a histogram)."""

    def __init__(self, first: Any) -> None:
        self.rate = first.sample_rate
        layout = "mono" if len(first.layout.channels) == 1 else "stereo"
        self.resampler = Resampler(kind="fltp", layout=layout, rate=self.rate)
        self.graph = Graph()
        time_base = Fraction(1, self.rate)
        source = self.graph.add_abuffer(sample_rate=self.rate, format="fltp", layout=layout, time_base=time_base)
        meter, sink = self.graph.add("ebur128", "metadata=1"), self.graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        self.graph.configure()
        self.heard, self.said = 0, "nan"

    def write(self, block: Any) -> None:
        for frame in self.resampler.turn(block):
            frame.pts, frame.time_base = self.heard, Fraction(1, self.rate)
            self.heard += frame.samples
            self.graph.push(frame)
        while frame := self.pulled():
            self.said = frame.metadata.get("lavfi.r128.I", self.said)

    def pulled(self) -> Any:
        try:
            return self.graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return None

    @property
    def lufs(self) -> float | None:
        """From -70 (silence) upwards; None when there was too little to measure."""
        found = float(self.said)
        return found if math.isfinite(found) and self.heard >= SHORTEST * self.rate else None
