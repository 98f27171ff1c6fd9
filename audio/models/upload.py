"""A recording on its way in."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

from audio.models.recording import Recording
from families.expiry_clock import ExpiryClock
from families.models import Family, User
from families.querysets import FamilyOwnedQuerySet
from families.text.writing import DataField
from projections.entries import is_past

FINISH_SECONDS = 60  # to judge a file, beside the time to keep it; a sender waits as long if the server dies meanwhile
SLOWEST_STORAGE = 4 * 1024**2  # bytes a second


def finish_seconds(length: int) -> int:
    """How long making a recording of an upload of so many bytes may take."""
    return FINISH_SECONDS + length // SLOWEST_STORAGE


class UploadQuerySet(FamilyOwnedQuerySet):
    gone_with = ("recording__",)

    def for_user(self, user: Any) -> "UploadQuerySet":
        """Only the person who sends an upload sees it, for as long as they belong to the family."""
        return super().for_user(user).filter(user_id=user.pk)

    def unfinished(self) -> "UploadQuerySet":
        """Uploads that take up room though they are no recording yet."""
        return self.filter(recording=None, expires_at__gt=ExpiryClock.now())

    def expired(self) -> "UploadQuerySet":
        """Those that nobody has gone on with in time, and finished ones whose sender had time enough to hear of it."""
        return self.filter(Upload.unclaimed(), expires_at__lte=ExpiryClock.now())


class Upload(models.Model):
    """A recording on its way in, which may stop and go on. `offset` bytes are safe on the disk, never fewer.

    The last byte is counted only together with the recording: a client that reads offset = length may forget its copy.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="uploads")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="uploads")
    metadata = DataField(default=dict, help_text="What the client said about it, word for word.")
    length = models.PositiveBigIntegerField(null=True, help_text="Bytes; not known yet while somebody is recording.")
    offset = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    claim = models.UUIDField(null=True, editable=False)
    claim_expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, null=True, related_name="+")
    takes = DataField(default=list, help_text="Where in its bytes the recorder began anew, after the first time.")
    asked = DataField(default=list, help_text="The prompts that were shown: id, text, and at_ms of the recording.")

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["expires_at"], name="upload_reaping")]
        constraints = [
            models.CheckConstraint(condition=models.Q(offset__lte=models.F("length")), name="upload_within_its_length")
        ]

    def __str__(self) -> str:
        return f"Upload {self.pk}"

    was_known = False  # said by whoever finishes it: the family had these bytes already

    @property
    def is_live(self) -> bool:
        """Whether somebody is recording still, so that nobody knows yet how long it will be."""
        return self.length is None

    @property
    def path(self) -> Path:
        return Path(settings.FILE_UPLOAD_TEMP_DIR) / f"{self.pk.hex}.upload"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= ExpiryClock.now()

    @staticmethod
    def unclaimed() -> models.Q:
        """That nobody writes it: no claim, or one that ran out, or that was given before the clock was put back."""
        longest = timedelta(seconds=finish_seconds(settings.MAX_UPLOAD_SIZE))
        return is_past("claim_expires_at", longest=longest)
