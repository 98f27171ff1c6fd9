"""Files as Firestore documents, for deployments that have nothing else to keep sound in.

`files/{name}` is the manifest of a file that is there, all of it; its bytes are in `file_chunks/{part}-{number}`. Every
chunk is at every moment accounted for, by a manifest or by a note in `file_notes/{part}` that says how many there may
be: of a file that is arriving, or of one that is leaving. So what a crash leaves behind is found without looking at any
chunk, and swept away.
"""

import errno
import hashlib
import io
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import quote

from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils import timezone
from django.utils.deconstruct import deconstructible

from projections.errors import StoreError
from projections.firestore import asking, client
from projections.outbox import in_batches

Answer = TypeVar("Answer")
FILES, CHUNKS, NOTES = "files", "file_chunks", "file_notes"
CHUNK_BYTES = 768 * 1024  # a document takes 1 MiB
CHUNKS_AT_ONCE = 3  # a request takes 10 MiB, the emulator's 4
DELETES_AT_ONCE = 300
CALL_SECONDS = 30.0
PAUSES_SECONDS = (0.5, 2.0)  # before a call is tried again: one lost packet must not cost a whole upload
SWEPT_AFTER = timedelta(days=1)


@deconstructible
class FirestoreStorage(Storage):
    """A Django storage. Needs a seekable reader's patience only: memory holds three chunks at most."""

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        if mode not in ("r", "rb"):
            raise ValueError("A stored file is only read; save it anew to change it.")
        return File(io.BufferedReader(ChunkReader(self.manifest(name)), 128 * 1024), name=name)

    def _save(self, name: str, content: "File[bytes]") -> str:
        """The manifest comes last, and never over another's: until then nobody meets the file."""
        part, digest, size, number = uuid.uuid4().hex, hashlib.sha256(), 0, 0
        for chunks in in_batches(evenly(content.chunks(CHUNK_BYTES)), CHUNKS_AT_ONCE):
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
            keep_chunks(part, number, chunks)
            number += len(chunks)
        manifest = {
            "part": part,
            "size": size,
            "chunks": number,
            "sha256": digest.hexdigest(),
            "kept_at": timezone.now(),
        }
        while not put_manifest(name, manifest):
            name = self.get_available_name(name)
        return name

    def delete(self, name: str) -> None:
        """The manifest first, so that nobody meets half a file."""
        found = self.find(name)
        if found:
            begin_to_leave(name, found)
            erase_chunks(found["part"], found["chunks"])

    def exists(self, name: str) -> bool:
        return self.find(name) is not None

    def size(self, name: str) -> int:
        return int(self.manifest(name)["size"])

    def get_modified_time(self, name: str) -> datetime:
        kept_at: datetime = self.manifest(name)["kept_at"]
        return datetime.fromtimestamp(kept_at.timestamp(), tz=timezone.get_current_timezone())

    get_created_time = get_modified_time

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """The names below a folder; folders are what stands before a slash."""
        start = f"{path.strip('/')}/" if path.strip("/") else ""
        folders, names = set(), []
        with asking_for_file():
            for snapshot in client().collection(FILES).select(["name"]).stream(retry=None, timeout=300.0):
                name = str(snapshot.get("name"))
                if name.startswith(start):
                    head, slash, _ = name[len(start) :].partition("/")
                    folders.add(head) if slash else names.append(head)
        return sorted(folders), sorted(names)

    def manifest(self, name: str) -> dict[str, Any]:
        found = self.find(name)
        if found is None:
            raise FileNotFoundError(errno.ENOENT, "No such file in Firestore", name)
        return found

    def find(self, name: str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = patiently(
            lambda: manifest_of(name).get(retry=None, timeout=CALL_SECONDS).to_dict()
        )
        return found


class ChunkReader(io.RawIOBase):
    """Reads a file from any byte on; it holds the chunk that was read last, and checks each against its hash."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        super().__init__()
        self.part, self.length = str(manifest["part"]), int(manifest["size"])
        self.place, self.held, self.chunk = 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.length}[whence]
        if base + offset < 0:
            raise OSError(errno.EINVAL, "There is nothing before the beginning of a file")
        self.place = base + offset
        return self.place

    def readinto(self, buffer: Any) -> int:
        number, start = divmod(self.place, CHUNK_BYTES)
        if self.place >= self.length:
            return 0
        if number != self.held:
            self.chunk, self.held = read_chunk(self.part, number), number
        piece = self.chunk[start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self.place += len(piece)
        return len(piece)


# --- chunks and manifests --------------------------------------------------------------------------------------------


def manifest_of(name: str) -> Any:
    return client().document(f"{FILES}/{quote(name, safe='')}")


def chunk_of(part: str, number: int) -> Any:
    return client().document(f"{CHUNKS}/{part}-{number}")


def note_of(part: str) -> Any:
    return client().document(f"{NOTES}/{part}")


def keep_chunks(part: str, first: int, chunks: list[bytes]) -> None:
    """Together with the note of how many there are now."""

    def write() -> None:
        batch = client().batch()
        batch.set(note_of(part), {"chunks": first + len(chunks), "noted_at": timezone.now()})
        for number, chunk in enumerate(chunks, start=first):
            batch.set(chunk_of(part, number), {"data": chunk, "sha256": hashlib.sha256(chunk).hexdigest()})
        batch.commit(retry=None, timeout=CALL_SECONDS)

    patiently(write)


def put_manifest(name: str, manifest: dict[str, Any]) -> bool:
    """In the place of the note. False when somebody was first with this name."""
    from google.api_core.exceptions import AlreadyExists  # noqa: PLC0415 - slow, and not wanted without a store

    def write() -> bool:
        batch = client().batch()
        batch.create(manifest_of(name), {**manifest, "name": name})
        batch.delete(note_of(manifest["part"]))
        try:
            batch.commit(retry=None, timeout=CALL_SECONDS)
        except AlreadyExists:
            there = manifest_of(name).get(retry=None, timeout=CALL_SECONDS).to_dict() or {}
            return bool(there.get("part") == manifest["part"])  # ours, of which the answer was lost
        return True

    return patiently(write)


def begin_to_leave(name: str, manifest: dict[str, Any]) -> None:
    def write() -> None:
        batch = client().batch()
        batch.delete(manifest_of(name))
        batch.set(note_of(manifest["part"]), {"chunks": manifest["chunks"], "noted_at": timezone.now()})
        batch.commit(retry=None, timeout=CALL_SECONDS)

    patiently(write)


def erase_chunks(part: str, number: int) -> None:
    """The note goes with the last of them."""
    references = [*(chunk_of(part, each) for each in range(number)), note_of(part)]

    def write(some: list[Any]) -> None:
        batch = client().batch()
        for reference in some:
            batch.delete(reference)
        batch.commit(retry=None, timeout=CALL_SECONDS)

    for some in in_batches(references, DELETES_AT_ONCE):
        patiently(lambda some=some: write(some))  # type: ignore[misc]


def read_chunk(part: str, number: int) -> bytes:
    found = patiently(lambda: chunk_of(part, number).get(retry=None, timeout=CALL_SECONDS).to_dict())
    if not found:
        raise OSError(errno.EIO, "A part of the file is not in Firestore any more")
    data = bytes(found["data"])
    if hashlib.sha256(data).hexdigest() != found["sha256"]:
        raise OSError(errno.EIO, "A part of the file is not what was kept")
    return data


def sweep(older_than: timedelta = SWEPT_AFTER) -> int:
    """Erases the chunks of files that never arrived or never quite left, and says of how many files."""
    swept = 0
    with asking_for_file():
        notes = list(client().collection(NOTES).stream(retry=None, timeout=300.0))
    for note in notes:
        if note.get("noted_at") <= timezone.now() - older_than:
            erase_chunks(note.id, note.get("chunks"))
            swept += 1
    return swept


# --- helpers ---------------------------------------------------------------------------------------------------------


def patiently(call: Callable[[], Answer]) -> Answer:
    """Tries again a little later what may pass. Raises OSError, as a disk would."""
    for pause in (*PAUSES_SECONDS, None):
        try:
            with asking():
                return call()
        except StoreError as error:
            if error.permanent or pause is None:
                raise OSError(errno.EIO, str(error)) from error
            time.sleep(pause)
    raise AssertionError


@contextmanager
def asking_for_file() -> Iterator[None]:
    try:
        with asking():
            yield
    except StoreError as error:
        raise OSError(errno.EIO, str(error)) from error


def evenly(pieces: Iterable[bytes | str]) -> Iterator[bytes]:
    """The same bytes in pieces of CHUNK_BYTES, the last perhaps shorter."""
    held = bytearray()
    for piece in pieces:
        held += piece.encode() if isinstance(piece, str) else piece
        while len(held) >= CHUNK_BYTES:
            yield bytes(held[:CHUNK_BYTES])
            del held[:CHUNK_BYTES]
    if held:
        yield bytes(held)
