"""Firestore: the client, and projections onto a collection whose documents may have numbered parts.

The emulator that tests use knows neither BatchWrite nor the listing of subcollections, and ignores preconditions. So:
plain batches, parts named by their number and counted in their document, and nothing that relies on a precondition.
"""

import functools
import json
import os
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

from django.conf import settings

from projections.errors import Overtaken, StoreError
from projections.fencing import FencingToken
from projections.outbox import in_batches
from projections.registry import Projection

CALL_SECONDS = 10.0
MOST_WRITES = 400  # a commit takes 500
MOST_BYTES = 3_000_000  # a request takes 10 MiB, and the emulator 4
DOCUMENT_BYTES = 1_000_000  # a document takes 1 MiB, with its name and a little for each field
LISTING_SECONDS = 300.0
MARKS = "projections"


def is_configured() -> bool:
    return bool(settings.FIRESTORE_PROJECT_ID)


def client() -> Any:
    """This process's client: a forked worker must not speak through its parent's connection."""
    return client_of(
        os.getpid(),
        settings.FIRESTORE_PROJECT_ID,
        settings.FIRESTORE_CREDENTIALS_PATH,
        settings.FIRESTORE_EMULATOR_HOST,
    )


@functools.cache
def client_of(_process: int, project: str, credentials_path: str, emulator: str) -> Any:
    from google.cloud import firestore  # noqa: PLC0415 - slow, and not wanted where no store is configured

    if emulator:
        os.environ["FIRESTORE_EMULATOR_HOST"] = emulator  # the only way to tell the library
    if credentials_path and not emulator:
        made: Any = firestore.Client
        return made.from_service_account_json(credentials_path, project=project)
    return firestore.Client(project=project)


@contextmanager
def asking() -> Iterator[None]:
    """Turns the library's errors into StoreError. What another document would meet as well is not permanent."""
    from google.api_core import exceptions as api  # noqa: PLC0415 - see above
    from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415

    try:
        yield
    except (api.InvalidArgument, api.FailedPrecondition, api.OutOfRange) as error:
        raise StoreError(f"Firestore does not take this document ({type(error).__name__}).", permanent=True) from error
    except (api.GoogleAPICallError, api.RetryError, GoogleAuthError, OSError) as error:
        raise StoreError(f"Firestore does not answer as it should ({type(error).__name__}).") from error


@dataclass(frozen=True)
class Document:
    """A document's fields, and those of its parts in order."""

    fields: Mapping[str, Any]
    parts: Sequence[Mapping[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Write:
    """One write of a commit; without fields it deletes."""

    path: str
    fields: Mapping[str, Any] | None = None

    @functools.cached_property
    def size(self) -> int:
        """Bytes, somewhat more than Firestore counts."""
        return len(json.dumps(self.fields, default=str, ensure_ascii=False).encode()) if self.fields else 100


class FirestoreProjection(Projection[Document]):
    """`{collection}/{key}`, and `{collection}/{key}/{parts}/{number}` counted in the field `parts_count`."""

    collection: ClassVar[str]
    parts: ClassVar[str] = ""
    parts_count: ClassVar[str] = ""

    def is_configured(self) -> bool:
        return is_configured()

    @abstractmethod
    def read(self, keys: Sequence[str]) -> dict[str, Document]: ...

    def write(self, documents: Mapping[str, Document], fence: FencingToken | None = None) -> None:
        counts = self.counts(list(documents))
        with asking():
            commit(
                (self.writes_of(key, each, counts.get(key, 0)) for key, each in documents.items()), self.fence(fence)
            )

    def writes_of(self, key: str, document: Document, stored_parts: int) -> list[Write]:
        """The document first: if we stop half way, it counts every part there may be, and none is forgotten."""
        path, parts = f"{self.collection}/{key}", list(document.parts)
        writes = [Write(path, document.fields)]
        writes += [Write(f"{path}/{self.parts}/{number}", fields) for number, fields in enumerate(parts)]
        for write in writes:
            if write.size > DOCUMENT_BYTES:
                raise StoreError(f"A document of {write.size} bytes is more than Firestore takes.", permanent=True)
        surplus = [Write(f"{path}/{self.parts}/{number}") for number in range(len(parts), stored_parts)]
        # Torn over several commits, the document must go on counting the old parts until they are gone, or nobody would ever delete them.
        if surplus and not fits(writes + surplus):
            still_counted = {**document.fields, self.parts_count: stored_parts}
            return [Write(path, still_counted), *surplus, *writes]
        return writes + surplus

    def erase(self, keys: Sequence[str], fence: FencingToken | None = None) -> None:
        counts = self.counts(keys)
        groups = ([*self.part_writes(key, counts.get(key, 0)), Write(f"{self.collection}/{key}")] for key in keys)
        with asking():
            commit(groups, self.fence(fence))

    def fence(self, marker: FencingToken | None) -> "Fence | None":
        return Fence(self.mark_path, marker) if marker else None

    @property
    def mark_path(self) -> str:
        return f"{MARKS}/{self.name}"

    def marker(self) -> FencingToken | None:
        return mark_in(self.get([self.mark_path]).get(self.mark_path))

    def mark(self, marker: FencingToken) -> None:
        with asking():
            send_writes([Write(self.mark_path, asdict(marker))], Fence(self.mark_path, marker, is_new=True))

    def part_writes(self, key: str, count: int) -> list[Write]:
        return [Write(f"{self.collection}/{key}/{self.parts}/{number}") for number in range(count)]

    def counts(self, keys: Sequence[str]) -> dict[str, int]:
        """How many parts each document says that it has."""
        if not self.parts:
            return {}
        found = self.get([f"{self.collection}/{key}" for key in keys], [self.parts_count])
        return {path.rsplit("/", 1)[-1]: int(fields.get(self.parts_count, 0)) for path, fields in found.items()}

    def stored(self, keys: Sequence[str]) -> dict[str, Document]:
        found = self.get([f"{self.collection}/{key}" for key in keys])
        return {
            key: self.stored_document(key, found[path]) for key in keys if (path := f"{self.collection}/{key}") in found
        }

    def stored_document(self, key: str, fields: Mapping[str, Any]) -> Document:
        paths = [
            write.path for write in self.part_writes(key, int(fields.get(self.parts_count, 0)) if self.parts else 0)
        ]
        parts = self.get(paths)
        return Document(fields, [parts.get(path, {}) for path in paths])

    def get(self, paths: Sequence[str], field_paths: Sequence[str] | None = None) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        with asking():
            for some in in_batches(paths, 100):
                references = [client().document(path) for path in some]
                snapshots = client().get_all(references, field_paths, retry=None, timeout=CALL_SECONDS)
                found |= {each.reference.path: each.to_dict() or {} for each in snapshots if each.exists}
        return found

    def stored_keys(self) -> Iterator[str]:
        """In one stream, which stays small: the emulator does not page by name."""
        with asking():
            names = client().collection(self.collection).select([])
            for snapshot in names.stream(retry=None, timeout=LISTING_SECONDS):
                yield snapshot.id


def fits(writes: Sequence[Write]) -> bool:
    """Whether these can be one commit."""
    return len(writes) <= MOST_WRITES and sum(write.size for write in writes) <= MOST_BYTES


@dataclass(frozen=True)
class Fence:
    """The mark that writes need; with `is_new`, the one that is about to be left."""

    path: str
    marker: FencingToken
    is_new: bool = False

    def holds(self, stored: FencingToken | None) -> bool:
        return self.marker.may_follow(stored) if self.is_new else stored == self.marker


def mark_in(fields: Mapping[str, Any] | None) -> FencingToken | None:
    return FencingToken(fields["incarnation"], fields["turn"]) if fields else None


def commit(groups: Iterable[list[Write]], fence: Fence | None = None) -> None:
    """Writes in few commits. A group that fits into one is never torn, so that readers see all of it or nothing."""
    waiting: list[Write] = []
    room = MOST_BYTES
    for group in groups:
        size = sum(write.size for write in group)
        if waiting and (len(waiting) + len(group) > MOST_WRITES or size > room):
            send_writes(waiting, fence)
            waiting, room = [], MOST_BYTES
        waiting += group
        room -= size
        while room < 0 or len(waiting) > MOST_WRITES:
            some = longest_start(waiting)
            send_writes(waiting[:some], fence)
            waiting = waiting[some:]
            room = MOST_BYTES - sum(write.size for write in waiting)
    if waiting:
        send_writes(waiting, fence)


def longest_start(writes: Sequence[Write]) -> int:
    total = 0
    for number, write in enumerate(writes[:MOST_WRITES]):
        total += write.size
        if total > MOST_BYTES:
            return max(1, number)
    return min(len(writes), MOST_WRITES)


def send_writes(writes: Sequence[Write], fence: Fence | None = None) -> None:
    """One commit. With a fence it is a transaction: Firestore refuses it when the mark changed after it was read.

    Nothing is tried again here: the drain does, with a pause that staff can see.
    """
    batch = client().transaction(max_attempts=1) if fence else client().batch()
    if fence:
        begin_transaction(batch)
        mark = client().document(fence.path).get(transaction=batch, retry=None, timeout=CALL_SECONDS)
        if not fence.holds(mark_in(mark.to_dict())):
            raise Overtaken
    for write in writes:
        reference = client().document(write.path)
        batch.delete(reference) if write.fields is None else batch.set(reference, dict(write.fields))
    if fence:
        finish(batch)
    else:
        batch.commit(retry=None, timeout=CALL_SECONDS)


def begin_transaction(transaction: Any) -> None:
    """As the library's own `_begin`, but with a time limit, which it does not offer."""
    request = {"database": client()._database_string, "options": {"read_write": {}}}
    transaction._id = api_call("begin_transaction", request).transaction


def finish(transaction: Any) -> None:
    """As `_commit`, with a time limit."""
    database, writes = client()._database_string, transaction._write_pbs
    api_call("commit", {"database": database, "writes": writes, "transaction": transaction._id})


def api_call(name: str, request: dict[str, Any]) -> Any:
    call = getattr(client()._firestore_api, name)
    return call(request=request, metadata=client()._rpc_metadata, retry=None, timeout=CALL_SECONDS)


def probe() -> None:
    """Asks one question; raises StoreError."""
    with asking():
        client().document("probes/health").get(timeout=3.0, retry=None)
