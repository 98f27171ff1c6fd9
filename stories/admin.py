"""Stories for staff: approve one, or send it back with a reason."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme

from families.admin import StandingOnly
from families.editing.forms import VersionedAdmin, VersionedForm
from families.editing.refusals import telling_refusals
from families.editing.versions import Clash, as_read
from families.http import user_of
from families.models import Person
from families.refusal import Refusal
from families.text.field_labels import asks
from stories.editing import fingerprints, review, since_approval
from stories.editing.admin import DecidedInItsForm
from stories.models import Mention, Place, Review, Story
from transcripts.words.kept_reasons import keep_reasons
from transcripts.words.many_segments import save_sent


class MentionInline(VersionedAdmin, admin.TabularInline):
    model = Mention
    extra = 0
    fields = ["name", "relation", "person", "place"]
    readonly_fields = ["name", "relation", "place"]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only people of the story's own family may be linked."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "person" and request.resolver_match:
            story_id = request.resolver_match.kwargs.get("object_id")
            field.queryset = Person.objects.standing().filter(family__stories=story_id)  # type: ignore[union-attr]
        return field


class StoryForm(VersionedForm):
    """Says beside the field what is wrong with a date."""

    def clean_edtf(self) -> str:
        try:
            return review.date_of(self.instance, self.cleaned_data["edtf"])
        except Refusal as error:
            raise forms.ValidationError(str(error)) from error


class ReasonForm(ActionForm):
    """What an action on several stories asks for."""

    reason = forms.CharField(label="Why, if you send back", required=False, max_length=500)


class ReviewInline(admin.TabularInline):
    model = Review
    extra = 0
    fields = ["verdict", "reason", "by", "at", "undone_at"]
    readonly_fields = ["verdict", "reason", "by", "at", "undone_at"]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Story)
class StoryAdmin(DecidedInItsForm, StandingOnly):
    list_display = ["title", "words", "family", "narrator", "when", "state", "as_approved"]
    list_filter = ["state", "family"]
    list_select_related = ["family", "narrator", "recording__transcript", "approved_words"]
    search_fields = ["title", "summary"]
    fields = [
        "title",
        "summary",
        "edtf",
        "when",
        "reason",
        "marker_text",
        "date_confidence",
        "state",
        "recording",
        "engine",
    ]
    readonly_fields = ["when", "reason", "marker_text", "date_confidence", "state", "recording", "engine"]
    form = StoryForm
    inlines = [MentionInline, ReviewInline]
    actions = ["approve_all", "send_all_back"]
    action_form = ReasonForm
    change_form_template = "admin/stories/story/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<uuid:story_id>/approve/", view(self.approve), name="stories_story_approve"),
            path("<uuid:story_id>/send-back/", view(self.send_back), name="stories_story_send_back"),
            path("<uuid:story_id>/keep-approved/", view(self.keep_approved), name="stories_story_keep_approved"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)
        return rows.with_date_doubts().prefetch_related(*since_approval.PARTS)

    @admin.display(description="Reads as approved", boolean=True)
    def as_approved(self, story: Story) -> bool | None:
        """No where it was changed since; nothing where nobody has approved it."""
        return None if story.state != Story.State.APPROVED else not since_approval.awaits_agreement(story)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Story | None:
        story = super().get_object(request, object_id, from_field)
        return since_approval.with_waiting(fingerprints.with_fingerprints([story]))[0] if story else None

    def save_model(self, request: HttpRequest, obj: Story, form: Any, change: bool) -> None:
        """Goes through the same verb as the pages, so that a date is checked and the change is signed."""
        asked = {name: form.cleaned_data[name] for name in ("title", "summary", "edtf")}
        review.retell(obj, by=user_of(request), **asked)

    @admin.action(description="Approve", permissions=["change"])
    def approve_all(self, request: HttpRequest, stories: QuerySet[Story]) -> None:
        for story in stories:
            review.approve(story, by=user_of(request))
        messages.success(request, "The stories you chose are approved.")

    @admin.action(description="Send back", permissions=["change"])
    def send_all_back(self, request: HttpRequest, stories: QuerySet[Story]) -> None:
        """All of them with one reason, or none."""
        with telling_refusals(request):
            with transaction.atomic():
                for story in stories:
                    review.send_back(story, request.POST.get("reason", ""), by=user_of(request))
            messages.success(request, "The stories you chose are sent back.")

    @admin.display(description="Words")
    def words(self, story: Story) -> str:
        transcript = getattr(story.recording, "transcript", None)
        if transcript is None:
            return "–"
        address = reverse("admin:transcripts_transcript_review", args=[transcript.pk])
        return format_html('<a href="{}">Hear</a>', address)

    @asks(reason="Why it goes back")
    def approve(self, request: HttpRequest, story_id: UUID) -> HttpResponse:
        return self.decided(request, story_id, self.approved)

    def keep_approved(self, request: HttpRequest, story_id: UUID) -> HttpResponse:
        return self.decided(request, story_id, self.kept_approved)

    @asks(reason="Why it goes back")
    def send_back(self, request: HttpRequest, story_id: UUID) -> HttpResponse:
        return self.decided(request, story_id, self.sent_back)

    def approved(self, request: HttpRequest, story: Story) -> str:
        review.approve(story, by=user_of(request), seen=sent(request, story, "seen"))
        return f"“{story.title}” is approved."

    def kept_approved(self, request: HttpRequest, story: Story) -> str:
        review.keep_approved(story, by=user_of(request))
        return f"“{story.title}” reads as it was approved."

    def sent_back(self, request: HttpRequest, story: Story) -> str:
        review.send_back(story, sent(request, story, "reason"), by=user_of(request))
        return f"“{story.title}” is sent back."

    def decided(self, request: HttpRequest, story_id: UUID, verb: Callable[[HttpRequest, Story], str]) -> HttpResponse:
        """Takes a decision, once what was typed on the same page is stored."""
        story = get_object_or_404(self.get_queryset(request).select_related("recording__transcript"), pk=story_id)
        if request.method != "POST" or not self.has_change_permission(request, story):
            raise PermissionDenied
        transcript = story.recording.transcript
        page = reverse("admin:transcripts_transcript_review", args=[transcript.pk])
        if save_sent(transcript, request.POST, by=user_of(request)):
            return HttpResponse(status=307, headers={"Location": page})  # there it is asked again, as it was typed
        is_taken = self.is_taken(request, story, verb)
        if not is_among_lines(request, story):
            return self.back(request, story)
        keep_reasons(request, transcript.pk, but=story.pk if is_taken and verb == self.sent_back else None)
        return redirect(f"{page}?page={sent(request, story, 'page') or 1}")

    def is_taken(self, request: HttpRequest, story: Story, verb: Callable[[HttpRequest, Story], str]) -> bool:
        """Takes the decision and says so, or why not: among the lines of a review a clash is told there, where all is still."""
        try:
            with telling_refusals(request) as refused:
                as_read(story, sent(request, story, "version") or None)
                messages.success(request, verb(request, story))
            return not refused.why
        except Clash as clash:
            if not is_among_lines(request, story):
                raise
            messages.error(request, clash.told_to(request.user, f"“{story.title}”"))
            return False

    def back(self, request: HttpRequest, story: Story) -> HttpResponse:
        asked = request.POST.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
        return redirect(asked if is_ours else reverse("admin:stories_story_change", args=[story.pk]))


def is_among_lines(request: HttpRequest, story: Story) -> bool:
    """Whether the button stands on a review page, whose one form bears all stories and lines."""
    return f"seen-{story.pk}" in request.POST


def sent(request: HttpRequest, story: Story, name: str) -> str:
    """A field of the form about one story, or of one about many stories."""
    return request.POST.get(f"{name}-{story.pk}", request.POST.get(name, ""))


@admin.register(Place)
class PlaceAdmin(StandingOnly):
    list_display = ["name", "family"]
    list_filter = ["family"]
