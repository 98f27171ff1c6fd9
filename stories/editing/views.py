"""Changing a story: its words and date, where it begins and ends, and who is in it. Keepers change; every relative may name."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.access import chosen, find, keeper_only
from families.dates.when import describe
from families.editing.refusals import catching_refusals, telling_refusals
from families.http import AuthenticatedHttpRequest
from families.models import Person
from families.text.field_labels import asks
from stories.editing import approving, boundaries, changes, naming, older_wording, review, settling
from stories.editing.typed_dates import as_typed
from stories.evidence import claims as evidence
from stories.models import Mention, Place, Story
from transcripts.models import Segment

View = Callable[..., HttpResponse]
STEPS: dict[str, Literal[-1, 1]] = {"earlier": -1, "later": 1}


def keeper_action(view: Callable[[AuthenticatedHttpRequest, Story], Story | None]) -> View:
    """A keeper's POST about a story: does it, says why where it cannot be done, and comes back to the page of changes."""

    @login_required
    @require_POST
    @wraps(view)
    def answer(request: AuthenticatedHttpRequest, story_id: UUID) -> HttpResponse:
        story = story_for_keeper(request, story_id)
        with telling_refusals(request):
            story = view(request, story) or story
        return redirect("retell_story", story.pk)

    return answer


def story_for_keeper(request: AuthenticatedHttpRequest, story_id: UUID) -> Story:
    """The story, for a keeper of its family."""
    rows = Story.objects.select_related("family", "recording__narrator", "narrator")
    story: Story = find(request, rows, story_id)
    keeper_only(request, story.family)
    return story


@asks(title="Its title", summary="What it tells, in a sentence or two", edtf="When it happened")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def retell(request: AuthenticatedHttpRequest, story_id: UUID) -> HttpResponse:
    """Changes a story's title, summary and date; and shows all that can be changed about it."""
    story = story_for_keeper(request, story_id)
    asked = {name: request.POST.get(name, getattr(story, name)) for name in ("title", "summary")}
    asked["edtf"] = request.POST.get("edtf", as_typed(story.edtf))
    problem = ""
    if request.method == "POST":
        with catching_refusals() as refused:
            return redirect(review.retell(story, by=request.user, **asked))
        problem = refused.why
    context = {"story": story, "asked": asked, "problem": problem, **shown(story)}
    return render(request, "stories/retell.html", context, status=400 if problem else 200)


def shown(story: Story) -> dict[str, Any]:
    lines = list(story.segments.order_by("index"))
    latest = changes.last_change(story)
    return {
        "lines": lines,
        "rewordings": older_wording.rewordings(story),
        "before": boundaries.neighbour(story, "start"),
        "after": boundaries.neighbour(story, "end"),
        "claims": evidence.claims(story, {line.pk: line for line in lines}),
        "reviews": settling.with_former_stories(story),
        "undoable": latest.pk if latest else None,
    }


@login_required
@require_safe
def read_date(request: AuthenticatedHttpRequest, story_id: UUID) -> HttpResponse:
    """How a date that somebody types would read, while they type it."""
    story = story_for_keeper(request, story_id)
    context: dict[str, Any] = {"said": request.GET.get("edtf", "").strip()}
    with catching_refusals() as refused:
        context["reads"] = describe(review.date_of(story, context["said"]))
    context["problem"] = refused.why
    return render(request, "stories/_reading.html", context)


@keeper_action
def merge(request: AuthenticatedHttpRequest, story: Story) -> Story:
    other = boundaries.neighbour(story, edge(request))
    if other is None:
        raise boundaries.Impossible("There is no story on that side.")
    made = boundaries.merge(story, other, by=request.user)
    waits = made.state == Story.State.APPROVED and not approving.is_as_approved(made)
    more = " The book keeps what was approved of them until a keeper agrees to the whole." if waits else ""
    messages.success(request, f"The two are one story now.{more}{said_of_dates(made)}{said_of_history(made)}")
    return made


@keeper_action
def split(request: AuthenticatedHttpRequest, story: Story) -> Story:
    rows = Segment.objects.for_family(story.family)
    new = boundaries.split(story, chosen(rows, request.POST.get("at")), by=request.user)
    messages.success(request, f"A new story begins there: “{new}”.{said_of_dates(new)}")
    return story


@keeper_action
def move(request: AuthenticatedHttpRequest, story: Story) -> None:
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise boundaries.Impossible("Say whether it is earlier or later.")
    boundaries.move(story, edge(request), step, by=request.user)
    messages.success(request, f"The boundary has moved by one line.{said_of_dates(story)}")


def said_of_dates(story: Story) -> str:
    """Which stories the change has dated otherwise, as sentences to go on with."""
    return "".join(
        f" The date of “{each}” has changed: it was {describe(was) if was else 'not known'},"
        f" and is {each.when or 'not known'} now."
        for each, was in settling.redated(story)
    )


def said_of_history(story: Story) -> str:
    """That what was decided of a story which is part of this one now stands in its history, as a sentence to go on with."""
    return " What was decided about each of them before stands below." if settling.taken_over(story) else ""


@keeper_action
def undo(request: AuthenticatedHttpRequest, story: Story) -> Story:
    stories = changes.undo(story, by=request.user, latest_read=request.POST.get("change", ""))
    messages.success(request, "It is as it was before.")
    return story if story in stories else stories[0]


def edge(request: AuthenticatedHttpRequest) -> boundaries.Edge:
    return "end" if request.POST.get("edge") == "end" else "start"


# --- who and where ---------------------------------------------------------------------------------------------------


@asks(
    name="It should be called",
    new="Somebody who is not in the list yet",
    person="Somebody of the family",
    place="It is the same place as",
)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mention(request: AuthenticatedHttpRequest, mention_id: int) -> HttpResponse:
    """Who or where a name is. Every member of the family may say so: it is signed, and can be undone."""
    rows = Mention.objects.select_related("story__family", "story__recording", "person", "proposed", "place")
    found: Mention = find(request, rows, mention_id)
    problem = ""
    if request.method == "POST":
        with catching_refusals() as refused:
            name_it(request, found)
            messages.success(request, "Noted. Thank you.")
            return redirect(found.story)
        problem = refused.why
    by_id = {segment.pk: segment for segment in found.story.segments.order_by("index")}
    claims = evidence.claims(found.story, by_id)
    spots = next((spots for each, spots in claims.people + claims.places if each.pk == found.pk), None)
    family = found.story.family
    context = {
        "mention": found,
        "spots": spots,
        "problem": problem,
        "people": Person.objects.for_family(family).exclude(pk=found.story.narrator_id),
        "places": Place.objects.for_family(family),
    }
    return render(request, "stories/mention.html", context, status=400 if problem else 200)


def name_it(request: AuthenticatedHttpRequest, mention: Mention) -> None:
    """Does what the button says that was pressed."""
    asked, by = request.POST, request.user
    what = asked.get("what", "")
    if what == "yes" and mention.proposed:
        naming.link(mention, mention.proposed, by=by)
    elif what == "no":
        naming.unlink(mention, by=by)
    elif what == "rename":
        naming.rename(mention, asked.get("name", ""), by=by)
    elif what == "remove":
        naming.remove(mention, by=by)
    elif what in ("animal", "human"):
        naming.set_animal(mention, is_animal=what == "animal", by=by)
    elif what == "new":
        naming.link_new(mention, asked.get("new", ""), by=by)
    elif mention.is_place:
        place = chosen(Place.objects.for_family(mention.family), asked.get("place"))
        naming.link_place(mention, place, by=by)
    else:
        person = chosen(Person.objects.for_family(mention.family), asked.get("person"))
        naming.link(mention, person, by=by)
