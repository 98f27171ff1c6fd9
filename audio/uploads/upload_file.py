"""The end of an upload's file: bytes are written as they come, and promised only when they are on the disk."""

import hashlib
import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from audio import files, limits
from audio.uploads import digests
from audio.uploads.leases import UploadLease

SYNC_SECONDS = 5

Read = Callable[[int], bytes]
Checksum = tuple[str, bytes]  # an algorithm of hashlib, and the digest that it has to give


class Mismatch(Exception):
    """The bytes are not those that the sender hashed; none of them was kept."""


def next_expiry() -> datetime:
    return timezone.now() + timedelta(days=settings.UPLOAD_EXPIRES_DAYS)


class Tail:
    """The end of an upload's file. What lies behind `start` was never promised, and is cut off."""

    def __init__(self, path: Path, start: int) -> None:
        self.path, self.end = path, start
        self.is_known = start > 0  # its name is on the disk
        self.file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self.file, start)

    def write(self, block: bytes) -> None:
        rest = memoryview(block)
        while rest:
            done = os.pwrite(self.file, rest, self.end)
            self.end += done
            rest = rest[done:]

    def settle(self) -> None:
        """Waits until the bytes are on the disk, and the first time also the name."""
        if self.is_known:
            os.fdatasync(self.file)
        else:
            files.settle(self.path)
        self.is_known = True

    def cut(self, end: int) -> None:
        os.ftruncate(self.file, end)
        self.end = end

    def close(self) -> None:
        os.close(self.file)


def write(claim: UploadLease, size: int, read: Read, expected: Checksum | None) -> tuple[int, str]:
    """Where the file ends now, and the SHA-256 of its bytes where all of them passed by this process."""
    start = claim.upload.offset
    whole, piece = digests.take_digest(claim.upload), hashlib.new(expected[0]) if expected else None
    tail = Tail(claim.upload.path, start)
    try:
        trouble = pour(claim, tail, size, read, [each for each in (whole, piece) if each], is_trusted=expected is None)
        if trouble is None and expected and piece and piece.digest() != expected[1]:
            trouble = Mismatch()
        if expected and trouble:
            claim.renew()  # or the bytes behind our start may be another writer's
            tail.cut(start)
        note_offset(claim, tail)
    finally:
        tail.close()
    if trouble:
        raise trouble
    if whole and claim.upload.offset == tail.end:
        digests.keep_digest(claim.upload, whole)
    return tail.end, whole.hexdigest() if whole else ""


def pour(
    claim: UploadLease, tail: Tail, size: int, read: Read, hashes: list[Any], *, is_trusted: bool
) -> Exception | None:
    """Writes as bytes come, showing from time to time that it lives. Gives the error of a disk that takes no more."""
    left, renewed = size, time.monotonic()
    while left and (block := next_block(read, min(left, settings.CHUNK_SIZE))):
        if time.monotonic() - renewed > SYNC_SECONDS:  # before writing: while we waited, another may have taken over
            note_offset(claim, tail) if is_trusted else claim.renew()
            renewed = time.monotonic()
        if not limits.has_room():
            return limits.NoRoom()
        try:
            tail.write(block)
        except OSError as error:
            return error
        for each in hashes:
            each.update(block)
        left -= len(block)
    return None


def next_block(read: Read, most: int) -> bytes:
    try:
        return read(most)
    except OSError:  # the line was cut
        return b""


def note_offset(claim: UploadLease, tail: Tail) -> None:
    """Promises the bytes that are there, but for the last one of all, which counts only with the recording."""
    tail.settle()
    length = claim.upload.length
    safe = tail.end if length is None else min(tail.end, max(0, length - 1))
    claim.renew(offset=safe, expires_at=next_expiry())
