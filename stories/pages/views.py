"""The family's pages: the recordings, a recording with its words and stories, all stories in time, and the people in them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audio import pipeline
from audio.models import Recording
from audio.moments import moment
from audio.playback import listening
from families.access import chosen, find, find_family, keeper_only
from families.editing.refusals import telling_refusals
from families.editing.versions import Clash
from families.http import AuthenticatedHttpRequest
from families.text.field_labels import asks
from families.text.numbers import whole_number
from stories.editing import fingerprints, review, since_approval
from stories.graph import portraits
from stories.models import Story, WordsRead
from stories.pages import timeline
from stories.pages.reading import Reading, moment_of, read_recording, read_word_page, settled
from stories.pages.recording_list import recording_list, standing
from stories.people import name_counts
from stories.questions import gaps
from stories.twice_told import pairs as twice_told
from transcripts.words.downloads import FORMS

MOST_LINES = 10**9 - 1


@login_required
@require_safe
def family(request: AuthenticatedHttpRequest, family_id: UUID) -> HttpResponse:
    found = find_family(request, family_id)
    may_approve = request.user.is_keeper_of(found)
    recordings = [
        (recording, standing(recording, recording.to_read if may_approve else 0))  # type: ignore[attr-defined]
        for recording in recording_list(found)
    ]
    is_working = any(state.kind == "work" for _, state in recordings)
    template = "stories/_recording_list.html" if request.htmx else "stories/family.html"
    context: dict[str, Any] = {"recordings": recordings, "is_working": is_working}
    context["unread"] = sum(recording.to_read for recording, _ in recordings)  # type: ignore[attr-defined]
    context["changed"] = lambda: since_approval.count_awaiting(found)  # asked for only where the page says it
    if not request.htmx:
        context["to_ask"] = gaps.questions(found)
    return render(request, template, context)


@login_required
@require_safe
def recording(request: AuthenticatedHttpRequest, recording_id: UUID) -> HttpResponse:
    found = find(
        request, Recording.objects.select_related("narrator", "family").prefetch_related("steps"), recording_id
    )
    may_approve = request.user.is_keeper_of(found.family)
    stopped_ms = listening.stopped_ms(found, request.user)
    context = shown(found, may_approve=may_approve, at_ms=asked_for(request, found) or stopped_ms or 0)
    context |= {"stopped_ms": stopped_ms, "may_remove": may_approve or found.was_added_by(request.user)}
    return render(request, "stories/recording.html", context)


def asked_for(request: AuthenticatedHttpRequest, recording: Recording) -> int | None:
    """The moment that the address names: `?at=` in milliseconds, or `?line=` with the name of a line or a story."""
    at_ms = moment(request.GET.get("at", ""))
    if at_ms is not None:
        return at_ms
    return moment_of(recording, request.GET["line"]) if "line" in request.GET else None


@login_required
@require_safe
def sheet(request: AuthenticatedHttpRequest, recording_id: UUID, number: int) -> HttpResponse:
    """More words of a long recording, for its page."""
    found = find(request, Recording.objects.select_related("narrator", "family"), recording_id)
    page = read_word_page(found, number)
    if page is None:
        raise Http404("There are no such words.")
    may_approve = request.user.is_keeper_of(found.family)
    context = {"recording": found, "page": page, "may_keep": may_approve, "is_fragment": True}
    return render(request, "stories/_sheet.html", context)


@login_required
@require_safe
def live(request: AuthenticatedHttpRequest, recording_id: UUID) -> HttpResponse:
    """What came since the page was drawn: new words, the state; a whole new page when the work has ended.

    With `?weighing` only whether words are weighed still, since somebody may be reading by then.
    """
    found = find(request, Recording.objects.with_steps(), recording_id)
    if "weighing" in request.GET:
        return render(request, "stories/_weighing.html", {"recording": found, "was_weighing": True})
    after = whole_number(request.GET.get("after", ""), most=MOST_LINES) or 0
    state = standing(found, 0)
    answer = render(
        request,
        "stories/_live.html",
        {
            "recording": found,
            "standing": state,
            **new_words(found, after),
        },
    )
    if state.kind != "work":
        answer["HX-Refresh"] = "true"
    return answer


def new_words(recording: Recording, after: int) -> dict[str, Any]:
    segments = settled(recording, after=after)
    return {"segments": segments, "after": segments[-1].index + 1 if segments else after}


def shown(recording: Recording, *, may_approve: bool, at_ms: int) -> dict[str, Any]:
    reading: Reading = read_recording(recording, at_ms=at_ms)
    recording.has_words = reading.has_words  # type: ignore[attr-defined]
    to_read = sum(story.state == Story.State.PROPOSED for story in reading.stories) if may_approve else 0
    state = standing(recording, to_read)
    return {
        "recording": recording,
        "reading": reading,
        "standing": state,
        "forms": FORMS,
        "was_read": state.kind == "work" and was_read(recording),
    }


def was_read(recording: Recording) -> bool:
    """Whether stories were looked for in it once. Then the page keeps what it shows while mended words are timed and weighed."""
    return WordsRead.objects.filter(recording=recording).exists()


@login_required
@require_safe
def stories(request: AuthenticatedHttpRequest, family_id: UUID) -> HttpResponse:
    """All that was told, along a line of time; sifted by `narrator`, `person` and `place`."""
    found = find_family(request, family_id)
    sieve = timeline.StoryFilter.of(request.GET)
    narrator = timeline.narrator_of(found, sieve)
    context = {
        "sieve": sieve,
        "choices": timeline.choices(found),
        "narrator": narrator,
        "line": timeline.line(timeline.rows(found, sieve), life_of=narrator),
    }
    return render(request, "stories/stories.html", context)


@login_required
@require_safe
def people(request: AuthenticatedHttpRequest, family_id: UUID) -> HttpResponse:
    found = find_family(request, family_id)
    counts = name_counts.people_counts(found)
    recordings = Prefetch("recordings", Recording.objects.standing())
    context = {
        "narrators": name_counts.voices(found, counts).prefetch_related(recordings),
        "name_counts": name_counts.index(counts, language=found.language),
        "animals": [named for named in counts if named.is_animal],
        "pairs": portraits.together(found),
        "places": portraits.places_of(found),
    }
    return render(request, "stories/people.html", context)


@login_required
@require_POST
def approve(request: AuthenticatedHttpRequest, story_id: UUID) -> HttpResponse:
    def verb(story: Story) -> str:
        review.approve(story, by=request.user, seen=request.POST.get("seen", ""))
        return f"“{story.title}” is in the book."

    return decided(request, story_id, verb)


@login_required
@require_POST
def keep_approved(request: AuthenticatedHttpRequest, story_id: UUID) -> HttpResponse:
    """Takes back what was changed in an approved story since a keeper said yes to it."""
    story = find(request, Story.objects.select_related("family"), story_id)
    keeper_only(request, story.family)
    with telling_refusals(request):
        review.keep_approved(story, by=request.user)
        messages.success(request, f"“{story.title}” reads as it was approved.")
    return redirect(came_from(request, story))


def came_from(request: AuthenticatedHttpRequest, story: Story) -> str:
    """The page of the book, for whoever decided there; else the story."""
    is_book = request.POST.get("from") == "book"
    return reverse("family_book", args=[story.family_id]) if is_book else story.get_absolute_url()


@asks(reason="Why? A few words for the others.")
@login_required
@require_POST
def send_back(request: AuthenticatedHttpRequest, story_id: UUID) -> HttpResponse:
    def verb(story: Story) -> str:
        review.send_back(story, request.POST.get("reason", ""), by=request.user)
        return f"“{story.title}” is not in the book. Its words stay here."

    return decided(request, story_id, verb)


def decided(request: AuthenticatedHttpRequest, story_id: UUID, verb: Callable[[Story], str]) -> HttpResponse:
    """Takes a decision and shows it: in its place with htmx, else on the page anew, as where it cannot be taken any more."""
    story = find(request, Story.objects.select_related("family", "recording"), story_id)
    keeper_only(request, story.family)
    is_in_place = bool(request.htmx)
    try:
        with telling_refusals(request) as refused:
            messages.success(request, verb(story))
    except Clash as clash:
        if not is_in_place:
            raise
        messages.error(request, clash.told_to(request.user))
        return decision(request, story) if request.POST.get("reason") else read_anew()
    if not is_in_place:
        return redirect(came_from(request, story))
    return read_anew() if refused.why else decision(request, story)


def decision(request: AuthenticatedHttpRequest, story: Story) -> HttpResponse:
    """How the story stands now; with the reason that somebody typed and that was not taken, where they can send it still."""
    current = fingerprints.with_fingerprints([Story.objects.prefetch_related("reviews__by").get(pk=story.pk)])[0]
    typed = request.POST.get("reason", "") if current.state != Story.State.RETURNED else ""
    recording = Recording.objects.select_related("family").prefetch_related("steps").get(pk=story.recording_id)
    to_read = recording.stories.filter(state=Story.State.PROPOSED).count()
    context = {"story": current, "typed": typed, "recording": recording, "standing": standing(recording, to_read)}
    return render(request, "stories/_decided.html", context)


def read_anew() -> HttpResponse:
    """The page once more, with the message: what stands on it is not what was to be decided."""
    answer = HttpResponse(status=200)
    answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_POST
def find_again(request: AuthenticatedHttpRequest, recording_id: UUID) -> HttpResponse:
    """Looks for stories once more, after the words were mended; what people touched stays."""
    found = find(request, Recording.objects.with_steps(), recording_id)
    keeper_only(request, found.family)
    if found.status == Recording.Status.COMPLETED:
        pipeline.wake(found.pk, "extract")
        messages.info(request, "We will look for stories once more.")
    elif found.status == Recording.Status.FAILED:
        messages.error(request, "We could not go on with this recording. Try again there first, then look for stories.")
    else:
        messages.error(request, "We are still at work on this recording. Look for stories again when it is ready.")
    return redirect(found)


@login_required
@require_POST
def ask_next(request: AuthenticatedHttpRequest, family_id: UUID) -> HttpResponse:
    """Puts a question that we proposed on the family's list, or proposes it no more."""
    found = find_family(request, family_id)
    key = request.POST.get("key", "")
    with telling_refusals(request):
        if request.POST.get("what") == "dismiss":
            gaps.dismiss(found, key, by=request.user)
            messages.info(request, "We will not propose it again.")
        else:
            gaps.take_question(found, key, by=request.user)
            messages.success(request, "It is on your list of questions.")
    return redirect(f"{reverse('family', args=[found.pk])}#to-ask")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def told_twice(request: AuthenticatedHttpRequest, family_id: UUID) -> HttpResponse:
    """Stories that seem to tell one event, side by side; a keeper says whether they do."""
    found = find_family(request, family_id)
    if request.method == "POST":
        keeper_only(request, found)
        rows = Story.objects.for_family(found)
        one, other = (chosen(rows, request.POST.get(name)) for name in ("first", "second"))
        with telling_refusals(request):
            verdict, read = request.POST.get("verdict", ""), request.POST.get("version")
            twice_told.judge(one, other, verdict, by=request.user, read=read)
            messages.success(request, "Noted. Thank you.")
        return redirect("twice_told", found.pk)
    pairs = twice_told.told_twice(found)
    context = {
        "proposed": [pair for pair in pairs if not pair.verdict],
        "same": [pair for pair in pairs if pair.verdict],
    }
    return render(request, "stories/twice.html", context)
