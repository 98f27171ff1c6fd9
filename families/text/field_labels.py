"""What a form calls its fields: said beside the view that it is sent to, for pages that show what was typed elsewhere."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.forms import BaseForm
from django.forms.models import _get_foreign_key, fields_for_model
from django.urls import Resolver404, resolve

View = TypeVar("View", bound=Callable[..., Any])
Labels = Mapping[str, str]


def asks(*kinds: type[BaseForm], **labels: str) -> Callable[[View], View]:
    """Of a view: which forms it takes, or the labels of a form that is written in its template, by the names of the fields."""

    def note(view: View) -> View:
        view.field_labels = {**labels_in(*(kind.base_fields for kind in kinds)), **labels}  # type: ignore[attr-defined]
        return view

    return note


def labels_in(*fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(field.label) for each in fields for name, field in each.items() if field.label}


def labels_at(address: str) -> Labels:
    """Of the form that is sent to this address; nothing where its view says none."""
    try:
        view = resolve(urlsplit(address).path).func
    except Resolver404:
        return {}
    model_admin = getattr(view, "model_admin", None)
    return labels_of_admin(model_admin) if model_admin else getattr(view, "field_labels", {})


def labels_of_admin(model_admin: Any) -> Labels:
    """Of a row's form in the admin, and of the rows within it: "mentions-name"."""
    found = labels_in(fields_for_model(model_admin.model), model_admin.form.base_fields)
    for inline in model_admin.inlines:
        key = _get_foreign_key(model_admin.model, inline.model, fk_name=inline.fk_name)
        prefix = key.remote_field.get_accessor_name()
        own = labels_in(fields_for_model(inline.model), inline.form.base_fields)
        found |= {f"{prefix}-{name}": label for name, label in own.items()}
    return found | getattr(model_admin, "field_labels", {})


def label_of(name: str, labels: Labels) -> str:
    """Of one field: "mentions-0-name" is in a row of "mentions-name", "text-0af3…" is one "text" of many. What nobody has
    named is called by its own first word.
    """
    first = name.partition("-")[0]
    for known in (name, re.sub(r"-\d+-", "-", name), first):
        if known in labels:
            return labels[known]
    return first.replace("_", " ").capitalize()
