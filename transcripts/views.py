"""Pages about words: mending a segment."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from families.access import find
from transcripts.corrections import UnusableWords, correct
from transcripts.models import Segment


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
