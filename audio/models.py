"""Recordings and the steps of their way."""

import uuid
from datetime import timedelta
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.urls import reverse
from django.utils import timezone

from audio.faults import Fault, faults
from families.dates.edtf import validate_edtf
from families.editing.versions import Edited
from families.expiry_clock import ExpiryClock
from families.models import Family, Person, Prompt, User
from families.querysets import FamilyOwnedQuerySet, RemovableQuerySet
from families.removable import Removable
from families.text.writing import DataField, DayField, LanguageField, LineField, NameField, ProseField
from projections.entries import is_past
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


FINISH_SECONDS = 60  # to judge a file, beside the time to keep it; a sender waits as long if the server dies meanwhile
SLOWEST_STORAGE = 4 * 1024**2  # bytes a second


def finish_seconds(length: int) -> int:
    """How long making a recording of an upload of so many bytes may take."""
    return FINISH_SECONDS + length // SLOWEST_STORAGE


def recordings_storage() -> Storage:
    return storages["recordings"]


class RecordingQuerySet(RemovableQuerySet, ProjectedQuerySet):
    def with_steps(self) -> "RecordingQuerySet":
        """Everything that a line about a recording says, in two queries; without the drawn sound."""
        return self.select_related("narrator", "family").prefetch_related("steps").defer("peaks")


class Recording(Edited, Removable, ProjectedModel):
    """A voice, kept as it came. `recorded_on` is EDTF; the SHA-256 is that of the original bytes."""

    edited_fields = ("title", "recorded_on", "narrator_id")

    class Status(models.TextChoices):
        UPLOADING = "uploading"
        PROCESSING = "processing"
        COMPLETED = "completed"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="recordings")
    narrator = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="recordings")
    title = NameField(max_length=160, blank=True)
    recorded_on = DayField(max_length=32, blank=True, validators=[validate_edtf])
    language = LanguageField(max_length=16, blank=True, help_text="Empty: the family's own.")
    uploaded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    original = models.FileField(storage=recordings_storage, max_length=255, editable=False)
    playable = models.FileField(storage=recordings_storage, max_length=255, editable=False, blank=True)
    filename = NameField(max_length=255)
    content_type = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    plays_in_browsers = models.BooleanField(default=True)
    duration_ms = models.PositiveBigIntegerField(null=True)
    peaks = models.BinaryField(default=bytes, help_text="Loudest sample of each tenth of a second, 0 to 255.")
    outline = models.BinaryField(default=bytes, help_text="The peaks in sixty points, for lists.")

    container = LineField(max_length=32, blank=True, help_text="As FFmpeg calls it.")
    codec = LineField(max_length=32, blank=True, help_text="As FFmpeg calls it.")
    sample_rate = models.PositiveIntegerField(null=True, help_text="Hz.")
    channels = models.PositiveSmallIntegerField(null=True)
    made_at = models.DateTimeField(null=True, help_text="When the recorder says it was made.")
    loudness = models.FloatField(null=True, help_text="Of the whole, in LUFS (EBU R 128).")
    silent_share = models.FloatField(null=True, help_text="From 0 to 1.")
    clipped_share = models.FloatField(null=True, help_text="From 0 to 1.")
    ends_early = models.BooleanField(
        default=False, help_text="The file says that there was more, or stops in the middle."
    )
    head_mended = models.BooleanField(default=False, help_text="The file says that there is less in it than there is.")
    inspection_version = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="By which rules it was inspected last."
    )

    objects = RecordingQuerySet.as_manager()

    if TYPE_CHECKING:
        steps: RelatedManager["Step"]

    class Meta(ProjectedModel.Meta):
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["family", "-created_at"], name="recording_shelf"),
            models.Index(fields=["family", "sha256"], name="recording_same_bytes"),
        ]

    def __str__(self) -> str:
        return self.title or PurePath(self.filename).stem or "A recording"

    def get_absolute_url(self) -> str:
        return reverse("recording", args=[self.pk])

    @property
    def take_back_url(self) -> str:
        return reverse("take_back_recording", args=[self.pk])

    def may_be_removed_by(self, user: User) -> bool:
        """Keepers remove what they like, relatives what they have recorded or added themselves."""
        return self.was_added_by(user) or user.is_keeper_of(self.family)

    def was_added_by(self, user: User) -> bool:
        return self.uploaded_by_id is not None and self.uploaded_by_id == user.pk

    @property
    def spoken_language(self) -> str:
        return self.language or self.family.language

    @property
    def sound(self) -> Any:
        """The file to play: the copy made for browsers where there is one, else the original."""
        return self.playable or self.original

    @property
    def is_kept(self) -> bool:
        """Whether its bytes are where they were put. Asks the storage."""
        return bool(self.original) and bool(self.original.storage.exists(str(self.original.name)))

    @property
    def sound_type(self) -> str:
        return "audio/mp4" if self.playable else self.content_type

    @property
    def warnings(self) -> list[Fault]:
        """What may be wrong with its sound; none before it was heard."""
        return faults(
            loudness=self.loudness,
            silent_share=self.silent_share,
            clipped_share=self.clipped_share,
            ends_early=self.ends_early,
            head_mended=self.head_mended,
        )

    @property
    def peaks_for_player(self) -> list[float]:
        """At most three thousand points from 0 to 1, each the loudest of its stretch."""
        most = 3000
        every = -(-len(self.peaks) // most) or 1
        return [round(max(self.peaks[i : i + every]) / 255, 2) for i in range(0, len(self.peaks), every)]

    @property
    def steps_in_order(self) -> list["Step"]:
        order = list(settings.MEMOIRE_PIPELINE)
        place = lambda step: order.index(step.name) if step.name in order else len(order)  # noqa: E731
        return sorted(self.steps.all(), key=lambda step: (place(step), step.part))

    @property
    def current_step(self) -> "Step | None":
        """The step that failed, or else the first that is not done; None when all are. What nobody waits for does not count."""
        left_out = settings.MEMOIRE_UNAWAITED | settings.MEMOIRE_ASIDES.keys()
        steps = [step for step in self.steps_in_order if step.name not in left_out]
        failed = [step for step in steps if step.state == Step.State.FAILED]
        undone = [step for step in steps if step.state != Step.State.DONE]
        return next(iter(failed + undone), None)

    @property
    def unawaited_step(self) -> "Step | None":
        """The step under way that nobody waits for, once the way is over."""
        active = {Step.State.WAITING, Step.State.RUNNING}
        later = [step for step in self.steps_in_order if step.name in settings.MEMOIRE_UNAWAITED]
        return next((step for step in later if step.state in active), None) if self.current_step is None else None

    @property
    def status(self) -> "Recording.Status":
        step = self.current_step
        if step is None:
            return self.Status.COMPLETED
        return self.Status.FAILED if step.state == Step.State.FAILED else self.Status.PROCESSING

    @property
    def stage_ms(self) -> tuple[int, int]:
        """Milliseconds of sound that the step under way has done, in all its parts, and how many there are to do."""
        step = self.current_step
        if step is None:
            return self.duration_ms or 0, self.duration_ms or 0
        parts = [each for each in self.steps.all() if each.name == step.name]
        done = sum(min(each.done_ms, each.total_ms or each.done_ms) for each in parts)
        return done, sum(each.total_ms for each in parts)

    @property
    def processing_stage(self) -> str | None:
        """The name of the step under way, or of the one that failed; None when the whole way is done."""
        step = self.current_step
        return step.name if step else None


class Asked(models.Model):
    """A prompt that the recorder showed from a moment of the recording on, in the words that were shown."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="asked")
    prompt = models.ForeignKey(Prompt, on_delete=models.SET_NULL, null=True, related_name="asked")
    text = NameField(max_length=Prompt.LONGEST)
    at_ms = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["recording", "at_ms", "id"]

    def __str__(self) -> str:
        return self.text


class Listening(models.Model):
    """Where somebody stopped listening to a recording."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="listenings")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="listenings")
    at_ms = models.PositiveBigIntegerField()
    noted_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "user"], name="listening_once")]

    def __str__(self) -> str:
        return f"{self.user} at {self.at_ms} ms of {self.recording_id}"


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

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="steps")
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
