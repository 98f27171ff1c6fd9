"""The form of a story in the admin, with a decision beside it: one form, so that no button throws away what was typed for another."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from families.editing.refusals import telling_refusals
from families.editing.versions import Clash, as_read, expect
from families.http import user_of
from stories.editing import review
from stories.editing.fingerprints import is_what_they_read
from stories.models import Story
from transcripts.segments.standing_segments import locked
from transcripts.words.kept_reasons import keep_reasons, reasons_in, take_reasons
from transcripts.words.many_segments import as_key

APPROVE, SEND_BACK, KEEP_APPROVED = "_approve", "_send_back", "_keep_approved"  # names of buttons
UNSENT = "Stored. Why the story goes back stands here still: it is not sent yet."


class DecidedInItsForm:
    """A ModelAdmin of stories. What was typed in the form is stored first, then the decision is taken, of the words that were read."""

    field_labels = {"reason": "Why it goes back"}

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """The recording is held from the look at what was read until the decision is taken."""
        with transaction.atomic():
            if request.method == "POST":
                request.undecidable = problem_with(request, object_id)  # type: ignore[attr-defined]
            told = {"reason": take_reasons(request, object_id).get(object_id, "")}
            return super().change_view(request, object_id, form_url, told | (extra_context or {}))  # type: ignore[misc]

    def response_change(self, request: HttpRequest, obj: Story) -> HttpResponse:
        """Where the decision is not taken, or none is asked for, a reason that was typed stands on the page again."""
        button = pressed(request)
        if not button and str(obj.pk) not in reasons_in(request.POST):
            answer: HttpResponse = super().response_change(request, obj)  # type: ignore[misc]
            return answer
        is_taken = bool(button) and is_decided(request, Story.objects.get(pk=obj.pk), button)
        keep_reasons(request, obj.pk, but=obj.pk if is_taken and button == SEND_BACK else None)
        if not button:
            messages.warning(request, UNSENT)
        return redirect(request.path)


def pressed(request: HttpRequest) -> str:
    return next((name for name in (APPROVE, SEND_BACK, KEEP_APPROVED) if name in request.POST), "")


def problem_with(request: HttpRequest, pk: str) -> str:
    """Why the decision is not theirs to take: since they opened the page the story was changed; "" where it was not."""
    key, button = as_key(pk), pressed(request)
    if key is None or not button:
        return ""
    story = Story.objects.filter(pk=key).select_related("recording__transcript").first()
    if story is None:
        return ""
    locked(story.recording.transcript)
    story = Story.objects.get(pk=pk)
    if button == APPROVE and not is_what_they_read(story, request.POST.get("seen", ""), by=user_of(request)):
        return f"“{story}” reads differently since you opened this page. Please read it once more."
    try:
        expect(story, as_read(Story(), request.POST.get(f"version-{pk}")), "state")
    except Clash as clash:
        return clash.told_to(request.user, f"“{story}”")
    return ""


def is_decided(request: HttpRequest, story: Story, button: str) -> bool:
    """Takes the decision and says so, or why not."""
    by: Any = request.user
    problem = request.undecidable  # type: ignore[attr-defined]
    with telling_refusals(request) as refused:
        if problem:
            raise review.Undecidable(problem)
        if button == APPROVE:
            review.approve(story, by=by)
            said = f"“{story}” is approved."
        elif button == SEND_BACK:
            review.send_back(story, request.POST.get(f"reason-{story.pk}", ""), by=by)
            said = f"“{story}” is sent back."
        else:
            said = f"“{review.keep_approved(story, by=by)}” reads as it was approved."
    if not refused.why:
        messages.success(request, said)
    return not refused.why
