"""What every page knows: the family it is about."""

from typing import Any

from django.http import HttpRequest

from families.http import user_of


def family(request: HttpRequest) -> dict[str, Any]:
    """`may_keep` and `family` for the page's head; views set `request.family` when they find the family."""
    found = getattr(request, "family", None)
    if not found:
        return {"family": None, "may_keep": False}
    return {"family": found, "may_keep": user_of(request).is_keeper_of(found)}
