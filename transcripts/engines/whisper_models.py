"""How Whisper models come: once, from the Hugging Face hub, on request only.

What has come so far lies in a folder beside the models, where no engine looks, and is gone on with. A model stands in its place in one
moment, when every file of it is what its maker published.
"""

import errno
import fcntl
import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import httpx2
from faster_whisper.utils import _MODELS as REPOSITORIES
from huggingface_hub import constants

from audio.errors import StepError
from transcripts.engines.whisper_folders import NEEDED, coming_of, folder_of, is_there, place_of
from transcripts.engines.whisper_makers import OFFERED, File, Published

MORE = ("config.json", "preprocessor_config.json")
PATIENCE = 30  # seconds without a byte
TRIES = 3  # of a file whose line breaks
Told = Callable[[int, int], object]  # how many bytes have come, and of how many; what it raises stops the fetching


def fetch(model: str, models: Path, told: Told = lambda come, every: None) -> Path:
    """Fetches a model by its size (small) or its repository (owner/name), goes on after a break. Raises StepError."""
    if is_there(here := folder_of(model, models)):
        return here
    repository_of(model)
    folder = place_of(model, models)
    coming = coming_of(folder)
    try:
        with alone(coming), httpx2.Client(timeout=PATIENCE, follow_redirects=True, trust_env=True) as line:
            return folder if is_there(folder) else brought(published(model, line), coming, folder, line, told)
    except httpx2.HTTPStatusError as error:
        reason = f"The hub does not give {model}: it answers with {error.response.status_code}."
        raise StepError(reason, permanent=error.response.status_code in (401, 403, 404)) from None
    except httpx2.HTTPError as error:
        raise StepError(unreachable(model, folder, error), permanent=False) from None
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        reason = "There is no room left on the disk." if full else f"It could not be written ({type(error).__name__})."
        raise StepError(f"{model} could not be fetched. {reason}", permanent=False) from None


def brought(source: Published, coming: Path, folder: Path, line: httpx2.Client, told: Told) -> Path:
    """All files of it, each whole and its maker's, in their place."""
    if not all(any(Path(file.name).match(name) for file in source.files) for name in NEEDED):
        reason = f"{source.repository} is no Whisper model for faster-whisper: it lacks {' or '.join(NEEDED)}."
        raise StepError(reason, permanent=True)
    before = 0
    for file in source.files:
        come(line, source, file, coming / file.name, lambda here, before=before: told(before + here, source.bytes))  # type: ignore[misc]
        before += file.bytes
    shutil.rmtree(folder, ignore_errors=True)  # what is there is no model
    coming.rename(folder)
    return folder


def come(line: httpx2.Client, source: Published, file: File, target: Path, told: Callable[[int], object]) -> None:
    """One file, from where it broke off. Raises StepError where it is not what was published; then nothing of it is kept."""
    for attempt in range(TRIES):
        try:
            append(line, source, file, target, told)
        except httpx2.TransportError:
            if attempt == TRIES - 1:
                raise
        if size_of(target) >= file.bytes:
            break
    if size_of(target) < file.bytes:
        raise httpx2.ReadError("broken off")
    if digest(target, file) != file.digest:
        target.unlink()
        reason = f"What the hub gives as {file.name} of {source.repository} is not what its maker published: it was thrown away."
        raise StepError(reason, permanent=False)


def append(line: httpx2.Client, source: Published, file: File, target: Path, told: Callable[[int], object]) -> None:
    here = size_of(target)
    if here >= file.bytes:
        told(here)
        return
    address = f"{constants.ENDPOINT}/{source.repository}/resolve/{source.revision}/{file.name}"
    with line.stream("GET", address, headers={"Range": f"bytes={here}-", "Accept-Encoding": "identity"}) as answer:
        answer.raise_for_status()
        goes_on = answer.status_code == httpx2.codes.PARTIAL_CONTENT
        with target.open("ab" if goes_on else "wb") as out:
            for block in answer.iter_raw():  # as it comes: what has come is kept, however the line ends
                out.write(block)
                told(out.tell())
                if out.tell() > file.bytes:  # no such file was published; whoever reads it will say so
                    return


def published(model: str, line: httpx2.Client) -> Published:
    """What is known of it, or else what the hub itself promises."""
    if model in OFFERED:
        return OFFERED[model]
    repository = repository_of(model)
    answer = line.get(f"{constants.ENDPOINT}/api/models/{repository}", params={"blobs": "true"})
    told = answer.raise_for_status().json()
    files = [as_file(each) for each in told["siblings"] if is_wanted(each["rfilename"])]
    return Published(repository, told["sha"], tuple(files))


def repository_of(model: str) -> str:
    """Raises StepError where there can be no such model."""
    repository = model if "/" in model else REPOSITORIES.get(model)
    if repository is None:
        raise StepError(
            f"There is no Whisper model called {model}. There are: {', '.join(REPOSITORIES)}.", permanent=True
        )
    if repository.count("/") != 1 or not all(re.fullmatch(r"\w[\w.-]*", part) for part in repository.split("/")):
        raise StepError(f"“{model}” is neither a folder nor a model's name.", permanent=True)
    return repository


def is_wanted(name: str) -> bool:
    return "/" not in name and (name in MORE or any(Path(name).match(each) for each in NEEDED))


def as_file(told: dict[str, Any]) -> File:
    large = told.get("lfs") or {}
    return File(told["rfilename"], told["size"], large.get("sha256") or f"git:{told['blobId']}")


def digest(path: Path, like: File) -> str:
    with path.open("rb") as file:
        if not like.digest.startswith("git:"):
            return hashlib.file_digest(file, "sha256").hexdigest()
        blob = hashlib.sha1(b"blob %d\0" % size_of(path), usedforsecurity=False)
        blob.update(file.read())
        return f"git:{blob.hexdigest()}"


def size_of(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


@contextmanager
def alone(coming: Path) -> Iterator[None]:
    """Only one process fetches a model. Raises StepError where another one does."""
    coming.mkdir(parents=True, exist_ok=True)
    with lock_of(coming).open("w") as lock:
        if not is_mine(lock):
            time.sleep(0.2)  # somebody may just have looked whether it is being fetched
            if not is_mine(lock):
                raise StepError("It is being fetched already.", permanent=False)
        yield


def is_mine(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_coming(coming: Path) -> bool:
    """Whether somebody fetches it now: a process that was killed holds no lock."""
    if not lock_of(coming).is_file():
        return False
    with lock_of(coming).open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def lock_of(coming: Path) -> Path:
    return coming.with_name(f"{coming.name}.lock")


def unreachable(model: str, folder: Path, error: Exception) -> str:
    kind = (
        "the line broke off"
        if isinstance(error, httpx2.ReadError | httpx2.RemoteProtocolError)
        else type(error).__name__
    )
    return (
        f"{model} could not be fetched ({kind}). Is there a network here? What has come is kept and gone on with. Otherwise fetch it on a "
        f"machine that has one, copy the folder to {os.path.normpath(folder)}, and nothing else is needed."
    )
