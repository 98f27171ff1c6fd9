"""The pages of a person, of a place, and of what surrounds a story."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audio.models import Recording
from families.access import find
from families.models import Person
from stories import portraits, timeline
from stories.models import Place, Story

CHOICES = 500
"""How many people a menu can hold before nobody finds anybody in it."""


@login_required
@require_safe
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Their stories and their sound; with `?with=` how they are connected with somebody else of the family."""
    found = find(request, Person.objects.select_related("family"), person_id)
    others = Person.objects.for_family(found.family).exclude(pk=found.pk)
    context = {
        "person": found,
        "recordings": Recording.objects.for_family(found.family).filter(narrator=found),
        "others": others[:CHOICES],
        **shown(portraits.of_person(found)),
        **way(found, somebody(others, request.GET.get("with", ""))),
    }
    return render(request, "stories/person.html", context)


@login_required
@require_safe
def place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    found = find(request, Place.objects.select_related("family"), place_id)
    return render(request, "stories/place.html", {"place": found, **shown(portraits.of_place(found))})


@login_required
@require_safe
def connections(request: HttpRequest, story_id: UUID) -> HttpResponse:
    """What surrounds a story, as a picture and as a list; the list alone where a page with the picture asks for it."""
    rows = Story.objects.told().select_related("family", "recording", "narrator")
    found = portraits.around(find(request, rows, story_id))
    template = "stories/_near.html" if request.htmx else "stories/connections.html"  # type: ignore[attr-defined]
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
