"""Versions for clients: in the body or as If-Match; 409 with both states where somebody else was first."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import APIException, UnsupportedMediaType
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from families.editing.versions import Clash, Edited, as_read

HELP = "What you have read: `version` of the last GET. It may also come as If-Match. 409 where it is another by now."


class VersionField(serializers.CharField):
    """Sent along with a change, so that it replaces nothing that its sender has not seen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"read_only": True, "help_text": HELP, **options})


class VersionSerializer(serializers.Serializer):
    """A change that says nothing but what was read."""

    version = serializers.CharField(required=False, help_text=HELP)


class ChangedMeanwhile(APIException):
    """409 with `current`, the row as it stands, and `asked`, what was to be written."""

    status_code = 409
    default_code = "changed_meanwhile"

    def __init__(self, said: str, current: Any, asked: Any) -> None:
        super().__init__(said)
        self.detail: Any = {
            "detail": f"{said} Both are here: choose, and send it again.",
            "current": current,
            "asked": asked,
        }


def version_read(request: Request) -> str | None:
    """The version that a request names; None where it names none."""
    if request.method in SAFE_METHODS:
        return None
    named = request.headers.get("If-Match") or body_of(request).get("version")
    if named is None or named == "*":
        return None
    return str(named).removeprefix("W/").strip('"')


def body_of(request: Request) -> dict[str, Any]:
    """Nothing where the request bears none that we read, as most that delete."""
    try:
        return request.data if isinstance(request.data, dict) else {}
    except UnsupportedMediaType:
        return {}


class VersionedMixin:
    """A viewset whose rows bear what a request says that it has read. It answers 409 with both states to a clash."""

    def get_object(self) -> Any:
        row = super().get_object()  # type: ignore[misc]
        return as_read(row, version_read(self.request)) if isinstance(row, Edited) else row  # type: ignore[attr-defined]

    def handle_exception(self, error: Exception) -> Response:
        if isinstance(error, Clash):
            asked = {name: value for name, value in body_of(self.request).items() if name != "version"}  # type: ignore[attr-defined]
            error = ChangedMeanwhile(error.told_to(self.request.user), self.state_of(error.now), asked)  # type: ignore[attr-defined]
        answer: Response = super().handle_exception(error)  # type: ignore[misc]
        return answer

    def state_of(self, row: Any) -> Any:
        """The row as a GET answers."""
        self.action = "retrieve"
        return self.get_serializer(self.get_queryset().get(pk=row.pk)).data  # type: ignore[attr-defined]
