"""What no view answers: addresses that do not exist, and what goes wrong outside of views. In the API as problems, else as pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views import defaults
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from families.accounts.typed_words_pages import without_token
from memoire_site.problems import MEDIA_TYPE, problem

API = "/api/"


class Unknown(APIView):
    """Whatever else is asked for under the API's address."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound("There is nothing at this address. The description of all of them is at /api/v1/docs.")


# --- for Django itself: what goes wrong outside of a view ------------------------------------------------------------


def answer(request: HttpRequest, code: int, detail: str) -> HttpResponse | None:
    """A problem for a client; None for a person, who gets a page."""
    if not request.path.startswith(API):
        return None
    return JsonResponse(problem({"detail": detail}, code), status=code, content_type=MEDIA_TYPE)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    told = answer(request, 400, "This request could not be read.")
    return told or defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 403, "You may not do this.") or defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 404, "There is nothing at this address.") or defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    detail = "Something that we did not foresee went wrong. Look whether it was done before you send it again."
    return answer(request, 500, detail) or defaults.server_error(request)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Where a form does not bear the mark of our own pages. Django's own answer speaks to developers."""
    if told := answer(request, 403, "The CSRF token is missing or wrong."):
        return told
    return without_token(request) or render(request, "403_csrf.html", status=403)
