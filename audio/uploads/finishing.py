"""An upload becomes a recording: its bytes are judged and kept, and in the same transaction the upload is done."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from django.core.files.base import File
from django.db import transaction

from audio import arrivals
from audio.arrivals import AlreadyHere
from audio.errors import Died, StepError, UnreadableSound
from audio.models import Recording, Upload, finish_seconds
from audio.sound import formats, sandbox
from audio.uploads.leases import UploadLease
from audio.uploads.titles import title_of_answer

log = structlog.get_logger(__name__)
EMPTY_TAKE = 32 * 1024  # bytes: a head, and at most some seconds
TOLD = ("narrator", "born", "title", "recorded_on", "language")


def finish_upload(claim: UploadLease, length: int, sha256: str = "") -> None:
    """Makes the recording, and in the same transaction says that the upload is done and `length` bytes long.

    `sha256` is that of the bytes, where it is known. Bytes that the family has already are not kept twice: the upload is then done as
    the recording that is there. Raises UnreadableSound; then an upload whose sender has the whole file still is gone. What somebody
    said into the recorder is never let go, nor what we could not look at for a reason of our own (a StepError that is not permanent).
    """
    upload = claim.upload
    # Asked now: `confirm` gives it a length, and then it would pass for a file.
    was_live = upload.is_live
    # For as long as judging and moving so many bytes may take: nobody renews the lease meanwhile.
    claim.renew(finish_seconds(length))

    def confirm(recording: Recording) -> None:
        claim.renew(recording_id=recording.pk, offset=length, length=length)

    told = facts_told(upload)
    try:
        with arrived(claim, sha256) as file:
            arrivals.take_in(file, family=upload.family, by=upload.user, asked=upload.asked, confirm=confirm, **told)
    except AlreadyHere as found:
        with transaction.atomic():
            confirm(found.recording)
        upload.was_known = True
    except Died as error:
        raise StepError(error.reason, permanent=False) from error
    except UnreadableSound:
        if not was_live:
            claim.rows().delete()
        raise
    upload.path.unlink(missing_ok=True)


def facts_told(upload: Upload) -> dict[str, str]:
    """What its sender said about it; what somebody spoke into the recorder is called by the question that it answers."""
    told = {name: upload.metadata[name].strip() for name in TOLD if name in upload.metadata}
    if "prompt" not in upload.metadata and not told.get("title"):  # a file that answers a prompt has a name of its own
        told["title"] = title_of_answer(upload.asked)
    return told


class Arrived(File):
    """Bytes that the storage may move away: the upload's own file stays until the recording is certain."""

    sha256 = ""

    def temporary_file_path(self) -> str:
        return str(self.file.name)  # type: ignore[union-attr]


@contextmanager
def arrived(claim: UploadLease, sha256: str) -> Iterator[Arrived]:
    """The whole of an upload, under a second name, with the ending that its sender gave it: some raw sound is known by nothing else."""
    upload = claim.upload
    said = formats.ending(upload.metadata.get("filename") or "")
    second = upload.path.with_name(f"{upload.pk.hex}.{claim.token.hex}.whole{said}")
    try:
        if not joined(claim, second):
            copy(upload.path, second)
        with second.open("rb") as handle:
            file = Arrived(handle, name=upload.metadata.get("filename") or "recording")
            file.sha256 = "" if upload.takes else sha256
            yield file
    finally:
        second.unlink(missing_ok=True)


def copy(path: Path, second: Path) -> None:
    try:
        os.link(path, second)
    except OSError:  # a file system without links
        shutil.copyfile(path, second)


def joined(claim: UploadLease, target: Path) -> bool:
    """Makes one file of what the recorder wrote in several takes. When that would lose something, the bytes are kept as they came."""
    upload = claim.upload
    if not upload.takes:
        return False
    try:
        unread = sandbox.join(upload.path, upload.takes, target).unread_bytes
    except UnreadableSound:
        unread = upload.path.stat().st_size
    if unread <= EMPTY_TAKE:
        return True
    log.warning("takes_not_joined", upload=str(upload.pk), takes=len(upload.takes) + 1, unread=unread)
    if target.exists() and not opens(upload.path):
        return True  # as they came, nobody could hear any of it
    target.unlink(missing_ok=True)
    return False


def opens(path: Path) -> bool:
    try:
        sandbox.probe(path)
    except UnreadableSound:
        return False
    return True
