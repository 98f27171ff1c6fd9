"""How loud a sound is as a whole, by EBU R 128. Child process only."""

import math
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.filter import Graph

SHORTEST = 0.4  # seconds: R 128 measures in blocks of this length


class Meter:
    """Takes one or two channels at `rate` Hz and gives the integrated loudness; memory does not grow (ebur128 keeps a histogram)."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.graph = Graph()
        source = self.graph.add_abuffer(sample_rate=rate, format="flt", layout="stereo", time_base=Fraction(1, rate))
        meter, sink = self.graph.add("ebur128", "metadata=1"), self.graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        self.graph.configure()
        self.heard, self.said = 0, "nan"

    def write(self, samples: np.ndarray) -> None:
        """A row for each channel; the norm adds up what is in them, so that a silent second one changes nothing."""
        both = np.zeros((samples.shape[1], 2), np.float32)
        both[:, : len(samples)] = samples.T
        frame = av.AudioFrame.from_ndarray(both.reshape(1, -1), format="flt", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = self.rate, self.heard, Fraction(1, self.rate)
        self.heard += frame.samples
        self.graph.push(frame)
        while pulled := self.pulled():
            self.said = pulled.metadata.get("lavfi.r128.I", self.said)

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
