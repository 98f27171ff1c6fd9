"""The body of a request as it comes over the line, and what is held while none comes: a thread, and nothing else."""

import io
import select
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest

PATIENCE_MS = 500  # opening a connection costs some milliseconds: who sends fast keeps it


class Body(io.BufferedIOBase):
    """A body of `length` bytes, read from gunicorn's `unreader` of the connection: what is there (`read1`), or whole (`read`).

    gunicorn's own body gives bytes only when as many have come as were asked for, and loses those that came when the line is cut
    before. This one raises the error of the line (OSError, also when nobody sent a byte in time) and has lost none. When `is_stopping`
    says that the server stops, reading ends in the same way.
    """

    def __init__(self, unreader: Any, length: int, is_stopping: Callable[[], bool]) -> None:
        self.unreader, self.left, self.is_stopping = unreader, length, is_stopping
        self.failed = False  # asked by gunicorn: such a connection is closed and not read to its end

    def readable(self) -> bool:
        return True

    def is_here(self, within_ms: int) -> bool:
        """Whether a byte is there to be read, or the end of the line."""
        if self.unreader.buf.getbuffer().nbytes:
            return True
        line = select.poll()
        line.register(self.unreader.sock, select.POLLIN)
        return bool(line.poll(within_ms))

    def read1(self, size: int | None = -1, /) -> bytes:
        most = self.left if size is None or size < 0 else min(size, self.left)
        if not most or self.failed:
            return b""
        # Until it has gone well: an error on the way leaves a line of which nobody knows where it stands.
        self.failed = True
        if self.is_stopping():
            raise ConnectionAbortedError("The server stops.")
        came: bytes = self.unreader.read(None, read_ahead=most)
        if len(came) > most:
            self.unreader.unread(came[most:])
        self.failed = not came
        self.left -= min(len(came), most)
        return came[:most]

    def read(self, size: int | None = -1, /) -> bytes:
        left = self.left if size is None or size < 0 else min(size, self.left)
        came = []
        while left and (block := self.read1(left)):
            came.append(block)
            left -= len(block)
        return b"".join(came)


def incoming(request: HttpRequest) -> Callable[[int], bytes]:
    """Reads what has come of a request's body, and waits for it without a connection to the database.

    Under another server than ours (the tests, `runserver`) it waits for as many bytes as were asked for.
    """
    body = request.META["wsgi.input"]
    if not isinstance(body, Body):
        return request.read

    def read(most: int) -> bytes:
        if not body.is_here(PATIENCE_MS):
            connection.close()
        return body.read1(most)

    return read
