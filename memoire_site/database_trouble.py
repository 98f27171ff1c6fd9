"""A database that is busy, away or full for a moment: kind words and a time to come back, instead of a fault of ours."""

import sqlite3
import sys
from collections.abc import Callable
from typing import Any

from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string

from audio.limits import NoRoom, is_full

RETRY_SECONDS = 5
BUSY = "Memoire is busy just now and could not do this. Nothing was changed by it. Please try again in a moment."
PASSING = ("08", "53", "57P", "55P03", "40")  # PostgreSQL: connection, resources, shutdown, lock, serialisation
LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class KindAnswers:
    """Django turns what a view, or a session's keeping, raises into an answer 500 on the way out: here that one is exchanged."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        trouble = getattr(request, "database_trouble", None)
        if response.status_code != 500 or trouble is None:
            return response
        return answer(request, 507, str(NoRoom())) if is_full(trouble) else answer(request, 503, BUSY)


def remember(request: HttpRequest | None = None, **_: Any) -> None:
    """Called while the error is being handled."""
    error = sys.exc_info()[1]
    if request is not None and error and (is_passing(error) or is_full(error)):
        request.database_trouble = error  # type: ignore[attr-defined]


got_request_exception.connect(remember, dispatch_uid="memoire_site.database_trouble")


def is_passing(error: BaseException) -> bool:
    """Whether the same may work in a moment: nobody's fault, and not ours either."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in LOCKED  # the rest of the bits says why
    state = getattr(cause, "sqlstate", None)
    return state is None or state.startswith(PASSING)  # none: there was no connection to begin with


def answer(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    response: HttpResponse
    if request.path.startswith("/api/"):
        title = "Insufficient Storage" if status == 507 else "Service Unavailable"
        told = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        response = JsonResponse(told, status=status, content_type="application/problem+json")
    else:
        page = render_to_string("busy.html", {"detail": detail, "may_repeat": request.method in {"GET", "HEAD"}})
        response = HttpResponse(page, status=status)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
