"""The body of a request as it comes: nothing that came is lost when the line is cut, falls silent, or the server stops."""

import socket
import struct

import pytest
from gunicorn.http.unreader import SocketUnreader

from audio.uploads.request_body import Body, incoming

SILENCE = struct.pack("ll", 0, 50_000)


@pytest.fixture
def line():
    """Our end and the sender's; ours waits for a twentieth of a second."""
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, SILENCE)
    with ours, theirs:
        yield ours, theirs


def body(ours: socket.socket, length: int, *, is_stopping: bool = False) -> Body:
    return Body(SocketUnreader(ours), length, lambda: is_stopping)


def test_what_came_is_given_at_once(line):
    ours, theirs = line
    theirs.sendall(b"crumb")
    assert body(ours, 100).read1(100) == b"crumb"


def test_a_whole_body_may_come_in_crumbs(line):
    ours, theirs = line
    theirs.sendall(b"crumb")
    coming = body(ours, 10)
    first = coming.read1(3)
    theirs.sendall(b"final")
    assert (first, coming.read(), coming.read()) == (b"cru", b"mbfinal", b"")


@pytest.mark.parametrize("end", ["cut", "silence"])
def test_what_came_before_the_end_of_the_line_is_kept(line, end):
    ours, theirs = line
    theirs.sendall(b"crumb")
    if end == "cut":
        theirs.close()
    coming = body(ours, 100)
    assert coming.read1(100) == b"crumb"
    if end == "cut":
        assert coming.read1(100) == b""
    else:
        with pytest.raises(OSError, match="temporarily unavailable"):
            coming.read1(100)
    assert (coming.failed, coming.read1(100)) == (True, b"")


def test_the_next_request_on_the_line_is_left_alone(line):
    ours, theirs = line
    theirs.sendall(b"bodyGET / HTTP/1.1")
    coming = body(ours, 4)
    assert (coming.read(), coming.unreader.read(3)) == (b"body", b"GET")


def test_a_server_that_stops_reads_no_more(line):
    ours, theirs = line
    theirs.sendall(b"crumb")
    with pytest.raises(ConnectionAbortedError):
        body(ours, 100, is_stopping=True).read1(100)


def test_while_nothing_comes_no_connection_to_the_database_is_held(line, rf, monkeypatch):
    ours, theirs = line
    closed = []
    monkeypatch.setattr("audio.uploads.request_body.connection.close", lambda: closed.append(True))
    read = incoming(rf.get("/", **{"wsgi.input": body(ours, 10)}))
    theirs.sendall(b"crumb")
    assert (read(5), closed) == (b"crumb", [])
    with pytest.raises(OSError, match="temporarily unavailable"):
        read(5)
    assert closed == [True]


def test_another_server_gives_its_own_body(rf):
    request = rf.post("/", b"all of it", content_type="text/plain")
    assert incoming(request)(9) == b"all of it"
