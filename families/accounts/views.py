"""The door: signing in, and the way to one's family."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from families.accounts.forms import FoundingForm
from families.founding import found_family, may_found
from families.http import AuthenticatedHttpRequest
from families.models import Family
from families.text.field_labels import asks


@login_required
def home(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Straight to the only family; a choice where there are several, a kind word or the first step where there is none."""
    families = list(Family.objects.for_user(request.user))
    if len(families) == 1 and not Family.objects.removed_for(request.user).exists():
        return redirect("family", families[0].pk)
    form = FoundingForm() if may_found(request.user) else None
    gone = [each for each in Family.objects.removed_for(request.user) if request.user.may_take_back(each)]
    return render(request, "families/home.html", {"families": families, "form": form, "removed": gone})


@asks(FoundingForm)
@login_required
@require_POST
def start_family(request: AuthenticatedHttpRequest) -> HttpResponse:
    """For those who run Memoire; whoever belongs to a family already is led there."""
    if not (request.user.is_staff or request.user.is_superuser):
        raise PermissionDenied("Only staff can start a family.")
    form = FoundingForm(request.POST)
    if not form.is_valid():
        return render(request, "families/home.html", {"form": form})
    family = found_family(request.user, form.cleaned_data["name"], narrator=form.cleaned_data["narrator"])
    return redirect("family", family.pk)


@require_safe
@never_cache
def signed_in(request: HttpRequest) -> HttpResponse:
    """204 to somebody who is signed in, 401 to others: a page asks before it sends what somebody has typed."""
    return HttpResponse(status=204 if request.user.is_authenticated else 401)
