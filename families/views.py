"""The door: signing in, and the way to one's family."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from families.models import Family


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Straight to the only family; a choice where there are several, a kind word where there is none."""
    families = list(Family.objects.for_user(request.user))
    if len(families) == 1:
        return redirect("family", families[0].pk)
    return render(request, "families/home.html", {"families": families})
