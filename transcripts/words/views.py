"""Pages about words: mending a segment, and taking the words along."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audio.models import Recording
from families.access import find
from families.editing.refusals import telling_refusals
from families.editing.versions import Clash
from families.http import AuthenticatedHttpRequest
from families.text.field_labels import asks
from families.text.numbers import whole_number
from transcripts.models import Segment, Transcript
from transcripts.words.corrections import UnusableWords, confirm, correct
from transcripts.words.doubtful import worth_a_listen
from transcripts.words.downloads import FORMS, download
from transcripts.words.glossary import as_heard
from transcripts.words.nods import answer


@asks(text="What is said here")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def segment(request: AuthenticatedHttpRequest, segment_id: UUID) -> HttpResponse:
    """One segment to mend: in place with htmx, as a page of its own without."""
    found = find(request, Segment.objects.select_related("transcript__recording__family"), segment_id)
    if request.method == "GET" and "cancel" in request.GET:
        return render(request, "transcripts/_segment.html", {"segment": with_heading(request, found)})
    told = {"segment": found, "typed": request.POST.get("text", found.text)}
    if request.method == "POST":
        try:
            found = correct(found, told["typed"], by=request.user)
        except UnusableWords as error:
            return asked_again(request, told | {"problem": str(error)}, 400)
        except Clash as clash:
            return asked_again(
                request, told | {"segment": clash.now, "clash": clash.told_to(request.user, "this line")}, 409
            )
        return mended(request, found)
    return asked_again(request, told, 200)


def asked_again(request: AuthenticatedHttpRequest, told: dict[str, Any], status: int) -> HttpResponse:
    """The form, with what was typed, and what is wrong with it or what somebody else has written meanwhile."""
    is_fragment = bool(request.htmx)
    template = "transcripts/_segment_form.html" if is_fragment else "transcripts/segment.html"
    return render(request, template, told | {"segment": with_heading(request, told["segment"])}, status=status)


def with_heading(request: AuthenticatedHttpRequest, line: Segment) -> Segment:
    """The line with who speaks, where it bore that heading on the page: which lines do depends on where its sheets begin."""
    if "headed" in (request.POST if request.method == "POST" else request.GET):
        line.who = line.transcript.voice_names().get(line.speaker, "")  # type: ignore[attr-defined]
    return line


def mended(request: AuthenticatedHttpRequest, segment: Segment) -> HttpResponse:
    if request.htmx:
        places, more = worth_a_listen(segment.transcript, before=segment.transcript.settled_before)
        told = {"segment": with_heading(request, segment), "places": places, "more": more}
        return render(request, "transcripts/_mended.html", told)
    return redirect(f"{segment.transcript.recording.get_absolute_url()}#segment-{segment.pk}")


@login_required
@require_POST
def right(request: AuthenticatedHttpRequest, segment_id: UUID) -> HttpResponse:
    """Somebody has listened: the line is right as it stands."""
    line = find(request, Segment.objects.select_related("transcript__recording__family"), segment_id)
    is_in_place, was_asked = bool(request.htmx), bool(line.asked)
    try:
        line = confirm(line, by=request.user)
        messages.success(request, f"Noted: “{Truncator(line.text).chars(80)}” is right.")
    except Clash as clash:
        if not is_in_place:
            raise
        line = clash.now
        messages.error(request, f"{clash.told_to(request.user, 'this line')} It says now: “{line.text}”.")
    places, more = worth_a_listen(line.transcript, before=line.transcript.settled_before)
    if is_in_place:
        told = {"segment": line, "places": places, "more": more, "was_asked": was_asked}
        return render(request, "transcripts/_right.html", told)
    anchor = "doubts" if places else f"segment-{line.pk}"  # where the next one stands
    return redirect(f"{line.transcript.recording.get_absolute_url()}#{anchor}")


@asks(text="What is said here")
@login_required
@require_POST
def as_heard_again(request: AuthenticatedHttpRequest, segment_id: UUID) -> HttpResponse:
    """Takes back what the family's own words made of the line."""
    found = find(request, Segment.objects.select_related("transcript__recording__family"), segment_id)
    return mended(request, as_heard(found))


@login_required
@require_POST
def own_word(request: AuthenticatedHttpRequest, segment_id: UUID) -> HttpResponse:
    """Somebody says whether a word of the family was said where something like it was heard."""
    line = find(request, Segment.objects.select_related("transcript__recording__family"), segment_id)
    first, text = whole_number(request.POST.get("first", "")), request.POST.get("text", "")
    with telling_refusals(request):
        try:
            line = answer(line, first, text, is_said="yes" in request.POST, by=request.user)
        except Clash as clash:
            if not request.htmx:
                raise
            line = clash.now
            messages.error(request, f"{clash.told_to(request.user, 'this line')} It says now: “{line.text}”.")
    return mended(request, line)


@login_required
@require_safe
def words(request: AuthenticatedHttpRequest, recording_id: UUID, form: str) -> HttpResponse:
    """The words of a recording as a file."""
    found = find(request, Recording.objects.select_related("family", "narrator"), recording_id)
    transcript = getattr(found, "transcript", None)
    if transcript is None or form not in FORMS:
        raise Http404("There are no such words.")
    return as_file(transcript, form)


def as_file(transcript: Transcript, form: str) -> HttpResponse:
    """Whoever calls this has asked who may read it."""
    made = download(transcript, form)
    answer = HttpResponse(made.content, content_type=made.content_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=made.filename) or ""
    answer["Cache-Control"] = "private, no-store"
    return answer
