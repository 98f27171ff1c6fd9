"""What every answer says to browsers and to caches between: whose it is, and what a page of ours may do."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

NOT_KEPT = "private, no-store"


class Discretion:
    """An answer to somebody signed in is kept nowhere, unless it says itself how: Back after signing out shows no story."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and is_personal(request):
            response["Cache-Control"] = NOT_KEPT
        response.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def is_personal(request: HttpRequest) -> bool:
    """Whether they said who they are. Known without asking the database, which an answer to nobody should not cost."""
    said = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
    return said or getattr(getattr(request, "_cached_user", None), "is_authenticated", False)
