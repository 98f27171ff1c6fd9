"""Opens sound with PyAV. Called in a child process only (`audio.sound.sandbox`): files come from strangers.

`format_whitelist` is what keeps playlists (HLS, DASH, concat, SDP) from reaching the network or a neighbour's file; rates and
channels are bounded again at every frame, since a few bytes can ask the resampler for gigabytes.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av

from audio.errors import NothingInIt, UnreadableSound
from audio.sound import formats, heads, mp4
from audio.sound.child_answers import Sound

RATES = range(4_000, 384_001)  # Hz
ONE_BIT_RATES = range(
    4_000, 1_600_001
)  # Hz: DSD is counted in bytes of eight samples; DSD256 is the widest that is sold
MOST_CHANNELS = 8  # of one track
MOST_TRACKS = 16
OPTIONS = {"format_whitelist": formats.WHITELIST}
UNREAL = "This file claims a sampling rate or a number of channels that no recorder makes. Try the original."
INCOMPLETE = "This file arrived incomplete: its end is missing, and without it nothing can be heard. Send it once more."
NO_SOUND = "There is no sound in this file. If it is a film, it has no sound track."
LOCKED = "The sound in this file ({format}) is locked by its seller, or written in a way that we cannot read. Try another copy."
TOO_MANY = (
    f"This file has more than {MOST_TRACKS} sound tracks. Save those with voices in files of their own, and add these."
)


def probe(path: Path) -> Sound:
    """Opens the file and hears its first moment. Raises UnreadableSound."""
    for track in tracks(path):
        with open_sound(path) as container:
            frame = next(frames(container, SkippedPackets(), track=track), None)
            if frame is not None:
                return describe(container, track, frame)
    raise NothingInIt(formats.NOTHING)


def describe(container: Any, track: int, frame: Any) -> Sound:
    """What it is, from the open container and the first frame decoded."""
    name = format_name(container)
    known, stream = formats.KNOWN[name], container.streams.audio[track]
    codec = codec_name(stream)
    plays = codec in known.codecs_played and (name != "mov" or mp4.plays_as_it_is(container))
    return Sound(
        suffix=known.suffix,
        content_type=known.content_type,
        container=name,
        codec=codec,
        sample_rate=frame.sample_rate,
        channels=len(frame.layout.channels),
        plays_in_browsers=plays and len(container.streams.audio) == 1,
    )


def format_name(container: Any) -> str:
    return str(container.format.name.split(",")[0])


def codec_name(stream: Any) -> str:
    # FFmpeg decodes MP3 by "mp3float" and by "mp3", which are one codec.
    return str(stream.codec_context.name).removesuffix("float")


def open_sound(path: Path | str) -> Any:
    """An open container with at least one sound stream; never follows what the file names. A head that lies is mended on the way."""
    try:
        container = av.open(source_of(path), options=OPTIONS, timeout=(10, 10), metadata_errors="ignore")
    except (av.error.FFmpegError, ValueError):
        raise why_not(path) from None
    if not container.streams.audio:
        container.close()
        raise UnreadableSound(NO_SOUND)
    return container


def source_of(path: Path | str) -> Any:
    head = heads.look_at_head(path) if isinstance(path, Path) else None
    return heads.Mended(path, head.patches) if isinstance(path, Path) and head and head.patches else str(path)


def why_not(path: Path | str) -> UnreadableSound:
    if not isinstance(path, Path):  # a stretch of a file
        return UnreadableSound(formats.NOT_SOUND)
    if mp4.has_lost_its_index(path):
        return UnreadableSound(INCOMPLETE)
    return NothingInIt(formats.NOTHING) if formats.begins_as_sound(path) else UnreadableSound(formats.refusal(path))


def tracks(path: Path | str) -> list[int]:
    """The places, among the sound tracks, of those that can be decoded. Raises UnreadableSound when there are none, or too many."""
    with open_sound(path) as container:
        found = [place for place, stream in enumerate(container.streams.audio) if stream.codec_context is not None]
        if not found:
            raise UnreadableSound(LOCKED.format(format=formats.KNOWN[format_name(container)].name))
    if len(found) > MOST_TRACKS:
        raise UnreadableSound(TOO_MANY)
    return found


class SkippedPackets:
    """How many packets of a damaged file could not be decoded, and whether the last of all is one of them."""

    count = 0
    at_the_end = False

    def note(self) -> None:
        self.count += 1
        self.at_the_end = True


def frames(
    container: Any, skipped: SkippedPackets, *, track: int = 0, good: Callable[[Any], None] = lambda packet: None
) -> Iterator[Any]:
    """Decoded frames of a track in order; a damaged packet is skipped and counted, a dangerous one raises UnreadableSound.

    `good` is called with each packet that could be decoded.
    """
    stream = container.streams.audio[track]
    rates = ONE_BIT_RATES if stream.codec_context.name.startswith("dsd_") else RATES
    packets = container.demux(stream)
    while packet := following(packets, skipped):
        try:
            decoded = packet.decode()
        except av.error.FFmpegError:
            skipped.note()
            continue
        if packet.size:
            skipped.at_the_end = packet.is_corrupt
            good(packet)
        for frame in decoded:
            check(frame, rates)
            yield frame


def following(packets: Any, skipped: SkippedPackets) -> Any:
    """The next packet; None at the end, and where the file ends in mid-packet: what came before it is good."""
    try:
        return next(packets, None)
    except av.error.FFmpegError:
        skipped.note()
        return None


def check(frame: Any, rates: range) -> None:
    is_too_wide = len(frame.layout.channels) > MOST_CHANNELS or frame.format.name.startswith("s64")
    if frame.sample_rate not in rates or is_too_wide:
        raise UnreadableSound(UNREAL)


def form_of(frame: Any) -> tuple[int, int, str]:
    """Sampling rate, channels, and how samples are written. What FFmpeg calls the channels is no matter."""
    return frame.sample_rate, len(frame.layout.channels), frame.format.name
