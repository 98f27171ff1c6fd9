"""One server on a data folder: a lock that the kernel lets go of when its holder ends, and a note on who holds it."""

import fcntl
import json
import os
from pathlib import Path
from typing import IO, Any

from django.utils import timezone


class Occupied(Exception):
    """Somebody serves this folder already; says who."""


def occupy(folder: Path, address: str) -> IO[str]:
    """Keeps everybody else off the folder until the file that is returned is closed, or this process ends. Raises Occupied."""
    file = (folder / "server.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with file:
            raise Occupied(holder_sentence(folder, file)) from None
    file.truncate(0)
    json.dump({"pid": os.getpid(), "since": timezone.localtime().isoformat(" ", "seconds"), "at": address}, file)
    file.flush()
    return file


def holder_sentence(folder: Path, file: IO[str]) -> str:
    """The sentence for who comes second."""
    file.seek(0)
    try:
        holder: dict[str, Any] = json.load(file)
        who = f"Process {holder['pid']} serves it since {holder['since']} at {holder['at']}."
    except (ValueError, KeyError):  # it has begun this very moment
        who = "Another server has just started on it."
    return f"{folder} is in use. {who} Stop that one, or choose another folder with DATA_DIR."
