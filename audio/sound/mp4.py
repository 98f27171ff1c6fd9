"""What FFmpeg does not tell of an MP4 file (ISO/IEC 14496-12): if it is whole, and if browsers can seek in it. Child process only."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from av.stream import Disposition

MOST_BOXES = 10_000
FIRST = {b"ftyp", b"styp", b"moov", b"mdat", b"wide", b"pnot", b"skip", b"free"}
PROFILES_PLAYED = {"LC", "HE-AAC", "HE-AACv2"}  # not the newest (xHE-AAC), nor the rare


def boxes(path: Path) -> Iterator[tuple[bytes, bool]]:
    """The kind of each box on the first level, and whether it lies in the file to its end."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        place = 0
        for _ in range(MOST_BOXES):
            file.seek(place)
            head = file.read(16)
            length, kind = int.from_bytes(head[:4], "big"), head[4:8]
            if length == 1:  # the length is in eight bytes behind the kind
                length = int.from_bytes(head[8:16], "big")
            elif length == 0:  # to the end of the file
                length = size - place
            if len(head) < 8 or length < 8:
                return
            place += length
            yield kind, place <= size


def has_lost_its_index(path: Path | str) -> bool:
    """An MP4 that was cut off before its index came, which recorders write last. A stretch of a file is not looked into."""
    if not isinstance(path, Path) or not path.is_file():
        return False
    found = list(boxes(path))
    return bool(found) and found[0][0] in FIRST and (b"moov", True) not in found


def plays_as_it_is(container: Any) -> bool:
    """Whether browsers play and seek its AAC from the file: with one index, no pictures to load along, a profile they know."""
    is_fragmented = any(kind == b"moof" for kind, _ in boxes(Path(container.name)))
    return has_known_profile(container) and not is_fragmented and not has_pictures(container)


def has_known_profile(container: Any) -> bool:
    codec = container.streams.audio[0].codec_context
    return codec is not None and codec.profile in PROFILES_PLAYED


def has_pictures(container: Any) -> bool:
    """A film's; the cover of an album does not count."""
    return any(not stream.disposition & Disposition.attached_pic for stream in container.streams.video)
