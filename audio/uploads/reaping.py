"""What nobody came back for: uploads are thrown away in time, but what somebody said into the recorder becomes a recording."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import structlog
from django.conf import settings

from audio.errors import StepError, UnreadableSound
from audio.limits import NoRoom, room
from audio.models import Upload
from audio.uploads.finishing import finish_upload
from audio.uploads.leases import Busy, Finished, LeaseLost, UploadLease
from audio.uploads.upload_file import next_expiry
from families.expiry_clock import ExpiryClock

log = structlog.get_logger(__name__)


def reap() -> None:
    """Sees to every upload whose time is over, by a clock that does not jump."""
    ExpiryClock.advance()
    for upload in Upload.objects.all().expired().select_related("family", "user"):
        try:
            see_to(upload)
        except Exception as error:  # whatever is wrong with one, the others are seen to
            log.error("upload_not_reaped", upload=str(upload.pk), kind=type(error).__name__)
    reap_files()


def see_to(upload: Upload) -> None:
    if upload.recording_id is None and upload.is_live and upload.offset:
        keep_spoken(upload)
    else:
        throw_away(upload)


def keep_spoken(upload: Upload) -> None:
    """Makes a recording of what was said until the line, the tab or the device was gone. When it cannot be now, it is tried again."""
    try:
        claim = UploadLease.take(upload)
        try:
            with room():
                finish_upload(claim, min(upload.offset, upload.path.stat().st_size))
        finally:
            claim.release()
        log.info("upload_kept", upload=str(upload.pk), recording=str(upload.recording_id), length=upload.offset)
    except (Busy, Finished, LeaseLost, Upload.DoesNotExist):
        return  # somebody came back for it just now
    except (StepError, NoRoom) as error:
        log.warning("upload_not_kept", upload=str(upload.pk), offset=upload.offset, why=type(error).__name__)
        if isinstance(
            error, UnreadableSound
        ):  # staff see it in the admin; it is tried again when its time is over once more
            Upload.objects.filter(pk=upload.pk).update(expires_at=next_expiry())


def throw_away(upload: Upload) -> None:
    if not upload.recording_id:
        log.info("upload_expired", upload=str(upload.pk), offset=upload.offset, length=upload.length)
    upload.delete()


def reap_files() -> None:
    """Erases what a process that was killed has left in the folder of arrivals."""
    too_old = (ExpiryClock.now() - timedelta(days=settings.UPLOAD_EXPIRES_DAYS)).timestamp()
    known = {upload.pk.hex for upload in Upload.objects.all().only("pk")}
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        with suppress(OSError):
            if path.name.split(".")[0] not in known and path.stat().st_mtime < too_old:
                path.unlink()
                log.info("arrival_erased", file=path.name)
