"""Requests by somebody who has signed in, as they come to views behind `login_required` and to viewsets behind IsAuthenticated.

For the reader and for mypy: what comes is Django's own request, or REST framework's.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails
from rest_framework.request import Request

from families.models import Family, User


class AuthenticatedHttpRequest(HttpRequest):
    """`family` is whose page it becomes: `access.find` and `access.find_family` say so."""

    user: User
    family: Family
    htmx: HtmxDetails


class AuthenticatedRequest(Request):
    """The same by way of the API."""

    user: User
    family: Family


def user_of(request: HttpRequest | Request) -> User:
    """Who asks, where the signature of a method is not ours: in the admin and in viewsets. Raises PermissionDenied for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied("Sign in first.")
    return request.user
