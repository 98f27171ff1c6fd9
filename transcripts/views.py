"""Pages about words: mending a segment, and taking the words along."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audio.models import Recording
from families.access import find
from transcripts.corrections import UnusableWords, confirm, correct
from transcripts.downloads import FORMS, download
from transcripts.glossary import as_heard
from transcripts.models import Segment, Transcript


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def segment(request: HttpRequest, segment_id: UUID) -> HttpResponse:
    """One segment to mend: in place with htmx, as a page of its own without."""
    found = find(request, Segment.objects.select_related("transcript__recording__family"), segment_id)
    is_fragment = bool(request.htmx)  # type: ignore[attr-defined]
    if request.method == "GET" and "cancel" in request.GET:
        return render(request, "transcripts/_segment.html", {"segment": found})
    problem = ""
    if request.method == "POST":
        try:
            found = correct(found, request.POST.get("text", ""), by=request.user)  # type: ignore[arg-type]
        except UnusableWords as error:
            problem = str(error)
        else:
            if is_fragment:
                return render(request, "transcripts/_segment.html", {"segment": found})
            return redirect(f"{found.transcript.recording.get_absolute_url()}#segment-{found.pk}")
    template = "transcripts/_segment_form.html" if is_fragment else "transcripts/segment.html"
    return render(request, template, {"segment": found, "problem": problem}, status=400 if problem else 200)


@login_required
@require_POST
def right(request: HttpRequest, segment_id: UUID) -> HttpResponse:
    """Somebody has listened: the line is right as it stands."""
    found = find(request, Segment.objects.select_related("transcript__recording__family"), segment_id)
    found = confirm(found, by=request.user)  # type: ignore[arg-type]
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "transcripts/_segment.html", {"segment": found})
    return redirect(f"{found.transcript.recording.get_absolute_url()}#segment-{found.pk}")


@login_required
@require_POST
def as_heard_again(request: HttpRequest, segment_id: UUID) -> HttpResponse:
    """Takes back what the family's own words made of the line."""
    found = as_heard(find(request, Segment.objects.select_related("transcript__recording__family"), segment_id))
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "transcripts/_segment.html", {"segment": found})
    return redirect(f"{found.transcript.recording.get_absolute_url()}#segment-{found.pk}")


@login_required
@require_safe
def words(request: HttpRequest, recording_id: UUID, form: str) -> HttpResponse:
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
