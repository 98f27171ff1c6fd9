"""Recordings and their steps, for staff."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from audio import pipeline
from audio.limits import in_words
from audio.models import Recording, Step, Upload, Worker
from audio.playback import serving
from audio.uploads import resumable
from audio.uploads.leases import Finished, LeaseLost
from families.admin import HiddenFirst, RemovedFilter, StandingOnly
from families.models import Person
from families.text.lengths import to_the_second


class ReadOnly:
    """What only Memoire itself writes."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StepInline(ReadOnly, admin.TabularInline):
    model = Step
    extra = 0
    can_delete = False
    show_change_link = True
    fields = ["name", "state", "attempts", "started_at", "ended_at", "reason"]


@admin.register(Recording)
class RecordingAdmin(HiddenFirst):
    list_display = ["__str__", "family", "narrator", "how_it_stands", "length", "created_at", "how_removed"]
    list_filter = [RemovedFilter, "family", "steps__state"]
    list_select_related = ["family", "narrator"]
    search_fields = ["title", "filename", "sha256"]
    facts = ["container", "codec", "samples", "channels", "made_at", "how_loud", "silence", "clipping"]
    readonly_fields = [
        *["family", "listen", "filename", "content_type", "how_large", "sha256", "length", "uploaded_by"],
        *[*facts, "ends_early", "head_mended", "what_may_be_wrong", "how_removed"],
    ]
    fieldsets = [
        (None, {"fields": ["family", "narrator", "title", "recorded_on", "language", "listen", "how_removed"]}),
        ("The file", {"fields": ["filename", "content_type", "how_large", "sha256", "length", "uploaded_by"]}),
        ("Its sound", {"fields": [*facts, "ends_early", "head_mended", "what_may_be_wrong"]}),
    ]
    inlines = [StepInline]
    change_form_template = "admin/audio/recording/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<uuid:recording_id>/sound/", view(self.sound), name="audio_recording_sound"),
            path("<uuid:recording_id>/try-again/", view(self.try_again), name="audio_recording_try_again"),
            *super().get_urls(),
        ]

    def try_again(self, request: HttpRequest, recording_id: UUID) -> HttpResponse:
        """Starts the failed step once more."""
        recording = get_object_or_404(Recording, pk=recording_id)
        if request.method != "POST" or not self.has_change_permission(request, recording):
            raise PermissionDenied
        tell_of_retries(request, recording.steps.filter(state=Step.State.FAILED))
        return redirect("admin:audio_recording_change", recording.pk)

    def sound(self, request: HttpRequest, recording_id: UUID) -> HttpResponseBase:
        """The sound for staff, who need not belong to the family."""
        recording = get_object_or_404(Recording, pk=recording_id)
        if not self.has_view_permission(request, recording):
            raise PermissionDenied
        return serving.play(request, recording, most=serving.PIECE)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only people of the recording's own family may be its narrator."""
        if db_field.name == "narrator" and request.resolver_match:
            recording_id = request.resolver_match.kwargs.get("object_id")
            kwargs["queryset"] = Person.objects.standing().filter(family__recordings=recording_id)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recording]:
        found: QuerySet[Recording] = super().get_queryset(request).prefetch_related("steps").defer("peaks")
        return found

    @admin.display(description="Status")
    def how_it_stands(self, recording: Recording) -> str:
        stage = recording.processing_stage
        return f"{recording.status.label} ({stage})" if stage else recording.status.label

    @admin.display(description="Length", ordering="duration_ms")
    def length(self, recording: Recording) -> str:
        return to_the_second(recording.duration_ms) or "–"

    @admin.display(description="Size", ordering="size")
    def how_large(self, recording: Recording) -> str:
        return in_words(recording.size)

    @admin.display(description="Samples per second")
    def samples(self, recording: Recording) -> str:
        return f"{recording.sample_rate / 1000:g} kHz" if recording.sample_rate else "–"

    @admin.display(description="Loudness")
    def how_loud(self, recording: Recording) -> str:
        return "–" if recording.loudness is None else f"{recording.loudness:.1f} LUFS"

    @admin.display(description="Silence")
    def silence(self, recording: Recording) -> str:
        return share(recording.silent_share)

    @admin.display(description="Too loud for the microphone")
    def clipping(self, recording: Recording) -> str:
        return share(recording.clipped_share)

    @admin.display(description="What may be wrong")
    def what_may_be_wrong(self, recording: Recording) -> str:
        return " ".join(fault.sentence for fault in recording.warnings) or "–"

    @admin.display(description="Listen")
    def listen(self, recording: Recording) -> str:
        address = reverse("admin:audio_recording_sound", args=[recording.pk])
        return format_html('<audio controls preload="none" src="{}"></audio>', address)


def share(part: float | None) -> str:
    return "–" if part is None else f"{100 * part:.1f} %"


@admin.register(Step)
class StepAdmin(ReadOnly, StandingOnly):
    list_display = ["recording", "name", "state", "attempts", "started_at", "ended_at", "reason"]
    list_filter = ["state", "name"]
    list_select_related = ["recording"]
    actions = ["try_again"]

    @admin.action(description="Try the failed ones again", permissions=["retry"])
    def try_again(self, request: HttpRequest, steps: QuerySet[Step]) -> None:
        tell_of_retries(request, steps.filter(state=Step.State.FAILED))

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("audio.change_step")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Worker)
class WorkerAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "started_at", "heartbeat_at", "restarts"]


@admin.register(Upload)
class UploadAdmin(ReadOnly, admin.ModelAdmin):
    """What has not arrived in full: who sends it, and how far it is. The bytes themselves are nobody's but the sender's."""

    list_display = ["sender", "family", "how_far", "created_at", "expires_at", "is_being_sent"]
    list_filter = ["family"]
    list_select_related = ["family", "user"]
    fields = ["sender", "family", "how_far", "created_at", "expires_at", "is_being_sent"]
    readonly_fields = ["sender", "family", "how_far", "created_at", "expires_at", "is_being_sent"]
    actions = ["throw_away"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Upload]:
        found: QuerySet[Upload] = super().get_queryset(request).filter(recording=None)
        return found

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One at a time, or Django's own deletion, would pass by the rule that a recording stays."""
        return False

    def has_throw_away_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("audio.delete_upload")

    @admin.action(description="Throw away", permissions=["throw_away"])
    def throw_away(self, request: HttpRequest, uploads_chosen: QuerySet[Upload]) -> None:
        gone = sum(was_abandoned(upload) for upload in uploads_chosen)
        messages.info(request, f"{gone} thrown away. What has become a recording meanwhile stays.")

    @admin.display(description="Sender", ordering="user")
    def sender(self, upload: Upload) -> str:
        return str(upload.user)

    @admin.display(description="Has arrived")
    def how_far(self, upload: Upload) -> str:
        there = in_words(upload.offset)
        return (
            f"{there} of {in_words(upload.length)}" if upload.length is not None else f"{there}, and more is being said"
        )

    @admin.display(description="Being sent now", boolean=True)
    def is_being_sent(self, upload: Upload) -> bool:
        return bool(upload.claim_expires_at and upload.claim_expires_at > timezone.now())


def was_abandoned(upload: Upload) -> bool:
    try:
        resumable.abandon(upload)
    except (Finished, LeaseLost):
        return False
    return True


def tell_of_retries(request: HttpRequest, failed: QuerySet[Step]) -> None:
    """Starts these steps once more, and says how many there were."""
    steps = list(failed)
    for step in steps:
        pipeline.retry(step)
    number = len(steps)
    words = "1 step will be tried again." if number == 1 else f"{number} steps will be tried again."
    messages.info(request, words if number else "None of them has failed, so nothing is tried again.")
