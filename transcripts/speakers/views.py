"""Who is speaking: telling the voices of a recording apart, naming them once, merging and splitting them."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from audio.models import Recording
from families.access import find, keeper_only
from families.editing.refusals import telling_refusals
from families.editing.versions import as_read
from families.http import AuthenticatedHttpRequest
from families.models import Person
from families.people import narrator_named
from families.text.field_labels import asks
from transcripts.models import Segment, Speaker, Transcript
from transcripts.runs.views import transcript_of
from transcripts.speakers import naming

SHOWN = 3  # lines by which one knows a voice


@login_required
@require_safe
def page(request: AuthenticatedHttpRequest, recording_id: UUID) -> HttpResponse:
    """The voices of a recording, each with some lines to hear."""
    recording = find(request, Recording.objects.select_related("family", "narrator"), recording_id)
    transcript = transcript_of(recording)
    speakers = list(transcript.speakers.select_related("person", "likely"))
    for speaker in speakers:
        lines = transcript.segments.filter(speaker=speaker.label).order_by("index")
        speaker.lines, speaker.count = lines[:SHOWN], lines.count()  # type: ignore[attr-defined]
    context = {
        "recording": recording,
        "transcript": transcript,
        "speakers": speakers,
        "people": Person.objects.for_family(recording.family),
        "step": recording.steps.filter(name=naming.STEP).first(),
    }
    return render(request, "transcripts/voices.html", context)


@login_required
@require_POST
def diarise(request: AuthenticatedHttpRequest, recording_id: UUID) -> HttpResponse:
    """Has the voices told apart."""
    recording = find(request, Recording.objects.select_related("family"), recording_id)
    keeper_only(request, recording.family)
    with telling_refusals(request):
        naming.ask_diarisation(transcript_of(recording))
    return redirect("voices", recording.pk)


@asks(name="This is")
@login_required
@require_POST
def who(request: AuthenticatedHttpRequest, recording_id: UUID, label: str) -> HttpResponse:
    """Says who a voice is; no name takes the name away."""
    recording, _, speaker = found(request, recording_id, label)
    naming.say_who(speaker, narrator_named(recording.family, request.POST.get("name", "")[:120]))
    return redirect("voices", recording.pk)


@asks(into="The same voice as")
@login_required
@require_POST
def join(request: AuthenticatedHttpRequest, recording_id: UUID, label: str) -> HttpResponse:
    """Says that two voices are one."""
    recording, transcript, speaker = found(request, recording_id, label)
    into = get_object_or_404(transcript.speakers, label=request.POST.get("into", ""))
    with telling_refusals(request):
        naming.merge(speaker, into)
    return redirect("voices", recording.pk)


@login_required
@require_POST
def does(request: AuthenticatedHttpRequest, recording_id: UUID, label: str) -> HttpResponse:
    """Says whether a voice asks the questions."""
    recording, _, speaker = found(request, recording_id, label)
    role = request.POST.get("role", "")
    if role not in ("", *Speaker.Role.values):
        raise Http404
    naming.say_role(speaker, role)
    return redirect("voices", recording.pk)


@login_required
@require_POST
def another(request: AuthenticatedHttpRequest, segment_id: UUID) -> HttpResponse:
    """Says that a line is somebody else's."""
    segment = find(request, Segment.objects.select_related("transcript__recording__family"), segment_id)
    naming.split(segment)
    return redirect("voices", segment.transcript.recording_id)


def found(request: AuthenticatedHttpRequest, recording_id: UUID, label: str) -> tuple[Recording, Transcript, Speaker]:
    recording = find(request, Recording.objects.select_related("family"), recording_id)
    transcript = transcript_of(recording)
    speaker = as_read(get_object_or_404(transcript.speakers, label=label), request.POST.get("version"))
    return recording, transcript, speaker
