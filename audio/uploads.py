"""Uploads that may stop and go on: begun, appended to, finished as a recording, abandoned, or reaped when nobody came back.

What was promised is never lost: the offset in the database counts only bytes that were fsync'd, and the last byte only together with
the recording. What was not promised may lie behind it in the file; the next writer cuts it off.
"""

import errno
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from audio import arrivals, files, limits
from audio.claims import Claim, ClaimLost, Finished
from audio.errors import UnreadableSound
from audio.models import Recording, Upload
from families.models import Family, User

log = structlog.get_logger(__name__)
SYNC_SECONDS = 5
FINISH_SECONDS = 300  # judging and keeping a file takes seconds; on a slow storage, a minute or two
FULL = {errno.ENOSPC, errno.EDQUOT}
TOLD = ("narrator", "born", "title", "recorded_on", "language")

Read = Callable[[int], bytes]
Checksum = tuple[str, bytes]  # an algorithm of hashlib, and the digest that it has to give


class WrongOffset(Exception):
    """The bytes do not begin where the upload ends."""


class TooMuch(Exception):
    """More bytes than the upload was said to have."""


class Expired(Exception):
    """Nobody went on with the upload in time."""


class Mismatch(Exception):
    """The bytes are not those that the sender hashed; none of them was kept."""


class NoRoom(Exception):
    """The disk is full. What was safe before is still there."""


def begin(*, family: Family, user: User, length: int, metadata: dict[str, str]) -> Upload:
    """Opens an upload of `length` bytes. Raises OverLimit."""
    limits.check_file(length)
    with transaction.atomic():
        Family.objects.select_for_update(no_key=True).get(pk=family.pk)  # of two that begin at once, one waits
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        limits.check_family(family, length)
        limits.check_open_uploads(user)
        return Upload.objects.create(
            family=family, user=user, length=length, metadata=metadata, expires_at=next_expiry()
        )


def next_expiry() -> datetime:
    return timezone.now() + timedelta(days=settings.UPLOAD_EXPIRES_DAYS)


def check_alive(upload: Upload) -> None:
    if upload.is_expired and not upload.recording_id:
        raise Expired


def append(upload: Upload, *, offset: int, size: int, read: Read, expected: Checksum | None = None) -> None:
    """Adds the `size` bytes that `read` gives, and finishes the upload when they are its last.

    When the line is cut, what came is kept; with a checksum all or nothing is. Raises Busy, Finished, WrongOffset, TooMuch, Expired,
    Mismatch, ClaimLost, NoRoom, and with the last byte UnreadableSound, after which the upload is gone.
    """
    check_alive(upload)
    claim = Claim.take(upload)
    try:
        check_fits(claim, offset, size)
        end, sha256 = write(claim, size, read, expected)
        if end == upload.length:
            finish(claim, sha256)
    except OSError as error:
        if error.errno in FULL:
            raise NoRoom from error
        raise
    finally:
        claim.release()


def check_fits(claim: Claim, offset: int, size: int) -> None:
    upload = claim.upload
    there = upload.path.stat().st_size if upload.path.exists() else 0
    if there < upload.offset:  # an older copy of the folder was put back: go on from what it holds
        log.warning("upload_file_is_short", upload=str(upload.pk), offset=upload.offset, there=there)
        claim.renew(offset=there)
    if upload.offset != offset:
        raise WrongOffset
    if size > upload.length - offset:
        raise TooMuch


class Tail:
    """The end of an upload's file. What lies behind `start` was never promised, and is cut off."""

    def __init__(self, path: Path, start: int) -> None:
        self.path, self.end = path, start
        self.file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self.file, start)

    def write(self, block: bytes) -> None:
        rest = memoryview(block)
        while rest:
            done = os.pwrite(self.file, rest, self.end)
            self.end += done
            rest = rest[done:]

    def cut(self, end: int) -> None:
        os.ftruncate(self.file, end)
        self.end = end

    def close(self) -> None:
        os.close(self.file)


def write(claim: Claim, size: int, read: Read, expected: Checksum | None) -> tuple[int, str]:
    """Where the file ends now, and the SHA-256 of its bytes where all of them passed by here."""
    start = claim.upload.offset
    algorithms = ([] if start else ["sha256"]) + ([expected[0]] if expected else [])
    hashes = {name: hashlib.new(name) for name in algorithms}
    tail = Tail(claim.upload.path, start)
    try:
        trouble = pour(claim, tail, size, read, hashes, is_trusted=expected is None)
        if trouble is None and expected and hashes[expected[0]].digest() != expected[1]:
            trouble = Mismatch()
        if expected and trouble:
            claim.renew()  # or the bytes behind our start may be another writer's
            tail.cut(start)
        note(claim, tail)
    finally:
        tail.close()
    if trouble:
        raise trouble
    return tail.end, "" if start else hashes["sha256"].hexdigest()


def pour(
    claim: Claim, tail: Tail, size: int, read: Read, hashes: dict[str, Any], *, is_trusted: bool
) -> Exception | None:
    """Writes as bytes come, showing from time to time that it lives. Gives the error of a disk that takes no more."""
    left, renewed = size, time.monotonic()
    while left and (block := next_block(read, min(left, settings.CHUNK_SIZE))):
        if time.monotonic() - renewed > SYNC_SECONDS:  # before writing: while we waited, another may have taken over
            note(claim, tail) if is_trusted else claim.renew()
            renewed = time.monotonic()
        try:
            tail.write(block)
        except OSError as error:
            return error
        for each in hashes.values():
            each.update(block)
        left -= len(block)
    return None


def next_block(read: Read, most: int) -> bytes:
    try:
        return read(most)
    except OSError:  # the line was cut
        return b""


def note(claim: Claim, tail: Tail) -> None:
    """Promises the bytes that are there, but for the last one of all."""
    files.settle(tail.path)
    safe = min(tail.end, max(0, claim.upload.length - 1))
    claim.renew(offset=safe, expires_at=next_expiry())


def finish(claim: Claim, sha256: str = "") -> None:
    """Makes the recording, and in the same transaction says that the upload is done."""
    upload = claim.upload
    claim.renew(FINISH_SECONDS)

    def confirm(recording: Recording) -> None:
        claim.renew(recording_id=recording.pk, offset=upload.length)

    told = {name: upload.metadata[name].strip() for name in TOLD if name in upload.metadata}
    try:
        with arrived(claim) as file:
            file.sha256 = sha256
            arrivals.take_in(file, family=upload.family, by=upload.user, confirm=confirm, **told)
    except UnreadableSound:
        claim.rows().delete()
        raise
    upload.path.unlink(missing_ok=True)


class Arrived(File):
    """A whole upload under a second name, which the storage may move away: the first stays until the recording is certain."""

    sha256 = ""

    def temporary_file_path(self) -> str:
        return str(self.file.name)  # type: ignore[union-attr]


@contextmanager
def arrived(claim: Claim) -> Iterator[Arrived]:
    upload = claim.upload
    second = upload.path.with_name(f"{upload.pk.hex}.{claim.token.hex}.whole")
    try:
        try:
            os.link(upload.path, second)
        except OSError:  # a file system without links
            shutil.copyfile(upload.path, second)
        with second.open("rb") as handle:
            yield Arrived(handle, name=upload.metadata.get("filename") or "recording")
    finally:
        second.unlink(missing_ok=True)


def abandon(upload: Upload) -> None:
    """Throws an unfinished upload away, also under the hands of a writer. Raises Finished."""
    with transaction.atomic():
        if not Upload.objects.filter(pk=upload.pk, recording=None).delete()[0]:
            if Upload.objects.filter(pk=upload.pk).exists():
                raise Finished
            raise ClaimLost


def reap() -> None:
    """Throws away what nobody came back for."""
    for upload in Upload.objects.all().expired():
        if not upload.recording_id:
            log.info("upload_expired", upload=str(upload.pk), offset=upload.offset, length=upload.length)
        upload.delete()
    reap_files()


def reap_files() -> None:
    """Erases what a process that was killed has left in the folder of arrivals."""
    too_old = next_expiry().timestamp() - 2 * timedelta(days=settings.UPLOAD_EXPIRES_DAYS).total_seconds()
    known = {upload.path.name for upload in Upload.objects.all().only("pk")}
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        with suppress(OSError):
            if path.name not in known and path.stat().st_mtime < too_old:
                path.unlink()
                log.info("arrival_erased", file=path.name)
