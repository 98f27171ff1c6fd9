"""The page of a family's questions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from audio.pages.forms import PromptForm
from families import prompts
from families.access import find, find_family
from families.http import AuthenticatedHttpRequest
from families.models import Prompt
from families.text.field_labels import asks


@asks(PromptForm)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def all_prompts(request: AuthenticatedHttpRequest, family_id: UUID) -> HttpResponse:
    """The family's list, and the library to choose from; a question that is sent is added."""
    family = find_family(request, family_id)
    form = PromptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        prompts.add(family, form.cleaned_data["text"], by=request.user)
        messages.info(request, "It is on your list.")
        return redirect("prompts", family.pk)
    told: dict[str, Any] = {
        "form": form,
        "current": family.prompts.current().annotate(
            answers=Count("asked__recording", filter=Q(asked__recording__removed_at=None), distinct=True)
        ),
        "retired": family.prompts.exclude(retired_at=None),
        "library": prompts.still_new(family),
    }
    return render(request, "audio/prompts.html", told, status=400 if form.errors else 200)


@login_required
@require_POST
def retire_prompt(request: AuthenticatedHttpRequest, prompt_id: UUID) -> HttpResponse:
    prompt = find(request, Prompt.objects.all(), prompt_id)
    prompts.retire(prompt)
    messages.info(request, "It is not asked any more. You find it at the foot of this page.")
    return redirect("prompts", prompt.family_id)
