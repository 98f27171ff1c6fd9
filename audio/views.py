"""Pages about sound: adding a recording."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audio import arrivals, pipeline
from audio.errors import UnreadableSound
from audio.forms import RecordingForm
from audio.limits import OverLimit
from audio.models import Recording, Step
from audio.ranges import ranged
from families.access import find, find_family
from families.models import Family


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_recording(request: HttpRequest, family_id: UUID) -> HttpResponse:
    family = find_family(request, family_id)
    form = RecordingForm(request.POST or None, request.FILES or None, family=family)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(take_in(request, family, form.cleaned_data))
        except (UnreadableSound, OverLimit) as error:
            form.add_error("file", str(error))
    status = 400 if form.errors else 200
    return render(request, "audio/add_recording.html", {"form": form}, status=status)


def take_in(request: HttpRequest, family: Family, asked: dict[str, Any]) -> Recording:
    return arrivals.receive(
        asked["file"],
        family=family,
        by=request.user,
        narrator=asked["narrator"],
        born=asked["born"],
        title=asked["title"],
        recorded_on=asked["recorded_on"],
    )


@login_required
@require_safe
def sound(request: HttpRequest, recording_id: UUID) -> HttpResponseBase:
    return play(request, find(request, Recording.objects.all(), recording_id))


def play(request: HttpRequest, recording: Recording) -> HttpResponseBase:
    """The sound with byte ranges; whoever calls this has asked who may hear it."""
    file = recording.sound
    try:
        size = file.size
    except FileNotFoundError:
        raise Http404("The sound of this recording is not where it was kept.") from None
    return ranged(request, file, size=size, content_type=recording.sound_type, etag=f'"{file.name}"')


@login_required
@require_POST
def try_again(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """Starts the step that failed once more."""
    recording = find(request, Recording.objects.with_steps(), recording_id)
    for step in recording.steps.filter(state=Step.State.FAILED):
        pipeline.retry(step)
        messages.info(request, "We are trying again.")
    return redirect(recording)
