"""Transcripts for staff: a page to hear, mend and mark what was heard."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.html import format_html

from families.admin import FoundByFold, StandingOnly
from families.editing.forms import VersionedAdmin
from families.editing.refusals import telling_refusals
from families.editing.versions import as_read
from families.http import user_of
from families.text.field_labels import asks
from families.text.numbers import whole_number
from transcripts.models import Correction, FamilyWord, Hearing, Segment, Transcript
from transcripts.runs.comparing import compare
from transcripts.runs.fetching import ask, offers
from transcripts.runs.heard_languages import heard_languages
from transcripts.runs.retranscription import ask_retranscription, choose_words, engines_for
from transcripts.runs.views import DECIDED
from transcripts.words.corrections import confirm, mark_reviewed, readable
from transcripts.words.doubtful import worth_a_listen
from transcripts.words.kept_reasons import keep_reasons, take_reasons
from transcripts.words.many_segments import Unsaved, as_key, changed_meanwhile, save, save_sent
from transcripts.words.nods import answer

PAGE = 100
LISTED = 30  # doubtful places


@admin.register(Transcript)
class TranscriptAdmin(StandingOnly):
    list_display = [
        "recording",
        "review_link",
        "family",
        "language",
        "engine",
        "review_status",
        "reviewed_by",
        "created_at",
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
            path("<uuid:transcript_id>/hear-again/", view(self.hear_again), name="transcripts_transcript_hear_again"),
            path("how-memoire-hears/", view(self.how_it_hears), name="transcripts_how_it_hears"),
            path("how-memoire-hears/fetch/", view(self.fetch_model), name="transcripts_fetch_model"),
            path("segments/<uuid:segment_id>/", view(self.mend), name="transcripts_segment_mend"),
            path("segments/<uuid:segment_id>/right/", view(self.right), name="transcripts_segment_right"),
            path("segments/<uuid:segment_id>/own-word/", view(self.own_word), name="transcripts_segment_own_word"),
            *super().get_urls(),
        ]

    def how_it_hears(self, request: HttpRequest) -> HttpResponse:
        """Which model hears which language now, and which can be fetched."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": "How Memoire hears",
            "languages": heard_languages(),
            "offers": offers(),
            "may_fetch": self.has_change_permission(request),
        }
        return render(request, "admin/transcripts/transcript/how_it_hears.html", context)

    def fetch_model(self, request: HttpRequest) -> HttpResponse:
        """Asks a worker to fetch it."""
        if request.method != "POST" or not self.has_change_permission(request):
            raise PermissionDenied
        with telling_refusals(request):
            model = request.POST.get("model", "")
            ask(model)
            messages.success(request, f"A worker fetches {model} as soon as one is free.")
        return redirect("admin:transcripts_how_it_hears")

    @admin.display(description="Review")
    def review_link(self, transcript: Transcript) -> str:
        return format_html('<a href="{}">Hear and correct</a>', self.address(transcript))

    def address(self, transcript: Transcript) -> str:
        return reverse("admin:transcripts_transcript_review", args=[transcript.pk])

    def back(self, request: HttpRequest, transcript: Transcript, place: str = "") -> HttpResponse:
        """To the page anew, where what was typed and is not sent yet stands again."""
        keep_reasons(request, transcript.pk)
        return redirect(self.address(transcript) + place)

    def found(self, request: HttpRequest, transcript_id: UUID) -> Transcript:
        transcript = get_object_or_404(
            Transcript.objects.standing().select_related("recording__family"), pk=transcript_id
        )
        if not self.has_change_permission(request, transcript):
            raise PermissionDenied
        return transcript

    @asks(text="Words of a segment", reason="Why it goes back")
    def review(self, request: HttpRequest, transcript_id: UUID) -> HttpResponse:
        """The words beside the voice, with the stories found in them.

        All lines of a page are one form, so that no button throws away what was typed in another line.
        """
        transcript = self.found(request, transcript_id)
        if request.method != "POST":
            return self.shown(request, transcript)
        unsaved = save_sent(transcript, request.POST, by=user_of(request))
        return self.shown(request, transcript, unsaved) if unsaved else self.done(request, transcript)

    def shown(self, request: HttpRequest, transcript: Transcript, unsaved: Sequence[Unsaved] = ()) -> HttpResponse:
        """The page; what could not be stored stands in it as it was typed, with the reason."""
        segments = transcript.segments.prefetch_related("corrections__by", "stories")
        places, more = worth_a_listen(transcript, before=transcript.settled_before, most=LISTED)
        page = Paginator(segments, PAGE).get_page(request.POST.get("page") or request.GET.get("page"))
        again = {each.segment.pk: each for each in unsaved}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": f"Hear and correct: {transcript.recording}",
            "transcript": transcript,
            "engines": engines_for(transcript),
            "page": page,
            "lines": [(segment, again.get(segment.pk)) for segment in page],
            "places": [{"place": place, "page": place.segment.index // PAGE + 1} for place in places],
            "more": more,
            "unsaved": unsaved,
            "reasons": take_reasons(request, transcript.pk),
        }
        status = 409 if unsaved else 200
        return render(request, "admin/transcripts/transcript/review.html", context, status=status)

    def done(self, request: HttpRequest, transcript: Transcript) -> HttpResponse:
        """All lines are stored: does what the button says, and goes back to the page, or to another of its pages."""
        asked = request.POST
        if "reviewed" in asked:
            return self.read_it_all(request, transcript)
        key = as_key(asked.get("right") or asked.get("saved") or "")
        line = transcript.segments.filter(pk=key).first() if key else None
        if line and "right" in asked:
            is_mine = readable(asked.get(f"text-{line.pk}", "")) == line.text
            read = None if is_mine else asked.get(f"version-{line.pk}")
            confirm(as_read(line, read), by=user_of(request))
        messages.success(request, f"Segment {line.index + 1} is right." if line and "right" in asked else "Saved.")
        anchor = "#doubts" if "right" in asked else f"#segment-{line.pk}" if line else ""
        page = asked.get("goto") or asked.get("page") or "1"
        return self.back(request, transcript, f"?page={whole_number(page) or 1}{anchor}")

    def read_it_all(self, request: HttpRequest, transcript: Transcript) -> HttpResponse:
        """Says that the whole was read, but not of words that came while somebody was reading."""
        others = changed_meanwhile(transcript, request.POST)
        if others:
            said = "These words were changed while you were reading. Please read them before you say that you have read all."
            return self.shown(request, transcript, [Unsaved(line, line.text, said) for line in others])
        mark_reviewed(transcript, by=user_of(request))
        messages.success(request, "Marked as read and corrected.")
        return self.back(request, transcript)

    @asks(text="Words of a segment", reason="Why it goes back")
    def mend(self, request: HttpRequest, segment_id: UUID) -> HttpResponse:
        """Stores one corrected segment."""
        segment = self.segment_of(request, segment_id)
        unsaved = save(segment, request.POST.get("text", ""), by=user_of(request))
        if unsaved:
            return self.shown(request, segment.transcript, [unsaved])
        messages.success(request, f"Segment {segment.index + 1} is corrected.")
        page = segment.index // PAGE + 1
        return self.back(request, segment.transcript, f"?page={page}#segment-{segment.pk}")

    @asks(text="Words of a segment", reason="Why it goes back")
    def right(self, request: HttpRequest, segment_id: UUID) -> HttpResponse:
        """Says that a segment is right as it stands."""
        segment = confirm(self.segment_of(request, segment_id), by=user_of(request))
        messages.success(request, f"Segment {segment.index + 1} is right.")
        return self.back(request, segment.transcript, "#doubts")

    @asks(text="Words of a segment", reason="Why it goes back")
    def own_word(self, request: HttpRequest, segment_id: UUID) -> HttpResponse:
        """Says whether a word of the family was said where something like it was heard. What was typed is stored first."""
        segment, sent, is_said = self.segment_of(request, segment_id), request.POST, "yes" in request.POST
        transcript = segment.transcript
        if unsaved := save_sent(transcript, sent, by=user_of(request)):
            return self.shown(request, transcript, unsaved)
        first, _, text = sent.get("yes" if is_said else "no", "").partition(" ")
        line = as_read(segment, self.version_sent(segment, sent))
        with telling_refusals(request) as refused:
            answer(line, whole_number(first), text, is_said=is_said, by=user_of(request))
        if not refused.why:
            messages.success(request, f"Noted: “{text}” was {'' if is_said else 'not '}said.")
        return self.back(request, transcript, f"?page={segment.index // PAGE + 1}#segment-{segment.pk}")

    def version_sent(self, segment: Segment, sent: Mapping[str, Any]) -> str | None:
        """What the page had of the line; nothing where its writer has changed it on this very page."""
        now = segment.transcript.segments.get(pk=segment.pk)
        is_mine = readable(sent.get(f"text-{segment.pk}", "")) == now.text
        return None if is_mine else sent.get(f"version-{segment.pk}") or sent.get("version")

    def segment_of(self, request: HttpRequest, segment_id: UUID) -> Segment:
        segment = get_object_or_404(Segment.objects.standing().select_related("transcript__recording"), pk=segment_id)
        if request.method != "POST" or not self.has_change_permission(request, segment.transcript):
            raise PermissionDenied
        return as_read(segment, request.POST.get("version"))

    def reviewed(self, request: HttpRequest, transcript_id: UUID) -> HttpResponse:
        """Says that the whole was read."""
        transcript = self.found(request, transcript_id)
        if request.method != "POST":
            return redirect(self.address(transcript))
        unsaved = save_sent(transcript, request.POST, by=user_of(request))
        return self.shown(request, transcript, unsaved) if unsaved else self.read_it_all(request, transcript)

    def hear_again(self, request: HttpRequest, transcript_id: UUID) -> HttpResponse:
        """Has the recording heard once more; what stands stays until somebody decides. What was typed is stored first."""
        transcript = self.found(request, transcript_id)
        if request.method == "POST":
            if unsaved := save_sent(transcript, request.POST, by=user_of(request)):
                return self.shown(request, transcript, unsaved)
            with telling_refusals(request):
                ask_retranscription(transcript, request.POST.get("engine", "auto"), by=user_of(request))
                messages.success(request, "It will be heard again. The proposal will be among the hearings.")
        return self.back(request, transcript)


@admin.register(Hearing)
class HearingAdmin(admin.ModelAdmin):
    """Who heard what; a proposal is decided on its page."""

    list_display = ["transcript", "engine", "model", "state", "asked_by", "began_at", "decided_by"]
    list_filter = ["state", "engine"]
    list_select_related = ["transcript", "asked_by", "decided_by"]
    readonly_fields = [field.name for field in Hearing._meta.fields if field.name not in {"before", "chosen"}]
    exclude = ["before", "chosen"]
    change_form_template = "admin/transcripts/hearing/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<uuid:hearing_id>/<slug:verdict>/decide/", view(self.decide), name="transcripts_hearing_decide"),
            path("<uuid:hearing_id>/<uuid:segment_id>/", view(self.choose), name="transcripts_hearing_choose"),
            *super().get_urls(),
        ]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        hearing = context.get("original")
        if hearing and hearing.state == Hearing.State.PROPOSED:
            context["comparison"] = compare(hearing)
        return super().render_change_form(request, context, *args, **options)

    def found(self, request: HttpRequest, hearing_id: UUID) -> Hearing:
        hearing = get_object_or_404(Hearing.objects.standing().select_related("transcript__recording"), pk=hearing_id)
        if request.method != "POST" or not self.has_change_permission(request, hearing):
            raise PermissionDenied
        return hearing

    def decide(self, request: HttpRequest, hearing_id: UUID, verdict: str) -> HttpResponse:
        """Takes it, leaves it, or takes it back."""
        hearing = self.found(request, hearing_id)
        if verdict not in DECIDED:
            raise Http404("There is no such decision.")
        verb, words = DECIDED[verdict]
        return self.done(request, hearing, lambda: verb(hearing, by=user_of(request)), words)

    def choose(self, request: HttpRequest, hearing_id: UUID, segment_id: UUID) -> HttpResponse:
        """Says which words a line in conflict is to have."""
        hearing = self.found(request, hearing_id)
        segment = get_object_or_404(hearing.transcript.segments, pk=segment_id)
        is_new, read = request.POST.get("words") == "new", request.POST.get("version")
        return self.done(request, hearing, lambda: choose_words(hearing, segment, new=is_new, read=read), "Noted.")

    def done(self, request: HttpRequest, hearing: Hearing, verb: Callable[[], object], words: str) -> HttpResponse:
        with telling_refusals(request):
            verb()
            messages.success(request, words)
        return redirect("admin:transcripts_hearing_change", hearing.pk)


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


@admin.register(FamilyWord)
class FamilyWordAdmin(VersionedAdmin, FoundByFold):
    list_display = ["text", "family", "kind", "sounds_like", "state", "added_by", "created_at"]
    list_filter = ["state", "kind", "family"]
    list_select_related = ["family", "added_by"]
    readonly_fields = ["added_by", "misheard"]
