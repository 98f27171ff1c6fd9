"""The base of every model whose rows are copied to another store, or change such a copy."""

from collections.abc import Iterable
from typing import Any

from django.db import models, router

from projections import outbox
from projections.entries import Drainer, Entry

__all__ = ["Drainer", "Entry", "ProjectedModel"]


class ProjectedModel(models.Model):
    """A row that commits together with the entries that its copies follow.

    A subclass makes its manager `objects` from a ProjectedQuerySet, and its Meta inherits from this one: Django then
    takes that manager for cascades and related rows as well. A system check holds it to both.
    """

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save_base(
        self,
        raw: bool = False,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        alias = using or router.db_for_write(type(self), instance=self)
        with outbox.announcing_save(self, using=alias, fields=update_fields):
            super().save_base(raw, force_insert, force_update, alias, update_fields)
