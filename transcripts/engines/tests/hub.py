"""A Hugging Face hub on this machine that gives the files of one folder."""

import functools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

COMMIT = "0" * 40


class Hub(BaseHTTPRequestHandler):
    """The few addresses of the Hugging Face hub that a snapshot is fetched from."""

    def __init__(self, *arguments, repository, folder, asked, **options):
        self.repository, self.folder, self.asked = repository, folder, asked
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
            siblings = [{"rfilename": file.name} for file in self.folder.iterdir()]
            return self.give(json.dumps({"id": self.repository, "sha": COMMIT, "siblings": siblings}).encode())
        if self.path.startswith(f"/{self.repository}/resolve/") and (self.folder / name).is_file():
            return self.give((self.folder / name).read_bytes(), ETag=f'"{name}"', **{"X-Repo-Commit": COMMIT})
        return self.give(b"{}", status=404, **{"X-Error-Code": "RepoNotFound"})

    def give(self, body, status=200, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@contextmanager
def hub_of(repository: str, folder: Path) -> Iterator[SimpleNamespace]:
    """Its address (`url`), and what was `asked` of it."""
    asked: list[str] = []
    answering = functools.partial(Hub, repository=repository, folder=folder, asked=asked)
    server = ThreadingHTTPServer(("127.0.0.1", 0), answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}", asked=asked, folder=folder)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
