"""Rows that are called something: found by that however it is written, on every database; see `letters.folded`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models

from families.querysets import FamilyOwnedQuerySet
from families.text.letters import as_name, folded
from families.text.writing import FoldedField


class CalledQuerySet(FamilyOwnedQuerySet):
    """Keeps the fold up to date also where rows are written without their `save`."""

    def called(self, name: str) -> Self:
        """All that are called so. Nobody is called nothing."""
        wanted = folded(name)
        return self.filter(folded=wanted) if wanted else self.none()

    def one_called(self, name: str) -> Any:
        """The one that is called so, or None; of two that were there before names had a fold, the one that is written so."""
        found = list(self.called(name).order_by("twin"))
        exactly = [row for row in found if getattr(row, row.called_by) == as_name(name)]
        return next(iter([*exactly, *found]), None)

    def update(self, **values: Any) -> int:
        return super().update(**values, **self.folds(values))

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        rows, names = list(objs), list(fields)
        if self.model.called_by in names:
            for row in rows:
                row.folded = folded(getattr(row, self.model.called_by))
            names.append("folded")
        return super().bulk_update(rows, names, batch_size)

    bulk_update.alters_data = True  # type: ignore[attr-defined]

    def folds(self, values: dict[str, Any]) -> dict[str, str]:
        """What changes along with a name. An expression has no fold that we could know: bulk_update brings its own."""
        name = values.get(self.model.called_by)
        if name is None or "folded" in values:
            return {}
        if not isinstance(name, str):
            raise TypeError(f"Write {self.model.called_by} as text: nobody can fold an expression.")
        return {"folded": folded(name)}


class Called(models.Model):
    """A row that is called what its field `called_by` says."""

    called_by: ClassVar[str] = "name"

    folded = FoldedField()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        only = kwargs.get("update_fields")
        if only is not None and self.called_by in only:
            kwargs["update_fields"] = {*only, "folded"}
        super().save(*args, **kwargs)


class CalledOnce(Called):
    """A row whose name its family knows once. `twin` tells those apart that stood there before names had a fold."""

    known_as: ClassVar[str] = "The family already has “{}”."

    if TYPE_CHECKING:
        family_id: Any

    twin = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """For forms: in words, and at its field. Whoever is called the same since long ago may stay so."""
        super().clean()
        name = getattr(self, self.called_by) or ""
        if not self.is_called_anew(name) or not folded(name):
            return
        rows: Any = type(self)._base_manager
        others = rows.filter(family_id=self.family_id, folded=folded(name)).exclude(pk=self.pk)
        if known := self.rivals(others).first():
            raise ValidationError({self.called_by: self.known_as.format(known)})

    def rivals(self, others: Any) -> Any:
        """Those beside whom it cannot be called the same."""
        return others

    def is_called_anew(self, name: str) -> bool:
        rows: Any = type(self)._base_manager
        before = rows.filter(pk=self.pk).values_list("folded", "family_id").first()
        return bool(before != (folded(name), self.family_id))
