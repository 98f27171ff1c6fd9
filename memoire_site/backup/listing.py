"""Which files a database speaks of. Asked in plain SQL, of a copy that is no connection of Django's as well as of one that is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from audio.models import Recording, Upload


@dataclass(frozen=True)
class Named:
    """A file in the storage of recordings. `sha256` and `size` as its row says, where it says so; `of` names the row for people."""

    name: str
    of: str
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Unfinished:
    """An upload under way, of which so many bytes were promised to be safe."""

    file: str
    offset: int


@dataclass(frozen=True)
class Listing:
    files: list[Named]
    uploads: list[Unfinished]


def read_listing(cursor: Any) -> Listing:
    """`cursor` is one of the DB API, at the moment of the copy."""
    return Listing(sorted(files(cursor), key=lambda each: each.name), list(uploads(cursor)))


def files(cursor: Any) -> Iterator[Named]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                yield from files_of(cursor, model, field)


def files_of(cursor: Any, model: type[models.Model], field: models.FileField) -> Iterator[Named]:
    is_original = model is Recording and field.name == "original"
    facts = ["size", "sha256"] if is_original else []
    columns = [str(model._meta.pk.column), str(field.column), *facts]
    for pk, name, *known in rows(cursor, model, columns):
        if name:
            yield Named(name, f"the {field.name} of {model._meta.verbose_name} {pk}", *known)


def uploads(cursor: Any) -> Iterator[Unfinished]:
    for pk, offset, recording in rows(cursor, Upload, ["id", "offset", "recording_id"]):
        if recording is None and offset:
            yield Unfinished(Upload(pk=UUID(str(pk))).path.name, offset)


def rows(cursor: Any, model: type[models.Model], columns: list[str]) -> list[tuple[Any, ...]]:
    named = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(f'SELECT {named} FROM "{model._meta.db_table}"')  # noqa: S608 - names of our own models
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
