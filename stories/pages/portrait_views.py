"""The pages of a person, of a place, and of what surrounds a story."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from audio.models import Recording
from families.access import find, keeper_only
from families.editing.refusals import telling_refusals
from families.http import AuthenticatedHttpRequest
from families.models import Person
from families.same_person import NotTheSame, unite
from families.text.field_labels import asks
from families.text.numbers import whole_number
from stories.graph import portraits
from stories.models import Place, Story
from stories.pages import timeline
from stories.places import whereabouts

NO_PLACE = 0  # GeoNames counts from 1
CHOICES = 500
"""How many people a menu can hold before nobody finds anybody in it."""


@login_required
@require_safe
def person(request: AuthenticatedHttpRequest, person_id: UUID) -> HttpResponse:
    """Their stories and their sound; with `?with=` how they are connected with somebody else of the family."""
    found = find(request, Person.objects.select_related("family"), person_id)
    others = Person.objects.for_family(found.family).exclude(pk=found.pk)
    context = {
        "person": found,
        "recordings": Recording.objects.for_family(found.family).filter(narrator=found),
        "others": others[:CHOICES],
        "is_keeper": request.user.is_keeper_of(found.family),
        **shown(portraits.of_person(found)),
        **way(found, somebody(others, request.GET.get("with", ""))),
    }
    return render(request, "stories/person.html", context)


@asks(other="The same person")
@login_required
@require_POST
def same_person(request: AuthenticatedHttpRequest, person_id: UUID) -> HttpResponse:
    """A keeper says that another of the family's people is this one."""
    found = find(request, Person.objects.select_related("family"), person_id)
    keeper_only(request, found.family)
    with telling_refusals(request):
        other = somebody(Person.objects.for_family(found.family), request.POST.get("other", ""))
        if other is None:
            raise NotTheSame("Choose who is the same person.")
        unite(found, other, by=request.user)
        messages.success(request, f"“{other}” is “{found}” now. You can take that back under “Recently removed”.")
    return redirect("person", found.pk)


@login_required
@require_safe
def place(request: AuthenticatedHttpRequest, place_id: UUID) -> HttpResponse:
    found = find(request, Place.objects.select_related("family"), place_id)
    told = {"senses": whereabouts.choices(found), "is_keeper": request.user.is_keeper_of(found.family)}
    return render(request, "stories/place.html", {"place": found, **told, **shown(portraits.of_place(found))})


@login_required
@require_POST
def settle_place(request: AuthenticatedHttpRequest, place_id: UUID) -> HttpResponse:
    """A keeper says which of the places of its name it is, or none of them."""
    found = find(request, Place.objects.select_related("family"), place_id)
    keeper_only(request, found.family)
    asked = request.POST.get("geonames_id", "")
    with telling_refusals(request):
        settled = whereabouts.settle(found, (whole_number(asked) or NO_PLACE) if asked else None, by=request.user)
        messages.success(
            request, f"{found} is {settled.today}." if settled.today else f"{found} is none of the places that we know."
        )
    return redirect("place", found.pk)


@login_required
@require_safe
def connections(request: AuthenticatedHttpRequest, story_id: UUID) -> HttpResponse:
    """What surrounds a story, as a picture and as a list; the list alone where a page with the picture asks for it."""
    rows = Story.objects.told().select_related("family", "recording", "narrator")
    found = portraits.around(find(request, rows, story_id))
    template = "stories/_near.html" if request.htmx else "stories/connections.html"
    return render(request, template, {"story": found.story, "around": found})


def shown(portrait: portraits.Portrait) -> dict[str, Any]:
    return {"portrait": portrait, "line": timeline.line(portrait.stories)}


def somebody(others: Any, asked: str) -> Person | None:
    """The person with this id; None for what is no id of anybody in the family."""
    known = timeline.as_id(asked)
    found: Person | None = others.filter(pk=known).first() if known else None
    return found


def way(one: Person, other: Person | None) -> dict[str, Any]:
    return {"other": other, "steps": portraits.way_between(one, other) if other else []}
