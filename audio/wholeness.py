"""Whether a file stops before its end: it says that there is more, or ends in mid-word. Child process only."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import IO, Any

from audio import mp4
from audio.decoding import SkippedPackets

LEAST_LOST = Fraction(1)  # seconds: encoders round, and less than this nobody misses
UNKNOWN = 0x7FFF_0000  # bytes: what a program writes into a WAV of which it does not know the length, or more
OGG_PAGE = 27 + 255 + 255 * 255  # bytes, the largest
SAYS_ITS_LENGTH = {"mov", "matroska", "flac", "aiff", "au"}  # the others are estimated from the size of the file
ENDS_WITH_SOUND = {"mov", "aac", "caf", "w64"}  # elsewhere tags may stand behind it, which do not decode either


def ends_early(path: Path, container: Any, heard: Fraction, skipped: SkippedPackets) -> bool:
    """`heard` is what could be decoded, in seconds. A browser's own recording says no length, and is believed."""
    name = container.format.name.split(",")[0]
    says_its_length = name in SAYS_ITS_LENGTH or (name == "mp3" and look(path, counts_its_frames))
    if says_its_length and declared(container) > max(heard + LEAST_LOST, heard * Fraction(101, 100)):
        return True
    if name in ENDS_WITH_SOUND and skipped.at_the_end:
        return True
    return (name == "wav" and look(path, wav_is_short)) or (name == "ogg" and look(path, ogg_is_short))


def declared(container: Any) -> Fraction:
    """Seconds of sound, as the head of the file says; 0 when it does not."""
    stream = container.streams.audio[0]
    if stream.duration and stream.time_base:
        return Fraction(stream.duration * stream.time_base)
    if container.duration and not mp4.has_pictures(container):  # those may go on longer
        return Fraction(container.duration, 1_000_000)
    return Fraction(0)


def look(path: Path, question: Callable[[IO[bytes]], bool]) -> bool:
    with path.open("rb") as file:
        return question(file)


def counts_its_frames(file: IO[bytes]) -> bool:
    """Whether the first frame of an MP3 says how many there are (Xing, Info)."""
    head = file.read(10)
    tag = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False))
    file.seek(10 + tag if head.startswith(b"ID3") else 0)
    frame = file.read(4096)
    return b"Xing" in frame or b"Info" in frame


def wav_is_short(file: IO[bytes]) -> bool:
    """Whether a RIFF's data chunk is said to go on for a second or more behind the end of the file."""
    size = file.seek(0, 2)
    place, bytes_per_second = 12, 0
    while place + 8 <= size:
        file.seek(place)
        chunk = file.read(24)
        kind, length = chunk[:4], int.from_bytes(chunk[4:8], "little")
        if kind == b"fmt ":
            bytes_per_second = int.from_bytes(chunk[16:20], "little")
        if kind == b"data":
            return bytes_per_second <= place + 8 + length - size and length < UNKNOWN
        place += 8 + length + length % 2
    return False


def ogg_is_short(file: IO[bytes]) -> bool:
    """Whether the last page is cut off."""
    size = file.seek(0, 2)
    file.seek(max(0, size - OGG_PAGE))
    end = file.read()
    page = end[end.rfind(b"OggS") :]
    return len(page) < 27 or len(page) < 27 + page[26] + sum(page[27 : 27 + page[26]])
