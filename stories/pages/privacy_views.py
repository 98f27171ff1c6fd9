"""The page that says what leaves the machine, where a keeper lets a language model be asked or forbids it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from families.access import find_family, keeper_only
from families.http import AuthenticatedHttpRequest
from families.models import Family
from families.permissions import allow_model, forbid_model
from stories.finding.privacy import leaving, model_host
from stories.models import Asking, RememberedAnswer


@login_required
@require_safe
def what_leaves(request: AuthenticatedHttpRequest, family_id: UUID) -> HttpResponse:
    family = find_family(request, family_id)
    told: dict[str, Any] = {
        "leaving": leaving(may_ask_model=family.may_ask_model),
        "model_host": model_host(),
        "model": settings.STORY_OPENAI_MODEL,
        "is_keeper": request.user.is_keeper_of(family),
        "spent": spent(family),
    }
    return render(request, "stories/leaving.html", told)


def spent(family: Family) -> dict[str, Any]:
    """How often a model was asked about this family's recordings, and for how many tokens."""
    askings = Asking.objects.filter(recording__family=family, answered__gt=0)
    return askings.aggregate(times=Count("pk"), input=Sum("input_tokens"), output=Sum("output_tokens"))


@login_required
@require_POST
def let_model_be_asked(request: AuthenticatedHttpRequest, family_id: UUID) -> HttpResponse:
    """`allow=yes` lets it be asked from now on; anything else ends that, and what it answered is forgotten."""
    family = find_family(request, family_id)
    keeper_only(request, family)
    if request.POST.get("allow") == "yes" and model_host():
        allow_model(family, by=request.user)
        messages.info(request, "The language model may be asked from now on.")
    else:
        forbid_model(family)
        RememberedAnswer.objects.filter(recording__family=family).delete()
        messages.info(
            request, "The language model is not asked any more. The stories that it helped with stay as they are."
        )
    return redirect("what_leaves", family.pk)
