"""A child process that answers on loopback, and a cache for what it is made of."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
ANSWER_SECONDS = 120
STOP_SECONDS = 40
PR_SET_PDEATHSIG = 1


class ServerError(Exception):
    """Says in one sentence why there is no server, and what to do about it."""


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


class Server:
    """One child process. `settings` are the lines that make Memoire use it; `answers` asks it one real question."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        log: Path,
        *,
        env: Mapping[str, str] | None = None,
        user: str | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        orphan_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name, self.log, self.stop_signal = name, log, stop_signal
        self.settings: dict[str, str] = {}
        self.answers: Callable[[], bool] = lambda: True
        say(f"Starting {name} …")
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})},
                start_new_session=True,  # Ctrl-C reaches us alone, and we stop the children in order
                preexec_fn=ends_with_us(orphan_signal),
                user=user,
                group=user,
                extra_groups=[] if user else None,
            )

    def wait_for_answer(self) -> None:
        """Raises ServerError when the process ends, or does not answer in time."""
        began = time.monotonic()
        while not self.answers():
            self.must_run()
            if time.monotonic() - began > ANSWER_SECONDS:
                raise ServerError(f"{self.name} did not answer within {ANSWER_SECONDS} seconds.\n{self.last_words()}")
            time.sleep(0.1)
        say(f"{self.name} answers after {time.monotonic() - began:.1f} s.")

    def must_run(self) -> None:
        status = self.process.poll()
        if status is not None:
            raise ServerError(f"{self.name} ended by itself with status {status}.\n{self.last_words()}")

    def last_words(self) -> str:
        return "".join(self.log.read_text(errors="replace").splitlines(keepends=True)[-15:])

    def stop(self) -> None:
        if self.process.poll() is not None:
            return
        say(f"Stopping {self.name} …")
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def ends_with_us(number: signal.Signals) -> Callable[[], None] | None:
    """On Linux the kernel sends the child a signal when we are killed and can clean up nothing ourselves."""
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def in_child() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # we died before the kernel had been told
            os._exit(1)

    return in_child


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def needs(program: str, package: str) -> str:
    """The path of a program, or a ServerError that names its Debian package."""
    found = shutil.which(program)
    if not found:
        raise ServerError(f"{program} is missing. On Debian or Ubuntu: apt-get install {package}")
    return found


def run(command: Sequence[str | Path], *, folder: Path | None = None, env: Mapping[str, str] | None = None) -> None:
    """Runs to the end in silence; a failure raises ServerError with what was said."""
    words = [str(word) for word in command]
    ended = subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise ServerError(f"{Path(words[0]).name} failed with status {ended.returncode}.\n{ended.stdout[-3000:]}")


def cached(name: str, fetch: Callable[[Path], None]) -> Path:
    """A folder of the user's cache, filled once by `fetch`; renamed into place whole, so a broken fetch leaves none."""
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "memoire"
    folder = root / name
    if folder.is_dir():
        return folder
    say(f"Fetching {name} into {root} …")
    root.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=root))
    try:
        fetch(part)
        part.chmod(0o755)
        part.rename(folder)
    except OSError:
        if not folder.is_dir():  # otherwise another start has fetched it meanwhile
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder
