"""How a recording was heard: by which engines, what a later one would change, and deciding about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from audio import pipeline
from audio.models import Recording, Step
from families.access import find, keeper_only
from families.editing.refusals import telling_refusals
from families.http import AuthenticatedHttpRequest
from families.text.field_labels import asks
from transcripts.models import Hearing, Transcript
from transcripts.runs import retranscription
from transcripts.runs.comparing import Comparison, compare, differs_in_words

PAGE = 50
DECIDED = {
    "accept": (
        retranscription.accept,
        "The new words are in place. What people wrote is as it was, but where somebody chose the new words.",
    ),
    "decline": (retranscription.decline, "The words stay as they are."),
    "take-back": (retranscription.take_back, "The earlier words are back."),
}


@login_required
@require_safe
def page(request: AuthenticatedHttpRequest, recording_id: UUID) -> HttpResponse:
    """Who heard this recording, and what a proposal would change."""
    recording = find(request, Recording.objects.select_related("family", "narrator"), recording_id)
    transcript = transcript_of(recording)
    may_keep = request.user.is_keeper_of(recording.family)
    context = {"recording": recording, "transcript": transcript, "may_keep": may_keep, **shown(transcript, request)}
    if may_keep and not context["open"]:
        context["engines"] = retranscription.engines_for(transcript)
    answer = render(request, "transcripts/hearings.html", context)
    if request.htmx and "step" not in context:
        answer["HX-Refresh"] = "true"  # it has been heard: there is something to decide
    return answer


def transcript_of(recording: Recording) -> Transcript:
    transcript: Transcript | None = getattr(recording, "transcript", None)
    if transcript is None:
        raise Http404("It has not been heard yet.")
    return transcript


def shown(transcript: Transcript, request: AuthenticatedHttpRequest) -> dict[str, Any]:
    """The hearings, and of one that waits what it would change."""
    rows = list(transcript.hearings.defer("before", "chosen").select_related("asked_by", "decided_by"))
    waiting = next((hearing for hearing in rows if hearing.is_open), None)
    found: dict[str, Any] = {"hearings": rows, "open": waiting}
    if waiting and waiting.state == Hearing.State.PROPOSED:
        waiting.transcript = transcript
        found |= compared(compare(waiting), request.GET.get("page"))
    elif waiting:
        waiting.transcript = transcript
        found["step"] = retranscription.step_of(waiting)
    return found


def compared(comparison: Comparison, number: str | None) -> dict[str, Any]:
    """Conflicts stand on every page: they are few, and they are what somebody came for."""
    rest = sorted([*comparison.changed, *comparison.came, *comparison.unheard], key=lambda pair: pair.start)
    return {
        "comparison": comparison,
        "in_words": differs_in_words(comparison.changed),
        "page": Paginator(rest, PAGE).get_page(number),
    }


@asks(engine="With")
@login_required
@require_POST
def hear_again(request: AuthenticatedHttpRequest, recording_id: UUID) -> HttpResponse:
    """Has the recording heard again."""
    recording = find(request, Recording.objects.select_related("family"), recording_id)
    keeper_only(request, recording.family)
    wanted = request.POST.get("engine", "auto")
    return done(
        request,
        recording,
        lambda: retranscription.ask_retranscription(transcript_of(recording), wanted, by=request.user),
        "",
    )


@login_required
@require_POST
def decide(request: AuthenticatedHttpRequest, hearing_id: UUID, verdict: str) -> HttpResponse:
    """Takes a hearing, leaves it, or takes it back."""
    hearing = found(request, hearing_id)
    if verdict not in DECIDED:
        raise Http404("There is no such decision.")
    verb, words = DECIDED[verdict]
    return done(request, hearing.transcript.recording, lambda: verb(hearing, by=request.user), words)


@login_required
@require_POST
def choose(request: AuthenticatedHttpRequest, hearing_id: UUID, segment_id: UUID) -> HttpResponse:
    """Says which words a line is to have."""
    hearing = found(request, hearing_id)
    segment = get_object_or_404(hearing.transcript.segments, pk=segment_id)
    is_new, read = request.POST.get("words") == "new", request.POST.get("version")
    verb = lambda: retranscription.choose_words(hearing, segment, new=is_new, read=read)  # noqa: E731
    answer = done(request, hearing.transcript.recording, verb, "")
    answer["Location"] += f"#line-{segment.pk}"
    return answer


@login_required
@require_POST
def try_again(request: AuthenticatedHttpRequest, hearing_id: UUID) -> HttpResponse:
    """Goes on with one that failed."""
    hearing = found(request, hearing_id)
    for step in Step.objects.filter(
        recording=hearing.transcript.recording_id, name=retranscription.STEP, state=Step.State.FAILED
    ):
        pipeline.retry(step)
    return redirect("hearings", hearing.transcript.recording_id)


def found(request: AuthenticatedHttpRequest, hearing_id: UUID) -> Hearing:
    hearing: Hearing = find(request, Hearing.objects.select_related("transcript__recording__family"), hearing_id)
    keeper_only(request, hearing.transcript.recording.family)
    return hearing


def done(
    request: AuthenticatedHttpRequest, recording: Recording, verb: Callable[[], object], words: str
) -> HttpResponse:
    """Does it, says so or why not, and goes back to the page."""
    with telling_refusals(request):
        verb()
        if words:
            messages.success(request, words)
    return redirect("hearings", recording.pk)
