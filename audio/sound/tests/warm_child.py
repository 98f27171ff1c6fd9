"""The child that opens sound, started once: each file gets a fork of it, as confined and as fenced as one that was started anew.

Starting Python and loading FFmpeg costs more than most small files do, and tests of hundreds of files would spend their time with that.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from audio.sound import sandbox

LONGEST_ORDER = 64 * 1024  # bytes
Start = Callable[..., "Forked"]


class Forked:
    """As much of a Popen as the sandbox uses."""

    def __init__(self, order: socket.socket, answers: int) -> None:
        self.lines, self.stdout = order.makefile("rb"), os.fdopen(answers, "rb")
        self.pid = int(self.lines.readline())
        self.returncode: int | None = None

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = int(self.lines.readline())
            self.lines.close()
        return self.returncode


@contextmanager
def warmed(folder: Path) -> Iterator[Start]:
    """Gives a stand-in for `subprocess.Popen` in the sandbox."""
    address = folder / "warm"
    environment = {"PATH": os.environ["PATH"], "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(sandbox.root())}
    server = subprocess.Popen([sys.executable, "-m", __name__, str(address)], env=environment)

    def start(command: list[str], **_: object) -> Forked:
        assert command[:3] == [sys.executable, "-m", "audio.sound.child"]
        answers, said = os.pipe()
        with socket.socket(socket.AF_UNIX) as order:
            order.connect(str(address))
            socket.send_fds(order, [json.dumps(command[3:]).encode()], [said])
            os.close(said)
            return Forked(order, answers)

    try:
        while not address.exists():
            assert server.poll() is None, "it has ended before it could be asked"
            time.sleep(0.02)
        yield start
    finally:
        server.kill()
        server.wait()


# --- the program -----------------------------------------------------------------------------------------------------


def serve(address: str) -> None:
    from audio.sound import child  # loaded once, and in this process alone

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait for a child
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{address}.new")
        listener.listen()
        os.rename(f"{address}.new", address)  # whoever sees the name can connect
        while True:
            order, _ = listener.accept()
            if not os.fork():
                listener.close()
                answer(order, child.main)
                os._exit(0)
            order.close()


def answer(order: socket.socket, main: Callable[[], None]) -> None:
    """Forks the child, tells who it is, and when it has ended, how."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    asked, (said,), _, _ = socket.recv_fds(order, LONGEST_ORDER, 1)
    pid = os.fork()
    if not pid:
        order.close()
        become(main, json.loads(asked), said)
    os.close(said)
    order.sendall(b"%d\n" % pid)
    order.sendall(b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def become(main: Callable[[], None], arguments: list[str], said: int) -> None:
    """Runs the child's program in this process, as if it had been started for it."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(said, 1)
    os.closerange(3, 64)
    sys.argv = ["audio.sound.child", *arguments]
    status = 1
    try:
        main()
        status = 0
    except SystemExit as error:
        status = int(error.code or 0)
    except BaseException:
        traceback.print_exc()
    with suppress(OSError):
        sys.stdout.flush()
    os._exit(status)


if __name__ == "__main__":
    serve(sys.argv[1])
