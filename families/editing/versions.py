"""What somebody had read when they wrote, so that no later change replaces an earlier one unseen.

A row's `version` is made of what people may edit in it: one part for each field, so that it can be told which of them was
changed. Nothing is stored for it. Pages send it in a hidden field, clients in the body or as If-Match. It is compared
while the row is locked, in the transaction that writes.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

Row = TypeVar("Row", bound="Edited")
BY_ANYBODY = "by somebody else, or by you in another window"


class Edited:
    """A row that people edit. `version_read` is what the writer of a request had read; None where they do not say."""

    edited_fields: ClassVar[tuple[str, ...]] = ()
    noted_in: ClassVar[str] = (
        ""  # where it is noted who changed it: a person, or rows that have one in `by`, the latest first
    )
    version_read: str | None = None

    @property
    def version(self) -> str:
        """Another text as soon as one of its edited fields says something else."""
        return version_of(self, self.edited_fields)

    def notes_of(self, names: Iterable[str]) -> Any:
        """What was noted when these fields came to say what they say; None where nothing is."""
        return getattr(self, self.noted_in) if self.noted_in else None

    def changed_by(self, names: Iterable[str]) -> Any:
        """Who wrote what these fields say; None where we do not know."""
        notes = self.notes_of(names)
        latest = notes.first() if hasattr(notes, "first") else notes
        return getattr(latest, "by", latest)


class Clash(Exception):
    """What is to be changed was changed since the writer read it, by somebody else or by themselves elsewhere.

    `now` is the row as it stands, `asked` what was to be written, `names` the fields that differ.
    """

    def __init__(self, now: Any, names: Iterable[str], asked: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"This has been changed since you opened it, {BY_ANYBODY}.")
        self.now, self.names, self.asked = now, frozenset(names), dict(asked or {})

    def told_to(self, reader: Any, what: str = "this") -> str:
        """The sentence that says who was first: "You changed this line elsewhere since you opened it."."""
        by = self.now.changed_by(self.names) if isinstance(self.now, Edited) else None
        if by is None:
            return f"{what[0].upper()}{what[1:]} has been changed since you opened it, {BY_ANYBODY}."
        if by.pk == reader.pk:
            return f"You changed {what} elsewhere since you opened it."
        return f"{by} has changed {what} since you opened it."


def version_of(row: Any, fields: Iterable[str]) -> str:
    return "-".join(part_of(getattr(row, name)) for name in fields)


def part_of(value: Any) -> str:
    """Ten hexadecimal digits of a SHA-256. Rows count by their keys, several of them in any order."""
    # A part tells one state of a field from the few others that it was in; nobody has a reason to forge one.
    return hashlib.sha256(json.dumps(plain(value), cls=DjangoJSONEncoder).encode()).hexdigest()[:10]


def plain(value: Any) -> Any:
    if isinstance(value, Model):
        return str(value.pk)
    if not isinstance(value, str | bytes | Mapping) and isinstance(value, Iterable):
        return sorted(str(plain(each)) for each in value)
    return "" if value is None else str(value)


def changed_since(row: Any, read: str | None, fields: Iterable[str], *, only: Iterable[str] = ()) -> list[str]:
    """The fields, or those `only`, that say something else than in the version that was read; none without a version."""
    if read is None:
        return []
    names = list(fields)
    parts = read.split("-")
    known = dict(zip(names, parts, strict=True)) if len(parts) == len(names) else {}
    return [name for name in only or names if known.get(name) != part_of(getattr(row, name))]


def expect(now: Edited, writer: Edited, *only: str, asked: Mapping[str, Any] | None = None) -> None:
    """Raises Clash where the locked row differs from what the writer had read, but not where it says already what is asked."""
    names = changed_since(now, writer.version_read, now.edited_fields, only=only)
    is_done = asked and all(part_of(getattr(now, name)) == part_of(value) for name, value in asked.items())
    if names and not is_done:
        raise Clash(now, names, asked)


def merged(now: Edited, read: str | None, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What of a whole form is to be written: what its writer did not touch stays as it is now.

    Raises Clash for a field that both have changed.
    """
    differing = set(changed_since(now, read, now.edited_fields, only=asked))
    mine = {name: value for name, value in asked.items() if is_touched(now, read, name, value)}
    clashing = [name for name in mine if name in differing and part_of(getattr(now, name)) != part_of(mine[name])]
    if clashing:
        raise Clash(now, clashing, {name: mine.get(name, getattr(now, name)) for name in asked})
    return mine


def is_touched(now: Edited, read: str | None, name: str, value: Any) -> bool:
    """Whether the value is another than the one that was read."""
    if read is None:
        return True
    parts = dict(zip(now.edited_fields, read.split("-"), strict=False))
    return parts.get(name) != part_of(value)


def as_read(row: Row, version: str | None) -> Row:
    """The row, with what its writer had read of it."""
    row.version_read = version
    return row
