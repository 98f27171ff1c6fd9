"""Uploads that may stop and go on: begun, told about, appended to, and abandoned.

What was promised is never lost: the offset in the database counts only bytes that were fsync'd, and of an upload whose length is known
the last byte only together with the recording. What was not promised may lie behind it in the file; the next writer cuts it off.
"""

from typing import Any

import structlog
from django.db import transaction

from audio import limits
from audio.models import Upload
from audio.uploads.finishing import finish_upload
from audio.uploads.leases import Finished, LeaseLost, UploadLease
from audio.uploads.upload_file import Checksum, Read, next_expiry, write
from families.models import Family, User

log = structlog.get_logger(__name__)


class WrongOffset(Exception):
    """The bytes do not begin where the upload ends."""


class WrongLength(Exception):
    """The upload was said to have another length, or has more bytes already."""


class TooMuch(Exception):
    """More bytes than the upload was said to have."""


class Expired(Exception):
    """Nobody went on with the upload in time."""


def begin_upload(
    *,
    family: Family,
    user: User,
    length: int | None,
    metadata: dict[str, str],
    asked: list[dict[str, Any]] | None = None,
) -> Upload:
    """Opens an upload of `length` bytes, or of a length that is not known yet. Raises OverLimit and NoRoom."""
    limits.check_file(length or 0)
    limits.check_disk(length or 0)
    with limits.room(), transaction.atomic():
        Family.objects.select_for_update(no_key=True).get(pk=family.pk)  # of two that begin at once, one waits
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        limits.check_family(family, length or 0)
        limits.check_open_uploads(user)
        return Upload.objects.create(
            family=family, user=user, length=length, metadata=metadata, asked=asked or [], expires_at=next_expiry()
        )


def check_alive(upload: Upload) -> None:
    if upload.is_expired and not upload.recording_id:
        raise Expired


def describe_upload(upload: Upload, *, takes: list[int], asked: list[dict[str, Any]]) -> None:
    """Notes what is known about an upload under way; the whole replaces the whole. Raises Finished and Expired."""
    check_alive(upload)
    with limits.room():
        if not Upload.objects.filter(pk=upload.pk, recording=None).update(takes=takes, asked=asked):
            raise Finished


def append(
    upload: Upload, *, offset: int, size: int, read: Read, expected: Checksum | None = None, length: int | None = None
) -> None:
    """Adds the `size` bytes that `read` gives, and finishes the upload when they are its last.

    `length` says at last how long the upload is, where that was left open. When the line is cut, what came is kept; with a checksum
    all or nothing is. Raises Busy, Finished, WrongOffset, WrongLength, TooMuch, OverLimit, Expired, Mismatch, LeaseLost, NoRoom,
    and with the last byte UnreadableSound, after which the upload is gone.
    """
    check_alive(upload)
    claim = UploadLease.take(upload)
    try:
        with limits.room():
            check_offset(claim, offset)
            whole = check_length(upload, offset + size, length)
            end, sha256 = write(claim, size, read, expected)
            if end == whole:
                finish_upload(claim, end, sha256)
            elif whole != upload.length:
                claim.renew(length=whole)
    finally:
        claim.release()


def check_offset(claim: UploadLease, offset: int) -> None:
    upload = claim.upload
    there = upload.path.stat().st_size if upload.path.exists() else 0
    if there < upload.offset:  # an older copy of the folder was put back: go on from what it holds
        log.warning("upload_file_is_short", upload=str(upload.pk), offset=upload.offset, there=there)
        claim.renew(offset=there)
    if upload.offset != offset:
        raise WrongOffset


def check_length(upload: Upload, end: int, length: int | None) -> int | None:
    """How long the whole will be, if that is known by now; bytes up to `end` are to come."""
    if not upload.is_live and length not in {None, upload.length}:
        raise WrongLength
    whole = length if upload.is_live else upload.length
    if whole is not None and end > whole:
        raise WrongLength if upload.is_live else TooMuch
    if upload.is_live:
        limits.check_file(whole or end)
        limits.check_family(upload.family, (whole or end) - upload.offset)
    return whole


def abandon(upload: Upload) -> None:
    """Throws an unfinished upload away, also under the hands of a writer. Raises Finished."""
    with transaction.atomic():
        if not Upload.objects.filter(pk=upload.pk, recording=None).delete()[0]:
            if Upload.objects.filter(pk=upload.pk).exists():
                raise Finished
            raise LeaseLost
