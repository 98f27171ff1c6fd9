"""A recording: its bytes, what was heard of its sound, and how far it is on its way."""

import uuid
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.urls import reverse

from audio.faults import Fault, faults
from audio.models.steps import Step
from families.dates.edtf import validate_edtf
from families.editing.versions import Edited
from families.models import Family, Person, User
from families.querysets import RemovableQuerySet
from families.removable import Removable
from families.text.writing import DataField, DayField, LanguageField, LineField, NameField
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


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
    microphones = DataField(
        null=True,
        editable=False,
        help_text="Where its two channels are those of two people: balance, left, right, in dB (`audio.sound.child_answers.Apart`).",
    )
    inspection_version = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="By which rules it was inspected last."
    )

    objects = RecordingQuerySet.as_manager()

    if TYPE_CHECKING:
        steps: RelatedManager[Step]

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
    def steps_in_order(self) -> list[Step]:
        order = list(settings.MEMOIRE_PIPELINE)
        place = lambda step: order.index(step.name) if step.name in order else len(order)  # noqa: E731
        return sorted(self.steps.all(), key=lambda step: (place(step), step.part))

    @property
    def current_step(self) -> Step | None:
        """The step that failed, or else the first that is not done; None when all are. What nobody waits for does not count."""
        left_out = settings.MEMOIRE_UNAWAITED | settings.MEMOIRE_ASIDES.keys()
        steps = [step for step in self.steps_in_order if step.name not in left_out]
        failed = [step for step in steps if step.state == Step.State.FAILED]
        undone = [step for step in steps if step.state != Step.State.DONE]
        return next(iter(failed + undone), None)

    @property
    def unawaited_step(self) -> Step | None:
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
