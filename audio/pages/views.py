"""Pages about sound: adding a recording."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audio import arrivals, pipeline
from audio.arrivals import AlreadyHere
from audio.errors import UnreadableSound
from audio.facts import follow_facts, hold_steps, told_of
from audio.limits import NoRoom, OverLimit
from audio.models import Recording, Step, Upload
from audio.moments import moment
from audio.pages.forms import FactsForm, RecordingForm, ToldForm
from audio.playback import listening as places
from audio.playback import serving
from audio.told_again import differences, take_over
from families.access import chosen, find, find_family
from families.http import AuthenticatedHttpRequest
from families.models import Family
from families.text.field_labels import asks


@asks(RecordingForm)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_recording(request: AuthenticatedHttpRequest, family_id: UUID) -> HttpResponse:
    family = find_family(request, family_id)
    form = RecordingForm(request.POST or None, request.FILES or None, family=family)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(take_in(request, family, form.cleaned_data))
        except AlreadyHere as found:
            return here_already(request, found.recording, form.cleaned_data)
        except (UnreadableSound, OverLimit) as error:
            form.add_error("file", str(error))
        except NoRoom as error:
            form.add_error("file", str(error))
            return render(request, "audio/add_recording.html", {"form": form}, status=507)
    status = 400 if form.errors else 200
    return render(request, "audio/add_recording.html", {"form": form}, status=status)


def here_already(request: AuthenticatedHttpRequest, recording: Recording, told: Any) -> HttpResponse:
    """To the recording; where more was said about it than is written there, both are shown first."""
    differing = differences(recording, told)
    if not differing:
        messages.info(request, "Your family has this recording already. Here it is.")
        return redirect(recording)
    request.family = recording.family
    return render(request, "audio/here_already.html", {"recording": recording, "differing": differing})


@asks(RecordingForm)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def told_again(request: AuthenticatedHttpRequest, recording_id: UUID) -> HttpResponse:
    """Shows what was said with an upload of theirs (`?upload=`) of what was there already; and takes it over."""
    recording = find(request, Recording.objects.select_related("family", "narrator"), recording_id)
    if request.method == "POST":
        form = ToldForm(request.POST)
        if not form.is_valid():
            raise BadRequest
        take_over(recording, form.cleaned_data)
        messages.success(request, "It says now what you told us.")
        return redirect(recording)
    uploads = Upload.objects.for_user(request.user).filter(recording=recording)
    return here_already(request, recording, chosen(uploads, request.GET.get("upload")).metadata)


def take_in(request: AuthenticatedHttpRequest, family: Family, asked: dict[str, Any]) -> Recording:
    return arrivals.receive(
        asked["file"],
        family=family,
        by=request.user,
        narrator=asked["narrator"],
        born=asked["born"],
        title=asked["title"],
        recorded_on=asked["recorded_on"],
    )


@asks(FactsForm)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recording_facts(request: AuthenticatedHttpRequest, recording_id: UUID) -> HttpResponse:
    """Its name, its day and who tells, which everybody in the family may put right."""
    recording = find(request, Recording.objects.select_related("family"), recording_id)
    with transaction.atomic():
        if request.method == "POST":
            hold_steps(recording)
        before = told_of(recording)
        form = FactsForm(request.POST or None, instance=recording)
        if request.method == "POST" and form.is_valid():
            follow_facts(form.save(), before)
            return redirect(recording)
    status = 409 if form.is_clash else 400 if form.errors else 200
    return render(request, "audio/facts.html", {"form": form, "recording": recording}, status=status)


@login_required
@require_safe
def sound(request: AuthenticatedHttpRequest, recording_id: UUID) -> HttpResponseBase:
    return serving.play(request, find(request, undrawn(), recording_id), most=serving.PIECE)


@login_required
@require_safe
def original(request: AuthenticatedHttpRequest, recording_id: UUID) -> HttpResponseBase:
    return serving.download(request, find(request, undrawn(), recording_id))


@login_required
@require_POST
def listening(request: AuthenticatedHttpRequest, recording_id: UUID) -> HttpResponse:
    """Notes where the person who asks has stopped."""
    at_ms = moment(request.POST.get("at_ms", ""))
    if at_ms is None:
        return HttpResponseBadRequest("at_ms is a whole number of milliseconds.")
    places.remember_place(find(request, undrawn(), recording_id), request.user, at_ms)
    return HttpResponse(status=204)


def undrawn() -> Any:
    """Recordings without their drawn sound, which a player that asks for a piece after another has already."""
    return Recording.objects.select_related("family").defer("peaks", "outline")


@login_required
@require_POST
def try_again(request: AuthenticatedHttpRequest, recording_id: UUID) -> HttpResponse:
    """Starts the step that failed once more."""
    recording = find(request, Recording.objects.with_steps(), recording_id)
    for step in recording.steps.filter(state=Step.State.FAILED):
        pipeline.retry(step)
        messages.info(request, "We are trying again.")
    return redirect(recording)
