"""Who writes an upload: one at a time, by conditional updates, and never for longer than they show that they live."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from django.db import DatabaseError
from django.utils import timezone

from audio.models import Upload, UploadQuerySet

log = structlog.get_logger(__name__)
LEASE_SECONDS = 20


class Busy(Exception):
    """Somebody else is writing this upload."""


class Finished(Exception):
    """The upload is a recording already."""


class LeaseLost(Exception):
    """Another writer has taken the upload over, or it is gone: write nothing more."""


@dataclass
class UploadLease:
    """The right to write one upload."""

    upload: Upload
    token: uuid.UUID = field(default_factory=uuid.uuid4)

    @classmethod
    def take(cls, upload: Upload) -> "UploadLease":
        """Raises Busy, Finished or Upload.DoesNotExist; afterwards the upload is as it stands in the database."""
        claim = cls(upload)
        rows = Upload.objects.filter(Upload.unclaimed(), pk=upload.pk, recording=None)
        is_ours = rows.update(claim=claim.token, claim_expires_at=after(LEASE_SECONDS))
        upload.refresh_from_db()
        if not is_ours:
            raise Finished if upload.recording_id else Busy
        return claim

    def renew(self, seconds: int = LEASE_SECONDS, **facts: Any) -> None:
        """Shows that the writer lives, and notes facts about the upload in the same breath. Raises LeaseLost."""
        if not self.rows().update(claim_expires_at=after(seconds), **facts):
            raise LeaseLost
        for name, value in facts.items():
            setattr(self.upload, name, value)

    def release(self) -> None:
        """A database that takes not even that must not hide what went wrong before: the claim runs out by itself."""
        try:
            self.rows().update(claim=None, claim_expires_at=None)
        except DatabaseError as error:
            log.warning("claim_not_released", upload=str(self.upload.pk), kind=type(error).__name__)

    def rows(self) -> UploadQuerySet:
        return UploadQuerySet(Upload).filter(pk=self.upload.pk, claim=self.token)


def after(seconds: int) -> Any:
    return timezone.now() + timedelta(seconds=seconds)
