"""For migrations: rows that were written before their columns cleaned what is written, and before names had a fold.

Nothing is merged: what turns out to be called the same stays two rows, of which the later is a `twin`. Logs bear ids only.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from django.db import IntegrityError, models, transaction

from families.text.letters import folded

log = structlog.get_logger(__name__)
AT_ONCE = 500
Cleaning = Callable[[Any], Any]


def clean_rows(model: type[models.Model], **columns: Cleaning) -> None:
    """Writes the columns of old rows as they would be written today. What would then stand there twice stays as it is."""
    rows = model._base_manager.order_by("pk").values_list("pk", *columns)
    for pk, *values in rows.iterator(chunk_size=AT_ONCE):
        clean = {name: tidy(value) for (name, tidy), value in zip(columns.items(), values, strict=True) if value}
        changed = {name: value for name, value in clean.items() if value != values[list(columns).index(name)]}
        if changed:
            rewrite(model, pk, changed)


def rewrite(model: type[models.Model], pk: Any, changed: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=pk).update(**changed)
    except IntegrityError:
        log.warning("old_row_not_cleaned", model=model._meta.label_lower, id=str(pk), columns=sorted(changed))


def fold_rows(
    model: type[models.Model], *, of: str = "name", order: Iterable[str] = ("pk",), standing: models.Q | None = None
) -> None:
    """Gives every row its fold and, where a family has several that are called the same, its number among them."""
    met: Counter[tuple[Any, str]] = Counter()
    here = set(model._base_manager.filter(standing or models.Q()).values_list("pk", flat=True))
    for row in model._base_manager.order_by(*order).only("pk", of, "folded", "twin", "family").iterator(AT_ONCE):
        row.folded = folded(getattr(row, of))  # type: ignore[attr-defined]
        if row.pk in here:
            row.twin = met[row.family_id, row.folded]  # type: ignore[attr-defined]
            met[row.family_id, row.folded] += 1  # type: ignore[attr-defined]
            if row.twin:  # type: ignore[attr-defined]
                log.warning("called_the_same", model=model._meta.label_lower, id=str(row.pk))
        row.save(update_fields=["folded", "twin"])


def fold_names(model: type[models.Model]) -> None:
    """The same where one name may stand in any number of rows."""
    for name in model._base_manager.order_by().values_list("name", flat=True).distinct():
        model._base_manager.filter(name=name).update(folded=folded(name))


def tell_twins_apart(model: type[models.Model], *, of: str = "name") -> None:
    """The way back, to where two rows could not be called the same: the later get a number."""
    longest: Any = getattr(model._meta.get_field(of), "max_length")  # noqa: B009 - the stubs know relations too
    for row in model._base_manager.filter(twin__gt=0).order_by("pk"):
        number = f" ({row.twin + 1})"  # type: ignore[attr-defined]
        setattr(row, of, getattr(row, of)[: longest - len(number)] + number)
        row.save(update_fields=[of])
