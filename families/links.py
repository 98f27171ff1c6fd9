"""What points at a row and can do without it: taken off while the row is hidden, put back when it returns."""

from typing import Any

from django.apps import apps
from django.db import models

Links = dict[str, list[Any]]
"""The keys of the rows that pointed at it, by "app.model.field"."""
AT_ONCE = 500


def part_links(row: models.Model) -> Links:
    """Takes the row out of every field that may stand empty, and returns where it stood."""
    found: Links = {}
    for relation in row._meta.related_objects:
        field = relation.field
        if relation.on_delete is not models.SET_NULL:
            continue
        rows = field.model._base_manager.filter(**{field.name: row.pk})
        if keys := [str(pk) for pk in rows.values_list("pk", flat=True)]:
            rows.update(**{field.name: None})
            found[f"{field.model._meta.label_lower}.{field.name}"] = keys
    return found


def join_links(row: models.Model, links: Links) -> None:
    """Puts the row back where it stood; where somebody else stands now, they stay."""
    put(None, row.pk, links)


def take_from_links(row: models.Model, links: Links) -> None:
    """Takes the row out of those of these places where it stands now."""
    put(row.pk, None, links)


def put(before: Any, after: Any, links: Links) -> None:
    """Writes a key, or None, wherever another stands in these places."""
    for place, keys in links.items():
        label, name = place.rsplit(".", 1)
        standing = apps.get_model(label)._base_manager.filter(**{name: before})
        for start in range(0, len(keys), AT_ONCE):
            standing.filter(pk__in=keys[start : start + AT_ONCE]).update(**{name: after})
