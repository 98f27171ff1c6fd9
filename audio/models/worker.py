"""Who works through the steps."""

from django.db import models

from families.text.writing import LineField


class Worker(models.Model):
    """A watchdog with its cluster, on one machine; it says every few seconds that it lives."""

    name = LineField(max_length=120, unique=True, help_text="Host and process id.")
    started_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField()
    restarts = models.PositiveIntegerField(default=0, help_text="Clusters that had to be started again.")

    class Meta:
        ordering = ["-heartbeat_at"]

    def __str__(self) -> str:
        return self.name
