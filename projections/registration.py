"""How an app says what of its rows is copied: the projection becomes known, and its models are watched from then on."""

from typing import Any

from django.db.models import signals

from projections import outbox, registry


def register(projection: registry.Projection[Any]) -> None:
    registry.add(projection)
    for model in [projection.model, *projection.watches]:
        signals.pre_delete.connect(outbox.before_delete, sender=model, dispatch_uid="projections")
        signals.post_save.connect(outbox.after_raw_save, sender=model, dispatch_uid="projections")
