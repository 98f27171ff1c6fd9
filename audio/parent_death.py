"""Processes that end with whoever started them, however that one ended: nobody goes on working on a family's data unwatched.

The kernel sends the signal (Linux, prctl(2), PR_SET_PDEATHSIG), so it reaches also who is stuck, and needs nobody left to send it.
Whoever starts a program puts `followed()` into its environment, and the program calls `follow()` first of all; for processes that are
forked and run on in the same program (django-q2's) `follow_when_forked()` is called once, before the first fork.
"""

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1
PARENT = "MEMOIRE_PARENT"
_forking: list[int] = []  # the process that forks just now


def followed() -> dict[str, str]:
    """What a child finds in its environment when it is to end with us."""
    return {PARENT: str(os.getpid())}


def follow() -> None:
    """Ends with whoever started this program, if they asked for it; at once when they are gone already.

    The wish is for this process and not for its children: it is taken out of the environment.
    """
    if parent := os.environ.pop(PARENT, ""):
        end_with(int(parent))


def end_with(parent: int) -> None:
    """From now on the kernel kills this process when its parent ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the kernel knew
        os._exit(1)


def follow_when_forked() -> None:
    """Whatever this process forks from now on ends with it, and what those fork ends with them."""
    os.register_at_fork(before=_remember_parent, after_in_child=_end_with_parent)


def _remember_parent() -> None:
    _forking[:] = [os.getpid()]


def _end_with_parent() -> None:
    end_with(_forking[0])
