"""Removing a recording, a person or a whole family, and the page where it can be taken back for a while."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from audio.models import Recording
from families.access import find, find_family, keeper_only
from families.editing.refusals import telling_refusals
from families.http import AuthenticatedHttpRequest
from families.models import Family, Person
from families.removable import Removable
from families.removal import remove, take_back
from families.text.field_labels import asks
from families.text.letters import folded


@login_required
@require_safe
def removed(request: AuthenticatedHttpRequest, family_id: UUID) -> HttpResponse:
    """What was removed from a family, newest first, for those who may take it back."""
    family = find_family(request, family_id)
    rows = [*gone(request, Recording, family), *gone(request, Person, family)]
    return render(request, "audio/removed.html", {"removed": rows})


def gone(request: AuthenticatedHttpRequest, model: Any, family: Family) -> list[Removable]:
    rows = model.objects.removed_for(request.user).filter(family=family).select_related("family", "removed_by")
    return [row for row in rows.order_by("-removed_at") if request.user.may_take_back(row)]


@login_required
@require_POST
def remove_recording(request: AuthenticatedHttpRequest, recording_id: UUID) -> HttpResponse:
    recording = find(request, Recording.objects.select_related("family"), recording_id)
    if not recording.may_be_removed_by(request.user):
        raise PermissionDenied("Only a keeper, or whoever added this recording, can remove it.")
    return without(request, recording)


@login_required
@require_POST
def remove_person(request: AuthenticatedHttpRequest, person_id: UUID) -> HttpResponse:
    person = find(request, Person.objects.select_related("family"), person_id)
    keeper_only(request, person.family)
    return without(request, person)


@asks(name="To be sure, write the name of the family here")
@login_required
@require_POST
def remove_family(request: AuthenticatedHttpRequest, family_id: UUID) -> HttpResponse:
    """Only when its name was typed, since everybody in it loses sight of everything."""
    family = find_family(request, family_id)
    keeper_only(request, family)
    if folded(request.POST.get("name", "")) != folded(family.name):
        messages.error(request, f"Nothing is removed. To remove everything, write “{family}” into the field.")
        return redirect("removed", family.pk)
    remove(family, by=request.user)
    messages.info(request, f"“{family}” is removed, with everything in it. You can take it back here.")
    return redirect("home")


def without(request: AuthenticatedHttpRequest, row: Recording | Person) -> HttpResponse:
    remove(row, by=request.user)
    messages.info(request, f"“{row}” is removed. You can take it back here.")
    return redirect("removed", row.family_id)


def given_back(
    find_row: Callable[[AuthenticatedHttpRequest, UUID], Removable],
) -> Callable[[AuthenticatedHttpRequest, UUID], HttpResponse]:
    """The view that takes back the row which `find_row` finds, for whoever may."""

    @login_required
    @require_POST
    def view(request: AuthenticatedHttpRequest, pk: UUID) -> HttpResponse:
        row = find_row(request, pk)
        if not request.user.may_take_back(row):
            raise PermissionDenied("Only a keeper, or whoever removed it, can take it back.")
        with telling_refusals(request) as refused:
            if not take_back(row):
                raise Http404("It is back already, or erased.")
            messages.success(request, f"“{row}” is back.")
        if refused.why:
            return redirect("removed", row.family_id)  # type: ignore[attr-defined]
        return redirect("family", row.pk) if isinstance(row, Family) else redirect(row.get_absolute_url())  # type: ignore[attr-defined]

    return view


def removed_row(model: Any) -> Callable[[AuthenticatedHttpRequest, UUID], Removable]:
    def find_row(request: AuthenticatedHttpRequest, pk: UUID) -> Removable:
        found: Removable = get_object_or_404(model.objects.removed_for(request.user), pk=pk)
        return found

    return find_row


take_back_recording = given_back(removed_row(Recording))
take_back_person = given_back(removed_row(Person))
take_back_family = given_back(removed_row(Family))
