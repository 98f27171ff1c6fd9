"""The page that shows both, where what a form was to change was changed meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from families.dates.typed_dates import by_rule
from families.dates.when import describe
from families.editing.versions import Clash
from families.text.field_labels import Labels, label_of, labels_at
from families.text.writing import DayField

UNSEEN = {"csrfmiddlewaretoken", "version"}
WRITTEN = {"text", "name", "new", "title", "summary", "edtf", "reason", "sounds_like"}


@dataclass(frozen=True)
class Said:
    """A field of the row, and what it says now."""

    label: str
    now: str


class ClashPage:
    """Answers a clash that no view has answered with 409: what stands now, and the same form again with what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Clash):
            return None
        sent = [(name, value) for name, values in request.POST.lists() if name not in UNSEEN for value in values]
        labels = labels_at(request.path)
        told = {
            "now": error.now,
            "changed": error.told_to(request.user),
            "said": [said(error.now, name, labels) for name in sorted(error.names)],
            "written": [
                (name, label_of(name, labels), written(error, name, value)) for name, value in sent if name in WRITTEN
            ],
            "rest": [(name, value) for name, value in sent if name not in WRITTEN],
        }
        return render(request, "families/clash.html", told, status=409)


def said(row: Any, name: str, labels: Labels) -> Said:
    field = row._meta.get_field(name)
    label = labels.get(name) or str(field.verbose_name).capitalize()
    return Said(label, in_words(row, field.name))


def in_words(row: Any, name: str) -> str:
    """What a field of the row says now, as people read it."""
    shown = getattr(row, f"get_{name}_display", None)
    value = shown() if shown else getattr(row, name)
    if isinstance(row._meta.get_field(name), DayField) and value:
        value = describe(value)
    return "" if value is None else str(value)


def written(error: Clash, name: str, typed: str) -> str:
    """What stands in the form to be sent again: as it was typed, or as it is now where the writer has not touched it."""
    now = getattr(error.now, name, None)
    if name not in error.asked or error.asked[name] != now:
        return typed
    shown = in_words(error.now, name)
    return shown if by_rule(shown) == now else str(now)
