"""A whole file heard once: its length, its shape, how loud and how whole it is, and on the way a copy that browsers play.

Child process only (`audio.sound.sandbox`). Sound comes in blocks of a second, so that what is done for each costs little.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from audio.errors import NothingInIt, UnreadableSound
from audio.sound import agreement, formats, heads, playable, wholeness
from audio.sound.agreement import Pace
from audio.sound.child_answers import Measured
from audio.sound.decoding import probe, tracks
from audio.sound.levels import Clipping, Shape
from audio.sound.loudness import Meter
from audio.sound.microphones import Levels
from audio.sound.mixing import Mixer, side_by_side
from audio.sound.tags import made_at
from audio.sound.tracks import opened

RATE = playable.AAC.rate
SHORTEST_MS = 20
TOO_SHORT = "This recording is over before anybody could say a word: it lasts less than a fiftieth of a second."


def measure(
    path: Path, *, most_ms: int, progress: Callable[[int], None], copy: Path | None = None, must_encode: bool = False
) -> Measured:
    """Hears the whole file, and writes a copy to `copy` where browsers need one. `progress` is called with milliseconds heard.

    Raises UnreadableSound, also when it is longer than `most_ms`. What only hearing tells (that a browser would play something else,
    or that packets do not fit into the copy) costs a second pass, in which the copy is encoded.
    """
    sound, ears, head = probe(path), Ears(), heads.look_at_head(path)
    if sound.plays_in_browsers and sound.codec == "mp3" and not Pace.of(path).is_even:
        sound = replace(sound, plays_in_browsers=False)
    with (
        opened(path, tracks(path)) as sources,
        playable.copy_of(sources[0].container, sound, copy, must_encode=must_encode) as out,
    ):
        sources[0].listeners = [out.packet]
        for block in side_by_side([source.blocks(RATE, ears.clipping_of()) for source in sources]):
            out.sound(ears.hear(block))
            if ears.heard_ms > most_ms:
                raise UnreadableSound(f"This recording is longer than {most_ms // 3_600_000} hours. Cut it into parts.")
            progress(ears.heard_ms)
        heard, container = max(source.heard for source in sources), sources[0].container
        made = made_at(container)
        ends_early = wholeness.ends_early(
            path, container, heard, is_cut=any(each.skipped.at_the_end for each in sources)
        )
        sounds_other = agreement.sounds_other(sources, ears.mixer, head)
        is_other = sounds_other or agreement.says_other(container, heard, head)
    check_length(heard)
    if out.failed or (copy and not out.is_encoded and (sounds_other or (sound.plays_in_browsers and is_other))):
        return measure(path, most_ms=most_ms, progress=progress, copy=copy, must_encode=True)
    return Measured(
        sound=replace(sound, plays_in_browsers=sound.plays_in_browsers and not is_other),
        duration_ms=int(heard * 1000),
        peaks=bytes(ears.shape.finished),
        skipped_packets=sum(source.skipped.count for source in sources),
        made_at=made,
        loudness=ears.meter.lufs,
        silent_share=ears.shape.silent_share,
        clipped_share=max(each.share for each in ears.clippings),
        ends_early=ends_early,
        has_copy=out.is_copy,
        head_mended=bool(head.patches),
        apart=ears.levels.apart,
    )


def check_length(heard: Fraction) -> None:
    if not heard:
        raise NothingInIt(formats.NOTHING)
    if heard * 1000 < SHORTEST_MS:
        raise UnreadableSound(TOO_SHORT)


class Ears:
    """Takes the channels of all tracks at RATE, measures them, and gives back the one signal that is heard."""

    def __init__(self) -> None:
        self.samples = 0
        self.shape, self.meter, self.mixer = Shape(), Meter(RATE), Mixer(RATE)
        self.levels = Levels(RATE)
        self.clippings: list[Clipping] = []

    @property
    def heard_ms(self) -> int:
        return self.samples * 1000 // RATE

    def clipping_of(self) -> Callable[[np.ndarray], None]:
        """Who looks for clipping in one more track, at the rate at which it was recorded."""
        self.clippings.append(Clipping())
        return self.clippings[-1].write

    def hear(self, block: np.ndarray) -> np.ndarray:
        mixed = self.mixer.mix(block)
        self.levels.write(block)
        self.samples += len(mixed)
        self.meter.write(block if len(block) <= 2 else mixed[np.newaxis])
        self.shape.write(mixed)
        return mixed
