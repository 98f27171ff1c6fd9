"""The web server as it runs for people: a line that falls silent is closed without loss, and clients that are not ours can send."""

import hashlib
import socket
from io import BytesIO
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from tusclient.client import TusClient

from memoire_site.tests.running import database, memoire
from memoire_site.tests.sending import BYTES, Sender, sound, token_of_a_keeper

pytestmark = pytest.mark.journey
CRUMB = b"RIFF, and nothing more"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The address of a server that waits two seconds for a byte, and the token of a keeper."""
    folder = tmp_path_factory.mktemp("site")
    with database(folder) as address:
        variables = {"DATABASE_URL": address, "UPLOAD_SILENCE_SECONDS": "2", "MAX_OPEN_UPLOADS": "100"}
        with memoire(folder, "--no-demo", **variables) as site:
            yield site, token_of_a_keeper(folder, **variables)


@pytest.fixture
def sender(place):
    return Sender(*place)


@pytest.fixture
def silent_line(place):
    """Begins a piece of an upload and falls silent after its first bytes."""
    lines = []

    def begin(path: str, token: str = place[1]) -> socket.socket:
        host = urlsplit(place[0])
        line = socket.create_connection((host.hostname, host.port), timeout=60)
        lines.append(line)
        asked = {
            "Host": host.netloc,
            "Authorization": f"Token {token}",
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": "0",
            "Content-Type": BYTES,
            "Content-Length": "5000",
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in asked.items())
        line.sendall(f"PATCH {path} HTTP/1.1\r\n{head}\r\n".encode() + CRUMB)
        return line

    yield begin
    for line in lines:
        line.close()


def everything(line: socket.socket) -> bytes:
    """What the server says until it closes the line."""
    said = b""
    while block := line.recv(65536):
        said += block
    return said


def test_a_silent_line_is_closed_and_what_came_is_kept(sender, silent_line):
    path = sender.begin(5000)
    said = everything(silent_line(path))
    assert said.startswith(b"HTTP/1.1 204")
    assert f"Upload-Offset: {len(CRUMB)}".encode() in said
    assert sender.offset(path) == len(CRUMB)


def test_many_silent_lines_keep_nobody_waiting(place, sender, silent_line):
    lines = [silent_line(sender.begin(5000)) for _ in range(40)]
    with urlopen(f"{place[0]}/sign-in/", timeout=60) as answer:
        assert answer.status == 200
    assert all(f"Upload-Offset: {len(CRUMB)}".encode() in everything(line) for line in lines)


def test_a_header_that_never_ends_is_closed(place):
    host = urlsplit(place[0])
    with socket.create_connection((host.hostname, host.port), timeout=60) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: somewhere")
        assert everything(line) == b""


@pytest.mark.parametrize("has_checksums", [False, True], ids=["plain", "with checksums"])
def test_another_tus_client_is_interrupted_and_goes_on(place, sender, has_checksums):
    content = sound(3, seed=has_checksums)
    client = TusClient(f"{place[0]}/api/v1/uploads/", headers={"Authorization": f"Token {place[1]}"})
    options = {"chunk_size": 1024**2, "metadata": {"filename": "kitchen.wav"}, "upload_checksum": has_checksums}
    first = client.uploader(file_stream=BytesIO(content), **options)
    first.upload_chunk()
    second = client.uploader(file_stream=BytesIO(content), url=first.url, **options)
    resumed_at = second.offset
    second.upload()
    recording = sender.ask("HEAD", urlsplit(first.url).path).headers["Upload-Recording"]
    assert (resumed_at, sender.sha256(recording)) == (1024**2, hashlib.sha256(content).hexdigest())
