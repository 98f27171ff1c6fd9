"""Reasons typed beside the stories of a review page, which no button of that page throws away.

A button stores the lines and answers with a redirect. What was typed to send a story back and is not sent yet waits in the
session of whoever typed it, until the page is shown again.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest

REASON = "reason-"
KEPT = "kept reasons"


def reasons_in(sent: Mapping[str, Any]) -> dict[str, str]:
    """What came along, by the key of the story."""
    found = {name.removeprefix(REASON): str(sent[name]) for name in sent if name.startswith(REASON)}
    return {key: reason for key, reason in found.items() if reason.strip()}


def keep_reasons(request: HttpRequest, page: UUID, *, but: UUID | None = None) -> None:
    """For the next time that the page of this transcript or story is shown; `but` is the story whose reason is sent."""
    reasons = {key: reason for key, reason in reasons_in(request.POST).items() if key != str(but)}
    if reasons:
        request.session[KEPT] = {**request.session.get(KEPT, {}), str(page): reasons}


def take_reasons(request: HttpRequest, page: UUID | str) -> dict[str, str]:
    """What the page is to show: what came along just now, or what was kept. Then it is not kept any more."""
    kept = request.session.get(KEPT, {})
    mine = kept.pop(str(page), {})
    if mine:
        request.session[KEPT] = kept
    return {**mine, **reasons_in(request.POST)}
