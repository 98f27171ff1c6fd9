"""In which browsers somebody is signed in."""

import uuid

from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from families.text.writing import LineField


class SignedInBrowser(models.Model):
    """A session of somebody's, and by which browser. It goes with the session, and holds no address of a line."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("families.User", on_delete=models.CASCADE, related_name="browsers")
    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="signed_in_browser")
    called = LineField(max_length=60, help_text="Such as Firefox on Windows.")
    began_at = models.DateTimeField(default=timezone.now, null=True)
    seen_at = models.DateTimeField(default=timezone.now, help_text="To the day.")

    class Meta:
        ordering = ["-seen_at", "-began_at", "id"]

    def __str__(self) -> str:
        return self.called
