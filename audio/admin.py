"""Recordings and their steps, for staff."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html

from audio import pipeline
from audio.models import Recording, Step, Worker
from audio.views import play
from families.admin import TakesAllAlong
from families.models import Person


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
class RecordingAdmin(TakesAllAlong):
    list_display = ["__str__", "family", "narrator", "how_it_stands", "length", "created_at"]
    list_filter = ["family", "steps__state"]
    list_select_related = ["family", "narrator"]
    search_fields = ["title", "filename", "sha256"]
    readonly_fields = ["family", "listen", "filename", "content_type", "size", "sha256", "duration_ms", "uploaded_by"]
    fieldsets = [
        (None, {"fields": ["family", "narrator", "title", "recorded_on", "language", "listen"]}),
        ("The file", {"fields": ["filename", "content_type", "size", "sha256", "duration_ms", "uploaded_by"]}),
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
        for step in recording.steps.filter(state=Step.State.FAILED):
            pipeline.retry(step)
        messages.info(request, "The step that failed is being tried again.")
        return redirect("admin:audio_recording_change", recording.pk)

    def sound(self, request: HttpRequest, recording_id: UUID) -> HttpResponseBase:
        """The sound for staff, who need not belong to the family."""
        recording = get_object_or_404(Recording, pk=recording_id)
        if not self.has_view_permission(request, recording):
            raise PermissionDenied
        return play(request, recording)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only people of the recording's own family may be its narrator."""
        if db_field.name == "narrator" and request.resolver_match:
            recording_id = request.resolver_match.kwargs.get("object_id")
            kwargs["queryset"] = Person.objects.filter(family__recordings=recording_id)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recording]:
        found: QuerySet[Recording] = super().get_queryset(request).prefetch_related("steps").defer("peaks")
        return found

    @admin.display(description="Status")
    def how_it_stands(self, recording: Recording) -> str:
        stage = recording.processing_stage
        return f"{recording.status.label} ({stage})" if stage else recording.status.label

    @admin.display(description="Length")
    def length(self, recording: Recording) -> str:
        seconds = (recording.duration_ms or 0) // 1000
        return f"{seconds // 60}:{seconds % 60:02}" if seconds else "–"

    @admin.display(description="Listen")
    def listen(self, recording: Recording) -> str:
        address = reverse("admin:audio_recording_sound", args=[recording.pk])
        return format_html('<audio controls preload="none" src="{}"></audio>', address)


@admin.register(Step)
class StepAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["recording", "name", "state", "attempts", "started_at", "ended_at", "reason"]
    list_filter = ["state", "name"]
    list_select_related = ["recording"]
    actions = ["try_again"]

    @admin.action(description="Try the failed ones again", permissions=["retry"])
    def try_again(self, request: HttpRequest, steps: QuerySet[Step]) -> None:
        failed = steps.filter(state=Step.State.FAILED)
        for step in failed:
            pipeline.retry(step)
        messages.info(request, "The failed steps among those you chose are being tried again.")

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("audio.change_step")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Worker)
class WorkerAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "started_at", "heartbeat_at", "restarts"]
