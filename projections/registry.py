"""What is copied where: each app registers its own projections in its `projections.py`."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django.db import models

from projections.fencing import FencingToken

Document = TypeVar("Document")
Model = type[models.Model]


@dataclass(frozen=True)
class Watch:
    """How a change of one row reaches another's copy.

    `path` is the lookup from the watched row to the projected row's key: "transcript_id", "mentions__story_id".
    With `fields`, only a change of one of these counts: a heartbeat need not be copied.
    """

    path: str
    fields: frozenset[str] | None = None

    def is_touched_by(self, model: Model, names: Iterable[str] | None) -> bool:
        """Whether writing the fields `names` matters; None means that all may have changed."""
        if self.fields is None or names is None:
            return True
        return any(name == "pk" or model._meta.get_field(name).name in self.fields for name in names)


class Projection(ABC, Generic[Document]):
    """A copy of one model's rows in one store, under the row's primary key.

    The drain asks `read` for the rows as they are now, writes what it got and erases what it did not get. So writing,
    retrying and rebuilding are the same thing, and every method must be safe to repeat. All raise StoreError.
    Add one to `version` when `read` gives documents another shape: all rows are then copied again in the background.
    `grouped_by` is a column of the model, a foreign key's, say: rows that have the same in it cost the least when they are copied
    together, so a rebuild announces them one after the other.
    """

    name: ClassVar[str]
    model: ClassVar[Model]
    watches: ClassVar[Mapping[Model, Sequence[Watch]]] = {}
    version: ClassVar[int] = 1
    batch: ClassVar[int] = 400
    grouped_by: ClassVar[str] = ""

    @abstractmethod
    def is_configured(self) -> bool:
        """Whether there is a store to copy to. It asks the settings only, and imports no client library."""

    @abstractmethod
    def read(self, keys: Sequence[str]) -> dict[str, Document]:
        """What the store should hold, by key, in a constant number of queries. A key without a row is left out."""

    @abstractmethod
    def write(self, documents: Mapping[str, Document], fence: FencingToken | None = None) -> None:
        """Raises Overtaken, and writes nothing, when the store has another mark than `fence`."""

    @abstractmethod
    def erase(self, keys: Sequence[str], fence: FencingToken | None = None) -> None:
        """Held to `fence` as `write` is."""

    @abstractmethod
    def stored(self, keys: Sequence[str]) -> dict[str, Document]:
        """What the store does hold, in the form of `read`."""

    @abstractmethod
    def stored_keys(self) -> Iterator[str]:
        """Every key in the store."""

    @abstractmethod
    def marker(self) -> FencingToken | None:
        """The mark that the last turn left; None in a store that is new or was emptied."""

    @abstractmethod
    def mark(self, marker: FencingToken) -> None:
        """Leaves a mark. Raises Overtaken when a later turn was first."""


@dataclass(frozen=True)
class Feed:
    """That writes to a model change a projection."""

    projection: Projection[Any]
    watch: Watch


OWN_KEY = Watch("pk")
_projections: dict[str, Projection[Any]] = {}


def add(projection: Projection[Any]) -> None:
    """Makes it known; `registration.register` also has its models watched."""
    _projections[projection.name] = projection


def registered() -> list[Projection[Any]]:
    return list(_projections.values())


def configured() -> list[Projection[Any]]:
    return [projection for projection in _projections.values() if projection.is_configured()]


def named(name: str) -> Projection[Any]:
    """Raises KeyError for a projection that no app registers."""
    return _projections[name]


def feeds(model: Model, fields: Iterable[str] | None = None) -> list[Feed]:
    """The configured projections that a write of these fields of a model changes; None means all fields."""
    concrete, names = model._meta.concrete_model or model, None if fields is None else list(fields)
    found = []
    for projection in configured():
        own = [OWN_KEY] if projection.model is concrete else []
        watches = [*own, *projection.watches.get(concrete, ())]
        found += [Feed(projection, watch) for watch in watches if watch.is_touched_by(concrete, names)]
    return found
