"""The program that opens sound, run by `audio.sound.sandbox`: one file, one question, within limits.

It can reach that file, the one that it is to write, and no other (`audio.sound.fence`). It imports no Django, prints JSON lines (or raw
samples), and never sees a name that a user chose.
"""

import ctypes
import errno
import json
import os
import resource
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from audio import parent_death
from audio.errors import NothingInIt, UnreadableSound
from audio.sound import decoding, fence, joining, measuring, microphones, mixing, playable
from audio.sound.child_answers import Apart
from audio.sound.offset import without_offset

MEMORY = 1024**3  # bytes of address space
LARGEST_FILE = 8 * 1024**3  # bytes: twelve hours of 16-bit sound are half of it
MOST_FILES = 32  # open at once
SPEECH_RATE = 16_000  # Hz, mono, what speech engines take
NICE = 5  # whoever reads a page goes first
NO_NEW_PRIVILEGES = 38  # prctl(2): PR_SET_NO_NEW_PRIVS
TOO_LARGE = (
    "This file needs more memory than sound needs. It is probably damaged. Try the original from the phone or recorder."
)
NO_ROOM = "There was no room on the disk for what browsers play of this recording."


def confine(seconds: int) -> None:
    """From here on this process can take no more than a recording needs, whatever is in the file."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_NOFILE, MOST_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        allowed = resource.getrlimit(kind)[1]
        most = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(kind, (most, most))
    ctypes.CDLL(None).prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def say(**answer: object) -> None:
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


def probe(path: str) -> None:
    say(sound=decoding.probe(Path(path)).as_dict())


def measure(path: str, most_ms: str, copy: str = "") -> None:
    os.nice(NICE)
    target = Path(copy) if copy else None
    found = measuring.measure(Path(path), most_ms=int(most_ms), progress=Progress(), copy=target)
    say(measured={**asdict(found), "peaks": b64encode(found.peaks).decode()})


def join(path: str, target: str, *starts: str) -> None:
    say(joined=joining.join(Path(path), [int(start) for start in starts], Path(target)).as_dict())


def speech(path: str, skip_ms: str, side: str = "", *apart: str) -> None:
    os.nice(NICE)
    try:
        left_out = int(skip_ms) * SPEECH_RATE // 1000
        blocks = side_of(path, int(side), apart) if side else mixing.heard(Path(path), SPEECH_RATE)
        for samples in without_offset(blocks):
            sys.stdout.buffer.write(playable.as_integers(samples[left_out:]).tobytes())
            left_out = max(left_out - len(samples), 0)
        sys.stdout.buffer.flush()
    except UnreadableSound:
        sys.exit(1)  # among samples there is no room for a sentence


def side_of(path: str, side: int, apart: Sequence[str]) -> Iterator[np.ndarray]:
    return microphones.heard(Path(path), SPEECH_RATE, side, Apart(*map(float, apart)))


VERBS: dict[str, Callable[..., None]] = {"probe": probe, "measure": measure, "join": join, "speech": speech}


WRITTEN = {"measure": slice(2, 3), "join": slice(1, 2)}  # which argument names the file that is to be written


def main() -> None:
    parent_death.follow()
    seconds, verb, *rest = sys.argv[1:]
    confine(int(seconds))
    fence.close(reads=[Path(rest[0])], writes=map(Path, rest[WRITTEN.get(verb, slice(0))]))
    try:
        VERBS[verb](*rest)
    except UnreadableSound as error:
        say(refused=error.reason, is_empty=isinstance(error, NothingInIt))
    except MemoryError:
        say(refused=TOO_LARGE)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        say(later=NO_ROOM)


if __name__ == "__main__":
    main()
