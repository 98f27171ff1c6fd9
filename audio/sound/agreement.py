"""Whether a browser that plays the file itself plays at second t what we heard at second t. Child process only.

Else the player's clicks, a story's links and a printed code lead to another moment, and a copy is needed (docs/decisions/0031).
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

from audio.sound.decoding import SkippedPackets, following, open_sound
from audio.sound.heads import Head
from audio.sound.mixing import Mixer
from audio.sound.tracks import Track
from audio.sound.wholeness import declared

MOST_APART = Fraction(1, 4)  # seconds, of the length that the file says and the one heard
MOST_CHANNELS = 2  # what browsers take for microphones; of more they make cinema


class Pace:
    """Whether the frames of an MP3 have one bit rate: with several, browsers guess where a second is."""

    def __init__(self) -> None:
        self.seen: set[tuple[int, int]] = set()

    def packet(self, packet: Any) -> None:
        head = memoryview(packet)
        if len(head) > 3:
            self.seen.add((head[1] & 0x1E, head[2] & 0xFC))  # version and layer; bit rate and sampling rate

    @classmethod
    def of(cls, path: Path) -> "Pace":
        """From a look at every packet, decoding none: a hundredth of what hearing takes."""
        pace, skipped = cls(), SkippedPackets()
        with open_sound(path) as container:
            packets = container.demux(container.streams.audio[0])
            while packet := following(packets, skipped):
                pace.packet(packet)
        return pace

    @property
    def is_even(self) -> bool:
        return len(self.seen) <= 1 and all(rates & 0xF0 for _, rates in self.seen)  # 0: a bit rate of its own


def sounds_other(sources: list[Track], mixer: Mixer, head: Head) -> bool:
    """What is in the file is not what one hears, in whatever container its packets stand."""
    one = sources[0]
    channels = max((channels for _, channels in one.forms), default=0)
    is_plain = len(sources) == 1 and len(one.forms) == 1 and channels <= MOST_CHANNELS
    return not (is_plain and one.clock.is_even) or mixer.is_opposite or bool(head.patches)


def says_other(container: Any, heard: Fraction, head: Head) -> bool:
    """What is in it may be right, but what the file says of its times is not, or leaves a browser to guess."""
    return abs(declared(container) - heard) > MOST_APART or head.is_odd
