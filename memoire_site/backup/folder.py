"""The folder of a backup: files by name, and a manifest that says what each of them must be.

Whoever brings an incremental or an encrypted backup writes another class with the verbs of this one (`put`, `blocks`, `measure`,
`drop`, `names`, `finish`): nothing else knows that a backup is a folder of plain files.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from memoire_site.backup import BackupError

MANIFEST = "manifest.json"
UNFINISHED = ".partial"
FORM = 1  # of the manifest; a later one that an older Memoire cannot read counts up
BLOCK = 1024**2


@dataclass(frozen=True)
class Kept:
    """A file of the backup; size in bytes, SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@contextmanager
def begun(target: Path) -> Iterator["BackupFolder"]:
    """A folder beside `target` that gets its name only when it is whole; what an interrupted backup has left there is gone on with."""
    if target.exists():
        raise BackupError(f"{target} is there already. Give the name of a folder that is not there yet.")
    partial = target.with_name(target.name + UNFINISHED)
    partial.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (partial / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"Another backup to {target} is under way.") from None
        yield BackupFolder(partial)


class BackupFolder:
    """One backup. Names are relative, with slashes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def place(self, name: str) -> Path:
        """Raises BackupError for a name that leads out of the folder: a manifest may come from anywhere."""
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts or "\0" in name:
            raise BackupError(f"The backup names a file that cannot be in it: {name!r}.")
        return self.path.joinpath(*parts)

    def put(self, name: str, blocks: Iterable[bytes]) -> Kept:
        """Writes a file whole or not at all, and waits until it is on the disk."""
        place, found, size = self.place(name), hashlib.sha256(), 0
        part = place.with_name(f"{place.name}.part")
        with written(name):
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        with file:
            for block in blocks:  # an error of whoever reads them is theirs to name
                with written(name):
                    file.write(block)
                found.update(block)
                size += len(block)
            with written(name):
                file.flush()
                os.fsync(file.fileno())
        part.replace(place)
        return Kept(name, size, found.hexdigest())

    def blocks(self, name: str) -> Iterator[bytes]:
        with self.place(name).open("rb") as file:
            while block := file.read(BLOCK):
                yield block

    def measure(self, name: str) -> Kept | None:
        """What lies there under the name; None when nothing does."""
        found, size = hashlib.sha256(), 0
        try:
            for block in self.blocks(name):
                found.update(block)
                size += len(block)
        except (FileNotFoundError, IsADirectoryError):
            return None
        return Kept(name, size, found.hexdigest())

    def drop(self, name: str) -> None:
        self.place(name).unlink(missing_ok=True)

    def names(self) -> set[str]:
        return {path.relative_to(self.path).as_posix() for path in self.path.rglob("*") if path.is_file()}

    def finish(self, target: Path, facts: dict[str, Any], files: list[Kept]) -> None:
        """Writes the manifest and gives the folder its name: from now on it is a backup."""
        manifest = {"form": FORM, **facts, "files": [asdict(each) for each in files]}
        self.put(MANIFEST, [json.dumps(manifest, indent=1, ensure_ascii=False).encode()])
        for name in self.names() - {MANIFEST, *(each.name for each in files)}:
            self.drop(name)
        for folder in {self.path, *(path for path in self.path.rglob("*") if path.is_dir())}:
            settle(folder)
        self.path.rename(target)
        settle(target.parent)

    def manifest(self) -> dict[str, Any]:
        """Raises BackupError when there is none, or one of a newer form."""
        if self.path.name.endswith(UNFINISHED):
            raise BackupError(f"{self.path} was never finished. Make the backup once more: it goes on from there.")
        try:
            found: dict[str, Any] = json.loads(self.place(MANIFEST).read_bytes())
            form = int(found["form"])
            found["files"] = [
                Kept(str(each["name"]), int(each["size"]), str(each["sha256"])) for each in found["files"]
            ]
        except OSError:
            raise BackupError(f"{self.path} is no backup of Memoire, or not a whole one: it has no manifest.") from None
        except (ValueError, KeyError, TypeError):
            raise BackupError(f"The manifest of {self.path} cannot be read. It is damaged.") from None
        if form > FORM:
            raise BackupError(f"{self.path} was made by a newer Memoire. Restore it with that one.")
        return found

    def faults(self, files: Iterable[Kept]) -> list[str]:
        """What is not as it must be, a sentence each. Reads every byte."""
        found = []
        for each in files:
            there = self.measure(each.name)
            if there is None:
                found.append(f"{each.name} is missing.")
            elif there != each:
                found.append(f"{each.name} is damaged: its bytes are not those that were kept.")
        return found


@contextmanager
def written(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupError(f"{name} could not be written: {error.strerror}. What is there already is kept.") from error


def settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
