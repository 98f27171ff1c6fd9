"""The queryset through which every row that feeds a projection is written."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import NotSupportedError, models, transaction

from projections import outbox, registry


class ProjectedQuerySet(models.QuerySet[Any]):
    """Writes rows and their outbox entries in one transaction.

    `create`, `get_or_create`, `update_or_create` and `save` come through `ProjectedModel.save_base`; `bulk_update`,
    related managers and SET_NULL through `update`; what is deleted announces itself by a signal. Raw SQL passes by.
    """

    def update(self, **values: Any) -> int:
        self._for_write = True
        if not registry.feeds(self.model, values):
            return super().update(**values)
        if self.query.is_sliced:
            raise TypeError("Cannot update a query once a slice has been taken.")
        changed = 0
        with transaction.atomic(using=self.db):
            # The rows are locked first: one that began to match in between would change without an entry.
            pks = list(self.locked_pks())
            with outbox.announcing(self.model, pks, using=self.db, fields=values):
                for some in outbox.in_batches(pks, outbox.ROWS_AT_ONCE):
                    changed += super(ProjectedQuerySet, self.filter(pk__in=some)).update(**values)
        self._result_cache = None
        return changed

    update.alters_data = True  # type: ignore[attr-defined]

    def locked_pks(self) -> models.QuerySet[Any, Any]:
        """Asks the table alone, since joins, groups and DISTINCT cannot be locked; in one order, against deadlocks."""
        matching = self.order_by().values("pk")
        rows: models.QuerySet[Any] = self.model._base_manager.using(self.db).filter(pk__in=matching).order_by("pk")
        return rows.select_for_update(no_key=True).values_list("pk", flat=True)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **options: Any) -> list[Any]:
        """As Django's; but rows that may meet existing ones must bring keys, or nobody could say which changed."""
        self._for_write = True
        rows = list(objs)
        self.refuse_unknown_rows(rows, options)  # with a store or without: nobody should learn it when they add one
        if not registry.feeds(self.model):
            return super().bulk_create(rows, *args, **options)
        with transaction.atomic(using=self.db):
            pks = [row.pk for row in rows if row.pk is not None] if options.get("update_conflicts") else []
            with outbox.announcing(self.model, pks, using=self.db):
                made = super().bulk_create(rows, *args, **options)
            # Around nothing: only now have they their keys, and where they belong is asked as it is around any write.
            with outbox.announcing(self.model, [row.pk for row in made], using=self.db):
                pass
        return made

    bulk_create.alters_data = True  # type: ignore[attr-defined]

    def refuse_unknown_rows(self, rows: Collection[Any], options: dict[str, Any]) -> None:
        pk = self.model._meta.pk
        by_key = [self.model._meta.get_field(name) for name in options.get("unique_fields") or [] if name != "pk"] in (
            [],
            [pk],
        )
        knows_rows = all(row.pk is not None for row in rows)
        if options.get("ignore_conflicts") and not knows_rows:
            raise NotSupportedError(
                "ignore_conflicts needs rows that have their keys, so that their copies can follow."
            )
        if options.get("update_conflicts") and not (by_key and knows_rows):
            raise NotSupportedError(
                "update_conflicts needs the primary key as its only unique field, and rows that have it."
            )

    def _raw_delete(self, using: str | None) -> int:
        """Django's way to delete without looking at the rows; with a projection it has to look."""
        alias = using or self.db
        if not registry.feeds(self.model):
            return super()._raw_delete(using)
        with transaction.atomic(using=alias), outbox.announcing(self.model, list(self.locked_pks()), using=alias):
            deleted: int = super()._raw_delete(using)
        return deleted
