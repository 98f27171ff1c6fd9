"""From the admin to the family's own pages, for staff who are members; others stay among the pages of staff."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from families.querysets import FamilyOwnedQuerySet

MEMBERS_ONLY = "The family’s own pages are for its members only. What staff need of this is here, in the admin."


@staff_member_required
def view_on_site(request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponse:
    """In the place of Django's own, which leads whoever is no member to a page that does not exist for them."""
    row = find_row(content_type_id, object_id)
    rows = type(row)._default_manager.all()
    if not isinstance(rows, FamilyOwnedQuerySet) or rows.for_user(request.user).filter(pk=row.pk).exists():
        return redirect(row.get_absolute_url())
    messages.info(request, MEMBERS_ONLY)
    shown = row if admin.site.is_registered(type(row)) else row.family
    return redirect(f"admin:{shown._meta.app_label}_{shown._meta.model_name}_change", shown.pk)


def find_row(content_type_id: int, object_id: str) -> Any:
    """The row that has a page of its own."""
    model = get_object_or_404(ContentType, pk=content_type_id).model_class()
    if model is None or not hasattr(model, "get_absolute_url"):
        raise Http404("It has no page of its own.")
    try:
        return get_object_or_404(model, pk=model._meta.pk.to_python(object_id))
    except ValidationError:
        raise Http404("There is no such row.") from None
