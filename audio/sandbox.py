"""Decoding in a child process with limits on memory, processor time and wall time.

A crafted file can make a decoder eat memory, spin or die; here that costs a child, and the parent gets a sentence. The child is this
module run by itself: it imports no Django, prints JSON lines (or raw samples), and never sees a name that a user chose.
"""

import json
import os
import resource
import select
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from audio import decoding
from audio.errors import StepError, UnreadableSound
from audio.joining import Joined
from audio.joining import join as join_takes

MEMORY = 1024**3  # bytes of address space
PROBE_SECONDS = 30
WHOLE_SECONDS = 1800  # a day of sound decodes in about two minutes
BLOCK = 64 * 1024
ALIVE_SECONDS = 5.0
DIED = "This file stopped the program that opens sound. It is probably damaged. Try the original from the phone or recorder."


def probe(path: Path) -> decoding.Sound:
    """Looks at the head of the file. Raises UnreadableSound."""
    return decoding.Sound(**ask(["probe", str(path)], seconds=PROBE_SECONDS)["sound"])


def measure(path: Path, *, most_ms: int, progress: Callable[[int], None]) -> decoding.Measured:
    """Hears the whole file; `progress` is called with milliseconds heard. Raises UnreadableSound."""
    found = ask(["measure", str(path), str(most_ms)], seconds=WHOLE_SECONDS, progress=progress)["measured"]
    return decoding.Measured(**{**found, "peaks": b64decode(found["peaks"])})


def make_playable(path: Path, target: Path, *, progress: Callable[[int], None]) -> None:
    ask(["make_playable", str(path), str(target)], seconds=WHOLE_SECONDS, progress=progress)


def join(path: Path, takes: list[int], target: Path) -> Joined:
    """Writes one file of the takes that begin at byte 0 and at each of `takes`; one that cannot be read is left out and counted.

    Raises UnreadableSound when none can be read; the bytes at `path` stay as they are.
    """
    return Joined(**ask(["join", str(path), str(target), *map(str, takes)], seconds=WHOLE_SECONDS)["joined"])


def speech(path: Path, *, skip_ms: int = 0, alive: Callable[[], None] = lambda: None) -> Generator[bytes, None, None]:
    """Blocks of 16-bit samples, mono, 16 kHz, from `skip_ms` on. Raises UnreadableSound when the file ends badly.

    `alive` is called every few seconds while sound is read or skipped, however long nobody speaks in it.
    """
    with child(["speech", str(path), str(skip_ms)], seconds=WHOLE_SECONDS) as process:
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
            raise UnreadableSound(DIED)


def ask(arguments: list[str], *, seconds: int, progress: Callable[[int], None] = lambda ms: None) -> dict[str, Any]:
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
        raise UnreadableSound(answer["refused"])
    if process.returncode or not answer:
        raise UnreadableSound(DIED)
    return answer


@contextmanager
def child(arguments: list[str], *, seconds: int) -> Iterator[subprocess.Popen[bytes]]:
    """A decoding child that is gone when the block ends, however it ends."""
    environment = {"PATH": os.environ.get("PATH", ""), "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(root())}
    command = [sys.executable, "-m", "audio.sandbox", str(seconds), *arguments]
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, env=environment)
    except OSError as error:
        raise StepError(
            f"The program that opens sound could not be started: {error.strerror}.", permanent=False
        ) from None
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
    return Path(__file__).resolve().parent.parent


@contextmanager
def local_copy(file: Any) -> Iterator[Path]:
    """A path to the bytes of a stored file: its own where it lies on this machine, else a temporary copy."""
    try:
        yield Path(file.path)
    except NotImplementedError:
        with tempfile.NamedTemporaryFile() as copy, file.open("rb") as source:
            for block in source.chunks():
                copy.write(block)
            copy.flush()
            yield Path(copy.name)


# --- the child -------------------------------------------------------------------------------------------------------


def say(**answer: Any) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


class Progress:
    """Says how far it is, once for each half minute of sound."""

    def __init__(self) -> None:
        self.next_ms = 0

    def __call__(self, done_ms: int) -> None:
        if done_ms >= self.next_ms:
            say(done_ms=done_ms)
            self.next_ms = done_ms + 30_000


def work(verb: str, path: Path, *rest: str) -> None:
    if verb == "probe":
        say(sound=decoding.probe(path).as_dict())
    elif verb == "measure":
        found = decoding.measure(path, most_ms=int(rest[0]), progress=Progress())
        say(measured={**vars(found), "peaks": b64encode(found.peaks).decode()})
    elif verb == "make_playable":
        decoding.make_playable(path, Path(rest[0]), progress=Progress())
        say(made=True)
    elif verb == "join":
        say(joined=join_takes(path, [int(start) for start in rest[1:]], Path(rest[0])).as_dict())
    elif verb == "speech":
        for samples in decoding.speech_samples(path, skip_ms=int(rest[0])):
            sys.stdout.buffer.write(samples.tobytes())
        sys.stdout.buffer.flush()


def main() -> None:
    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        work(sys.argv[2], Path(sys.argv[3]), *sys.argv[4:])
    except UnreadableSound as error:
        if sys.argv[2] == "speech":
            sys.exit(1)
        say(refused=error.reason)
    except MemoryError:
        say(refused=DIED)


if __name__ == "__main__":
    main()
