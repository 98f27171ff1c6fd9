"""Finds a family's row for a request, or answers 404 as if it did not exist."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from families.editing.versions import Edited, as_read
from families.http import AuthenticatedHttpRequest, AuthenticatedRequest, user_of
from families.models import Family
from families.querysets import FamilyOwnedQuerySet


def find_family(request: AuthenticatedHttpRequest, family_id: Any) -> Family:
    """The family, if the person who asks belongs to it; it becomes the page's family."""
    family: Family = get_object_or_404(Family.objects.for_user(request.user), pk=family_id)
    request.family = family
    return family


def families_asked(user: Any, family_id: str | None) -> list[Family]:
    """All families of a person, or the one that a filter names.

    Raises ValidationError for what is no id, and Http404 for a family that is not theirs.
    """
    mine = Family.objects.for_user(user)
    if family_id is None:
        return list(mine)
    try:
        return [get_object_or_404(mine, pk=UUID(family_id))]
    except ValueError:
        raise ValidationError({"family": "This is not the id of a family."}) from None


def id_asked(rows: FamilyOwnedQuerySet, user: Any, name: str, said: str) -> UUID:
    """The id that the filter `name` says, of a row that `user` may see.

    Raises ValidationError, the same for what is no id, what is not there, and what belongs to somebody else.
    """
    known = as_id(said)
    if known is None or not rows.for_user(user).filter(pk=known).exists():
        raise ValidationError({name: f"“{said[:100]}” is not the id of one of yours."})
    return known


def as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def find(request: AuthenticatedHttpRequest | AuthenticatedRequest, rows: FamilyOwnedQuerySet, pk: Any) -> Any:
    """The row with this id among those that the person who asks may see; its family becomes the page's family.

    A row that people edit bears the version that the form was drawn from.
    """
    row = get_object_or_404(rows.for_user(request.user), pk=pk)
    request.family = row.family
    return as_read(row, request.POST.get("version")) if isinstance(row, Edited) else row


def chosen(rows: Any, pk: str | None) -> Any:
    """The row that a form names among these; 404 for what is no id as for what is not there."""
    try:
        return get_object_or_404(rows, pk=UUID(pk or ""))
    except ValueError:
        raise Http404("There is no such row.") from None


def keeper_only(request: HttpRequest | Request, family: Family) -> None:
    """Raises PermissionDenied for relatives, who may look and correct but not decide."""
    if not user_of(request).is_keeper_of(family):
        raise PermissionDenied("Only a keeper of this family can do this.")
