"""The steps of a recording's way, and who does one now."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from families.models import Family
from families.querysets import FamilyOwnedQuerySet
from families.text.writing import LineField, ProseField
from projections.entries import is_past
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet


class StepQuerySet(FamilyOwnedQuerySet, ProjectedQuerySet):
    family_path = "recording__family"
    gone_with = ("recording__",)

    def takable(self) -> "StepQuerySet":
        """Steps that a worker may take now: waiting, or held by a lease that ran out, with attempts left."""
        waiting = models.Q(state=Step.State.WAITING) & is_past("not_before", longest=Step.pause(Step.LONGEST_PAUSE))
        return self.filter(waiting | Step.abandoned(), attempts__lt=settings.STEP_MAX_ATTEMPTS)


class Step(ProjectedModel):
    """One step of a recording's way: the job itself. The queue's message is only a doorbell with its id.

    A long step may be divided into parts that several workers do at once; it is done when all of them are.
    """

    LONGEST_PAUSE = 6  # tries, after which the pause grows no more

    class State(models.TextChoices):
        PENDING = "pending", "Not its turn yet"
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Under way"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    recording = models.ForeignKey("audio.Recording", on_delete=models.CASCADE, related_name="steps")
    name = LineField(max_length=32)
    part = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=16, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Since it last got further.")
    reason = ProseField(blank=True, help_text="Why it failed, or why it waits to be tried again.")
    lease = models.UUIDField(null=True, editable=False)
    lease_expires_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(default=timezone.now)
    rung_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    done_ms = models.PositiveBigIntegerField(default=0, help_text="Milliseconds of sound done.")
    total_ms = models.PositiveBigIntegerField(default=0)

    objects = StepQuerySet.as_manager()

    class Meta(ProjectedModel.Meta):
        ordering = ["recording", "id"]
        constraints = [models.UniqueConstraint(fields=["recording", "name", "part"], name="step_part_once")]
        indexes = [models.Index(fields=["state", "lease_expires_at"], name="step_sweep")]

    def __str__(self) -> str:
        return f"{self.name} {self.part} of {self.recording_id}"

    @property
    def family(self) -> Family:
        return self.recording.family

    @staticmethod
    def pause(attempts: int) -> timedelta:
        """How long a step that failed so often waits for another try: 5, 20, 80 … seconds."""
        return timedelta(seconds=5 * 4 ** (min(attempts, Step.LONGEST_PAUSE) - 1))

    @staticmethod
    def abandoned() -> models.Q:
        """Under way, by a worker whose lease ran out, or was given before the clock was put back."""
        longest = timedelta(seconds=settings.STEP_LEASE_SECONDS)
        return models.Q(state=Step.State.RUNNING) & is_past("lease_expires_at", longest=longest)

    @property
    def took(self) -> timedelta | None:
        return self.ended_at - self.started_at if self.started_at and self.ended_at else None
