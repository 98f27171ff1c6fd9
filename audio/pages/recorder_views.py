"""The page where somebody speaks and is recorded."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from families.access import find_family
from families.http import AuthenticatedHttpRequest
from families.models import Family
from families.prompts import suggested


@login_required
@require_safe
def record(request: AuthenticatedHttpRequest, family_id: UUID) -> HttpResponse:
    family = find_family(request, family_id)
    asked = questions(family, first=request.GET.get("prompt", ""))
    return render(request, "audio/record.html", {"questions": asked, "people": family.people.all()})


def questions(family: Family, *, first: str = "") -> list[dict[str, str | None]]:
    """Those that the family asks; where it has none, some of the library's. They begin with `first`, an id or the words, and go round."""
    own = [{"id": str(prompt.pk), "text": prompt.text} for prompt in family.prompts.current()]
    all_of_them = own or [{"id": None, "text": text} for text in suggested(family)]
    at = next((at for at, each in enumerate(all_of_them) if first and first in each.values()), 0)
    return all_of_them[at:] + all_of_them[:at]
