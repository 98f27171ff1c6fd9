"""A Hugging Face hub on this machine that gives the files of one folder."""

import functools
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

COMMIT = "0" * 40


class Hub(BaseHTTPRequestHandler):
    """The few addresses of the Hugging Face hub that a snapshot is fetched from."""

    def __init__(self, *arguments, repository, folder, asked, sent, broken, **options):
        self.repository, self.folder, self.asked, self.sent, self.broken = repository, folder, asked, sent, broken
        super().__init__(*arguments, **options)

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        self.asked.append(self.path)
        name = self.path.partition("?")[0].rpartition("/")[2]
        if self.path.startswith(f"/api/models/{self.repository}/tree"):
            files = [
                {"type": "file", "path": f.name, "size": f.stat().st_size, "oid": f.name} for f in self.folder.iterdir()
            ]
            return self.give(json.dumps(files).encode())
        if self.path.startswith(f"/api/models/{self.repository}"):
            siblings = [self.promised(file) for file in self.folder.iterdir()]
            return self.give(json.dumps({"id": self.repository, "sha": COMMIT, "siblings": siblings}).encode())
        if self.path.startswith(f"/{self.repository}/resolve/") and (self.folder / name).is_file():
            return self.give_file((self.folder / name).read_bytes(), ETag=f'"{name}"', **{"X-Repo-Commit": COMMIT})
        return self.give(b"{}", status=404, **{"X-Error-Code": "RepoNotFound"})

    def promised(self, file):
        """What it says of a file: of a large one its SHA-256, of all Git's name for it."""
        bytes_, large = file.read_bytes(), file.suffix == ".bin"
        blob = hashlib.sha1(b"blob %d\0" % len(bytes_) + bytes_).hexdigest()
        lfs = {"lfs": {"sha256": hashlib.sha256(bytes_).hexdigest(), "size": len(bytes_)}} if large else {}
        return {"rfilename": file.name, "size": len(bytes_), "blobId": blob, **lfs}

    def give_file(self, body, **headers):
        """The whole, or from where it is asked; after as many bytes as `broken` says the line is cut."""
        start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").partition("-")[0])
        part, most = body[start:], self.broken.get("after", len(body))
        if "Range" in self.headers:
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        self.sent.append((self.path, start))
        self.give(part, status=206 if "Range" in self.headers else 200, most=most, **headers)

    def give(self, body, status=200, most=None, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            with suppress(ConnectionError):  # whoever asked has seen enough
                self.wfile.write(body[:most])
            self.close_connection = True

    def log_message(self, *arguments):
        pass


@contextmanager
def hub_of(repository: str, folder: Path) -> Iterator[SimpleNamespace]:
    """Its address (`url`), what was `asked` of it, which files it `sent` from which byte; `broken["after"]` so many it cuts the line."""
    asked: list[str] = []
    sent: list[tuple[str, int]] = []
    broken: dict[str, int] = {}
    answering = functools.partial(Hub, repository=repository, folder=folder, asked=asked, sent=sent, broken=broken)
    server = ThreadingHTTPServer(("127.0.0.1", 0), answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield SimpleNamespace(
            url=f"http://127.0.0.1:{server.server_port}", asked=asked, folder=folder, sent=sent, broken=broken
        )
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
