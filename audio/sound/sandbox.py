"""Decoding in a child process with limits on memory, processor time and wall time.

A crafted file can make a decoder eat memory, spin or die; here that costs a child (`audio.sound.child`), and the parent gets a sentence.
"""

import json
import os
import select
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64decode
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import IO, Any

from audio import parent_death
from audio.errors import Died, MissingSound, NothingInIt, StepError, UnreadableSound
from audio.sound.child_answers import Apart, Joined, Measured, Sound

PROBE_SECONDS = 30
WHOLE_SECONDS = 1800  # a day of sound decodes in about two minutes
BLOCK = 64 * 1024
ALIVE_SECONDS = 5.0
DIED = "This file stopped the program that opens sound. It is probably damaged. Try the original from the phone or recorder."


def probe(path: Path) -> Sound:
    """Looks at the head of the file. Raises UnreadableSound."""
    return Sound(**ask_child(["probe", str(path)], seconds=PROBE_SECONDS)["sound"])


def measure(path: Path, *, most_ms: int, progress: Callable[[int], None], copy: Path | None = None) -> Measured:
    """Hears the whole file, and on the way writes a copy to `copy` where browsers need one. Raises UnreadableSound.

    `progress` is called with milliseconds heard. One decode, in less than 150 MiB for six hours (`bench/inspection.py`).
    """
    arguments = ["measure", str(path), str(most_ms), *([str(copy)] if copy else [])]
    with written(copy):
        found = ask_child(arguments, seconds=WHOLE_SECONDS, progress=progress)["measured"]
    apart = Apart(**found["apart"]) if found["apart"] else None
    return Measured(**{**found, "sound": Sound(**found["sound"]), "peaks": b64decode(found["peaks"]), "apart": apart})


def join(path: Path, takes: list[int], target: Path) -> Joined:
    """Writes one file of the takes that begin at byte 0 and at each of `takes`; one that cannot be read is left out and counted.

    Raises UnreadableSound when none can be read; the bytes at `path` stay as they are.
    """
    with written(target):
        return Joined(**ask_child(["join", str(path), str(target), *map(str, takes)], seconds=WHOLE_SECONDS)["joined"])


def speech(
    path: Path,
    *,
    skip_ms: int = 0,
    side: int | None = None,
    apart: Apart | None = None,
    alive: Callable[[], None] = lambda: None,
) -> Generator[bytes, None, None]:
    """Blocks of 16-bit samples, mono, 16 kHz, from `skip_ms` on. Raises UnreadableSound when the file ends badly.

    Of two microphones that stand apart, only what was said into the one at `side`: 0 for the left one, 1 for the other.
    `alive` is called every few seconds while sound is read or skipped, however long nobody speaks in it.
    """
    own = [str(side), *map(str, astuple(apart))] if apart and side is not None else []
    with child(["speech", str(path), str(skip_ms), *own], seconds=WHOLE_SECONDS) as process:
        stdout: IO[bytes] = process.stdout  # type: ignore[assignment]
        called_at = time.monotonic()
        while True:
            has_come = select.select([stdout], [], [], ALIVE_SECONDS)[0]
            if time.monotonic() - called_at >= ALIVE_SECONDS:
                alive()
                called_at = time.monotonic()
            if has_come:
                block = os.read(stdout.fileno(), BLOCK)
                if not block:
                    break
                yield block
        process.wait()
        if process.returncode:
            raise Died(DIED)


def ask_child(
    arguments: list[str], *, seconds: int, progress: Callable[[int], None] = lambda ms: None
) -> dict[str, Any]:
    """Runs a child to its end and returns its last line; lines before it are milliseconds done."""
    answer: dict[str, Any] = {}
    with child(arguments, seconds=seconds) as process:
        for line in process.stdout or ():
            if not line.endswith(b"\n"):  # killed in the middle of a word
                break
            answer = json.loads(line)
            if "done_ms" in answer:
                progress(answer["done_ms"])
        process.wait()
    if "refused" in answer:
        raise (NothingInIt if answer.get("is_empty") else UnreadableSound)(answer["refused"])
    if "later" in answer:
        raise StepError(answer["later"], permanent=False)
    if process.returncode or not answer:
        raise Died(DIED)
    return answer


@contextmanager
def written(target: Path | None) -> Iterator[None]:
    """A file for the child, which can make none itself; it is gone again when nothing was written into it."""
    if target:
        target.touch(mode=0o600)
    try:
        yield
    finally:
        if target and not target.stat().st_size:
            target.unlink()


@contextmanager
def child(arguments: list[str], *, seconds: int) -> Iterator[subprocess.Popen[bytes]]:
    """A decoding child that is gone when the block ends, however it ends."""
    # Nothing else of ours, no key and no address; and one thread, since each reserves address space that the child has little of.
    environment = {"PATH": os.environ.get("PATH", ""), "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(root())}
    environment |= parent_death.followed()
    command = [sys.executable, "-m", "audio.sound.child", str(seconds), *arguments]
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, env=environment)
    except OSError as error:
        raise StepError(
            f"The program that opens sound could not be started: {error.strerror}.", permanent=False
        ) from None
    # Beside the limit on its processor time, of which a child that only waits uses none.
    alarm = threading.Timer(seconds, process.kill)
    alarm.start()
    try:
        yield process
    finally:
        alarm.cancel()
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def root() -> Path:
    return Path(__file__).resolve().parents[2]


@contextmanager
def local_copy(file: Any) -> Iterator[Path]:
    """A path to the bytes of a stored file: its own where it lies on this machine, else a temporary copy. Raises MissingSound."""
    path = own_path(file)
    if path:
        if not path.is_file():
            raise MissingSound
        yield path
        return
    with tempfile.NamedTemporaryFile(suffix=Path(file.name).suffix) as copy:
        fetch(file, copy)
        yield Path(copy.name)


def own_path(file: Any) -> Path | None:
    try:
        return Path(file.path)
    except NotImplementedError:  # object storage
        return None


def fetch(file: Any, copy: IO[bytes]) -> None:
    try:
        with file.open("rb") as source:
            for block in source.chunks():
                copy.write(block)
    except FileNotFoundError:
        raise MissingSound from None
    copy.flush()
