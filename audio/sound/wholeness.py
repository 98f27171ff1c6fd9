"""Whether a file stops before its end: it says that there is more, or ends in mid-word. Child process only."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import IO, Any, TypeVar

from audio.sound import heads, mp4
from audio.sound.decoding import format_name

Answer = TypeVar("Answer")
LEAST_LOST = Fraction(1)  # seconds: encoders round, and less than this nobody misses
OGG_PAGE = 27 + 255 + 255 * 255  # bytes, the largest
SAYS_ITS_LENGTH = {
    "mov",
    "matroska",
    "flac",
    "aiff",
    "au",
    "wv",
    "tta",
    "ape",
    "dsf",
    "tak",
    "mpc",
    "mpc8",
    "nistsphere",
}  # the others are estimated from the size of the file
MP3_RATES = (44_100, 48_000, 32_000)  # Hz, of MPEG-1; the later ones have halves and quarters of them
ENDS_WITH_SOUND = {"mov", "aac", "caf", "w64"}  # elsewhere tags may stand behind it, which do not decode either


def ends_early(path: Path, container: Any, heard: Fraction, *, is_cut: bool) -> bool:
    """`heard` is what could be decoded, in seconds; `is_cut` that the last packet could not. A browser's own recording says no
    length, and is believed.
    """
    name = format_name(container)
    said = (
        look_into(path, said_by_mp3)
        if name == "mp3"
        else declared(container)
        if name in SAYS_ITS_LENGTH
        else Fraction(0)
    )
    if said > max(heard + LEAST_LOST, heard * Fraction(101, 100)):
        return True
    if name in ENDS_WITH_SOUND and is_cut:
        return True
    return heads.look_at_head(path).missing >= LEAST_LOST or (name == "ogg" and look_into(path, ogg_is_short))


def declared(container: Any) -> Fraction:
    """Seconds of sound, as the head of the file says; 0 when it does not."""
    stream = container.streams.audio[0]
    if stream.duration and stream.time_base:
        begins = max(stream.start_time or 0, 0) if format_name(container) == "mov" else 0
        return Fraction((stream.duration + begins) * stream.time_base)
    if container.duration and not mp4.has_pictures(container):  # those may go on longer
        return Fraction(container.duration, 1_000_000)
    return Fraction(0)


def look_into(path: Path, question: Callable[[IO[bytes]], Answer]) -> Answer:
    with path.open("rb") as file:
        return question(file)


def said_by_mp3(file: IO[bytes]) -> Fraction:
    """Seconds of sound by the count of frames in the first one of an MP3 (Xing, Info); 0 where it counts none.

    FFmpeg's own length will not do: it is a guess as soon as the count and the size of the file do not fit.
    """
    head = file.read(10)
    tag = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False))
    file.seek(10 + tag if head.startswith(b"ID3") else 0)
    frame = file.read(4096)
    place = max(frame.find(b"Xing"), frame.find(b"Info"))
    start = frame.rfind(b"\xff", 0, max(place - 8, 0) + 1)
    counted = frame[place + 4 : place + 12]
    if place < 0 or start < 0 or len(counted) < 8 or not counted[3] & 1:
        return Fraction(0)
    version, rate_index = frame[start + 1] >> 3 & 3, frame[start + 2] >> 2 & 3
    if rate_index == 3 or version == 1:  # reserved
        return Fraction(0)
    rate = MP3_RATES[rate_index] >> {3: 0, 2: 1, 0: 2}[version]
    return Fraction(int.from_bytes(counted[4:8]) * (1152 if version == 3 else 576), rate)


def ogg_is_short(file: IO[bytes]) -> bool:
    """Whether the last page is cut off."""
    size = file.seek(0, 2)
    file.seek(max(0, size - OGG_PAGE))
    end = file.read()
    page = end[end.rfind(b"OggS") :]
    return len(page) < 27 or len(page) < 27 + page[26] + sum(page[27 : 27 + page[26]])
