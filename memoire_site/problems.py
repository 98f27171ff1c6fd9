"""How errors come to clients of the API: as problem details (RFC 9457), whoever found them."""

from http import HTTPStatus
from typing import Any

from families.text.parsing import JSONRenderer

MEDIA_TYPE = "application/problem+json"
FIXED = {"File must be audio format", "Audio file not found"}
"""Answers that clients were promised to the letter: `detail` and nothing else, which is a whole problem too."""


def problem(data: Any, code: int) -> dict[str, Any]:
    """The members of a problem, from what REST framework says of an error.

    Where fields are wrong, `errors` says which and why, and `detail` the first of them; the names of the fields stand beside it too,
    unless they are members of a problem themselves.
    """
    told = data if isinstance(data, dict) else {"detail": data}
    detail = sentence(told.get("detail", told))
    if detail in FIXED:
        return {"detail": detail}
    members = {"type": "about:blank", "title": title(code), "status": code, "detail": detail}
    errors = {} if "detail" in told else {"errors": told}
    return {**told, **errors, **members}


def title(code: int) -> str:
    """The phrase of the status; tus has one of its own."""
    return HTTPStatus(code).phrase if code in HTTPStatus._value2member_map_ else "Checksum Mismatch"


def sentence(told: Any) -> str:
    """The first thing that is said, with the name of what it is said of."""
    while isinstance(told, dict | list) and told:
        told = next(iter(told.values())) if isinstance(told, dict) else next((each for each in told if each), "")
    return str(told or "")


class Renderer(JSONRenderer):
    """JSON, and problem details for what went wrong."""

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> Any:
        response = (renderer_context or {}).get("response")
        if response is not None and is_problem(response, data):
            response["Content-Type"] = MEDIA_TYPE
            data = problem(data, response.status_code)
        return super().render(data, accepted_media_type, renderer_context)


def is_problem(response: Any, data: Any) -> bool:
    """An error; but not how the parts are when one of them is unwell."""
    is_told = isinstance(data, dict) and "detail" in data
    return response.status_code >= 400 and data is not None and (response.exception or is_told)
