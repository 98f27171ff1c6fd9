"""Transcripts for staff: a page to hear, mend and mark what was heard."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.html import format_html

from transcripts.corrections import UnusableWords, correct, mark_reviewed
from transcripts.models import Correction, Segment, Transcript

PAGE = 100


@admin.register(Transcript)
class TranscriptAdmin(admin.ModelAdmin):
    list_display = [
        "recording",
        "family",
        "language",
        "engine",
        "review_status",
        "reviewed_by",
        "created_at",
        "review_link",
    ]
    list_filter = ["review_status", "engine", "recording__family"]
    list_select_related = ["recording__family", "reviewed_by"]
    readonly_fields = [field.name for field in Transcript._meta.fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<uuid:transcript_id>/review/", view(self.review), name="transcripts_transcript_review"),
            path("<uuid:transcript_id>/reviewed/", view(self.reviewed), name="transcripts_transcript_reviewed"),
            path("segments/<uuid:segment_id>/", view(self.mend), name="transcripts_segment_mend"),
            *super().get_urls(),
        ]

    @admin.display(description="Review")
    def review_link(self, transcript: Transcript) -> str:
        return format_html('<a href="{}">Hear and correct</a>', self.address(transcript))

    def address(self, transcript: Transcript) -> str:
        return reverse("admin:transcripts_transcript_review", args=[transcript.pk])

    def found(self, request: HttpRequest, transcript_id: UUID) -> Transcript:
        transcript = get_object_or_404(Transcript.objects.select_related("recording__family"), pk=transcript_id)
        if not self.has_change_permission(request, transcript):
            raise PermissionDenied
        return transcript

    def review(self, request: HttpRequest, transcript_id: UUID) -> HttpResponse:
        """The words beside the voice, with the stories found in them."""
        transcript = self.found(request, transcript_id)
        segments = transcript.segments.prefetch_related("corrections__by", "stories")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": f"Hear and correct: {transcript.recording}",
            "transcript": transcript,
            "page": Paginator(segments, PAGE).get_page(request.GET.get("page")),
        }
        return render(request, "admin/transcripts/transcript/review.html", context)

    def mend(self, request: HttpRequest, segment_id: UUID) -> HttpResponse:
        """Stores one corrected segment."""
        segment = get_object_or_404(Segment.objects.select_related("transcript__recording"), pk=segment_id)
        if request.method != "POST" or not self.has_change_permission(request, segment.transcript):
            raise PermissionDenied
        try:
            correct(segment, request.POST.get("text", ""), by=request.user)  # type: ignore[arg-type]
            messages.success(request, f"Segment {segment.index + 1} is corrected.")
        except UnusableWords as error:
            messages.error(request, str(error))
        page = segment.index // PAGE + 1
        return redirect(f"{self.address(segment.transcript)}?page={page}#segment-{segment.pk}")

    def reviewed(self, request: HttpRequest, transcript_id: UUID) -> HttpResponse:
        """Says that the whole was read."""
        transcript = self.found(request, transcript_id)
        if request.method == "POST":
            mark_reviewed(transcript, by=request.user)  # type: ignore[arg-type]
            messages.success(request, "Marked as read and corrected.")
        return redirect(self.address(transcript))


@admin.register(Correction)
class CorrectionAdmin(admin.ModelAdmin):
    list_display = ["segment", "before", "after", "by", "at"]
    list_select_related = ["segment", "by"]
    readonly_fields = ["segment", "before", "after", "by", "at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
