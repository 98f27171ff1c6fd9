"""What the heads of plain sound files say of their length, and what is true. Child process only (`audio.sound.sandbox`).

A recorder whose battery died leaves a head from its last save. The file is not changed: `Mended` shows FFmpeg other bytes in the head.
RIFF and RF64 (EBU Tech 3306), Wave64, AIFF, CAF, AU.
"""

import io
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import IO

UNKNOWN = 0x7FFF_0000  # bytes: what a program writes into a WAV of which it does not know the length, or more
LEAST_FOUND = Fraction(1, 4)  # seconds of sound behind the end that the head says
PCM = {1, 3, 0xFFFE}  # WAVE's format tags whose samples have a width
MOST_CHUNKS = 10_000
LOOK = 64 * 1024  # bytes, for something that is not nothing
TAGS = (b"TAG", b"ID3", b"APETAGEX")


@dataclass(frozen=True)
class Head:
    """`patches` are bytes by their place in the file; `missing` is what the head says and the file has not, in seconds.

    `is_odd` says that the file can be heard, but programs that believe its head may play something else.
    """

    patches: dict[int, bytes] = field(default_factory=dict)
    missing: Fraction = Fraction(0)
    is_odd: bool = False


@dataclass(frozen=True)
class Chunk:
    kind: bytes
    place: int  # of its first byte behind the head
    length: int
    end: int  # where the next begins


class Mended(io.RawIOBase):
    """The bytes of a file with other ones in some places. It has no name, so that nobody can look beside it."""

    def __init__(self, path: Path, patches: dict[int, bytes]) -> None:
        self.file, self.patches = path.open("rb", buffering=0), patches

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        return self.file.tell()

    def read(self, size: int = -1) -> bytes:
        begins = self.file.tell()
        block = bytearray(self.file.read(size))
        for place, patch in self.patches.items():
            for at, byte in enumerate(patch, place - begins):
                if 0 <= at < len(block):
                    block[at] = byte
        return bytes(block)

    def close(self) -> None:
        self.file.close()
        super().close()


def look_at_head(path: Path) -> Head:
    """What is true of the file's head; nothing is wrong with one that we do not know."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        magic = file.read(16)
        try:
            for begins, kind, judge in JUDGES:
                if magic.startswith(begins) and magic[8:12] in kind:
                    return judge(file, size)
        except (
            struct.error,
            OverflowError,
            ValueError,
        ):  # it ends in the middle of its head, or holds numbers that are none
            pass
    return Head()


def chunks(file: IO[bytes], place: int, size: int, form: str, *, even: int = 2, own: int = 0) -> Iterator[Chunk]:
    """The chunks from `place` on. `form` is how a head is written: a kind and a length, which counts `own` bytes of the head."""
    width = struct.calcsize(form)
    for _ in range(MOST_CHUNKS):
        if place > size:
            return
        file.seek(place)
        head = file.read(width)
        if len(head) < width:
            return
        kind, length = struct.unpack(form, head)
        first, length = place + width, length - own
        place = first + length + (-length % even)
        yield Chunk(kind[:4], first, length, place)
        if length < 0:
            return


def goes_on(file: IO[bytes], data: Chunk, size: int, form: str, **how: int) -> bool:
    """Whether there is sound behind the end of the data, and not other chunks, a tag or nothing."""
    file.seek(data.place + data.length)
    rest = file.read(LOOK)
    file.seek(max(data.place + data.length, size - LOOK))
    if rest.startswith(TAGS) or not (any(rest) or any(file.read(LOOK))):
        return False
    following = list(chunks(file, data.end, size, form, **how))
    are_named = all(
        chunk.kind.isascii() and chunk.kind.replace(b" ", b"").replace(b"_", b"").isalnum() for chunk in following
    )
    return not (following and are_named and following[0].end <= size + 1)


def is_more(bytes_found: int, bytes_per_second: int) -> bool:
    return bytes_per_second > 0 and Fraction(bytes_found, bytes_per_second) >= LEAST_FOUND


def riff(file: IO[bytes], size: int) -> Head:
    said, real, large, large_at = 0, 0, 0, 0
    is_pcm = False
    for chunk in chunks(file, 12, size, "<4sI"):
        if chunk.kind == b"ds64":
            large_at = chunk.place + 8
            large = struct.unpack("<Q", read_bytes(file, large_at, 8))[0]
        if chunk.kind == b"fmt ":
            tag, _, rate, said, block = struct.unpack("<HHIIH", read_bytes(file, chunk.place, 14))
            is_pcm = tag in PCM
            real = rate * block if is_pcm and block else said
        if chunk.kind == b"data":
            is_large = chunk.length == 0xFFFF_FFFF and large > 0
            length = large if is_large else chunk.length
            data = Chunk(b"data", chunk.place, length, chunk.place + length + length % 2)
            is_known = is_large or 0 < length < UNKNOWN
            # A length of zero has FFmpeg read on to the end of the file.
            patch = {large_at: struct.pack("<Q", size - data.place)} if is_large else {data.place - 4: bytes(4)}
            head = judged(file, data, size, real, patch, form="<4sI") if is_known else Head(is_odd=True)
            return Head(head.patches, head.missing, head.is_odd or (is_pcm and said != real))
    return Head()


def judged(
    file: IO[bytes], data: Chunk, size: int, per_second: int, patches: dict[int, bytes], *, form: str, **how: int
) -> Head:
    """What a chunk of sound that says its length is worth; `patches` are what makes it go on to the end of the file."""
    left = size - data.place - data.length
    if left < 0:
        return Head(missing=Fraction(-left, per_second) if per_second else Fraction(0))
    if is_more(left, per_second) and goes_on(file, data, size, form, **how):
        return Head(patches, is_odd=True)
    return Head()


def wave64(file: IO[bytes], size: int) -> Head:
    per_second, how = 0, {"even": 8, "own": 24}
    for chunk in chunks(file, 40, size, "<16sQ", **how):
        if chunk.kind == b"fmt ":
            per_second = struct.unpack("<I", read_bytes(file, chunk.place + 8, 4))[0]
        if chunk.kind == b"data":
            patch = {chunk.place - 8: struct.pack("<Q", size - chunk.place + 24)}
            return judged(file, chunk, size, per_second, patch, form="<16sQ", **how)
    return Head()


def aiff(file: IO[bytes], size: int) -> Head:
    per_second = 0
    for chunk in chunks(file, 12, size, ">4sI"):
        if chunk.kind == b"COMM":
            channels, _, bits, exponent, mantissa = struct.unpack(">hIhHQ", read_bytes(file, chunk.place, 18))
            per_second = int(mantissa * 2.0 ** ((exponent & 0x7FFF) - 16383 - 63)) * channels * -(-bits // 8)
        if chunk.kind == b"SSND" and size - chunk.place < 2**32:
            patch = {chunk.place - 4: struct.pack(">I", size - chunk.place)}
            return judged(file, chunk, size, per_second, patch, form=">4sI")
    return Head()


def core_audio(file: IO[bytes], size: int) -> Head:
    per_second, how = 0, {"even": 1}
    for chunk in chunks(file, 8, size, ">4sq", **how):
        if chunk.kind == b"desc":
            rate, kind, _, width, frames = struct.unpack(">d4sIII", read_bytes(file, chunk.place, 24))
            per_second = int(rate * width / frames) if kind == b"lpcm" and frames and 0 < rate < 10**9 else 0
        if chunk.kind == b"data" and chunk.length >= 0:
            patch = {chunk.place - 8: struct.pack(">q", size - chunk.place)}
            return judged(file, chunk, size, per_second, patch, form=">4sq", **how)
    return Head()


AU_BYTES = {1: 1, 2: 1, 3: 2, 4: 3, 5: 4, 6: 4, 7: 8, 27: 1}  # of a sample, by its encoding


def au(file: IO[bytes], size: int) -> Head:
    begins, length, encoding, rate, channels = struct.unpack(">IIIII", read_bytes(file, 4, 20))
    if length == 0xFFFF_FFFF:
        return Head()
    data = Chunk(b"data", begins, length, begins + length)
    per_second = rate * channels * AU_BYTES.get(encoding, 0)
    return judged(file, data, size, per_second, {8: b"\xff" * 4}, form=">4sI")


def read_bytes(file: IO[bytes], place: int, count: int) -> bytes:
    file.seek(place)
    return file.read(count)


class Any4:
    """Any four bytes: for heads in which nothing is fixed there."""

    def __contains__(self, found: object) -> bool:
        return True


Judge = Callable[[IO[bytes], int], Head]
JUDGES: tuple[tuple[bytes, Any4 | frozenset[bytes], Judge], ...] = (
    (b"RIFF", frozenset({b"WAVE"}), riff),
    (b"RF64", frozenset({b"WAVE"}), riff),
    (b"BW64", frozenset({b"WAVE"}), riff),
    (b"riff\x2e\x91\xcf\x11", Any4(), wave64),
    (b"FORM", frozenset({b"AIFF", b"AIFC"}), aiff),
    (b"caff", Any4(), core_audio),
    (b".snd", Any4(), au),
)
