"""Where a form that came from somebody who is not signed in is answered: the door, with what they typed, and the way on from it."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from families.accounts.typed_words import (
    CARRIED,
    SENT_AS,
    TypedWords,
    forget,
    keep_typed_words,
    kept_in,
    signed,
    unsigned,
    words_of,
)

ARRIVED = frozenset({200, 201, 302, 303, 400, 409})  # taken, or asked again on a page where the words stand


class TypedWordsAtTheDoor:
    """Middleware. A form that a view answers by sending its writer to sign in is answered by the sign-in page with the words in it.

    Which addresses are locked stays the views' own affair. Scripts are answered as before: they sign in where they are.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method != "POST":
            return response
        if leads_to_the_door(response):
            return self.at_the_door(request) or response
        if SENT_AS in request.POST and response.status_code in ARRIVED:
            forget(request, request.POST[SENT_AS])
        return response

    def at_the_door(self, request: HttpRequest) -> HttpResponse | None:
        """None where there is nothing to carry, or nothing that proves that a page of ours has sent it."""
        is_proven = getattr(request, "csrf_processing_done", False)
        words = words_of(request) if is_proven and is_by_a_person(request) else None
        return door(request, words) if words else None


def leads_to_the_door(response: HttpResponseBase) -> bool:
    place = urlsplit(response.headers.get("Location", ""))
    doors = {resolve_url(settings.LOGIN_URL), reverse("admin:login")}
    return response.status_code == 302 and place.path in doors and "next" in parse_qs(place.query)


def is_by_a_person(request: HttpRequest) -> bool:
    """Whether the browser shows the answer, rather than hand it to a script."""
    is_by_script = request.htmx or request.headers.get("X-Requested-With")  # type: ignore[attr-defined]
    return not is_by_script and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def is_from_our_page(request: HttpRequest) -> bool:
    """Whether the browser itself says so; one that says nothing of where a form came from is not believed."""
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    if (origin := request.headers.get("Origin")) is not None:
        return origin in ours
    came_from = urlsplit(request.headers.get("Referer", ""))
    return f"{came_from.scheme}://{came_from.netloc}" in ours


def door(request: HttpRequest, words: TypedWords, status: int = 401) -> HttpResponse:
    told = {"form": AuthenticationForm(request), "next": "", "words": words, "carried": signed(words)}
    response = render(request, "families/sign_in.html", told, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def without_token(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form of our own whose token is another by now: the words wait, for a button with a new one.

    So it is where somebody has signed in anew in another window. None where it may come from elsewhere.
    """
    if request.method != "POST" or not (is_from_our_page(request) and is_by_a_person(request)):
        return None
    words = unsigned(request.POST.get(CARRIED, "")) or words_of(request)
    if words is None:
        return None
    if not request.user.is_authenticated:
        return door(request, words, 403)
    keep_typed_words(request, words)
    return redirect("typed_words")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def typed_words(request: HttpRequest) -> HttpResponse:
    """What waits to be sent: shown whole, sent by nothing but its button; a POST throws one away."""
    if request.method == "POST":
        forget(request, request.POST.get("forget", ""))
        return redirect("typed_words")
    return render(request, "families/typed_words.html", {"kept": list(kept_in(request))})
