"""A file of any size comes in through a memory that stays flat."""

import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audio.arrivals import ArrivalHandler
from audio.sound import sandbox

PROGRAM = """
import os, resource, sys, tempfile
os.environ.update(DJANGO_SETTINGS_MODULE="memoire_site.settings", DATA_DIR=tempfile.mkdtemp(dir=sys.argv[2]))
import django
django.setup()
from io import RawIOBase
from types import SimpleNamespace
from django.conf import settings
from django.http.multipartparser import MultiPartParser
from audio.arrivals import ArrivalHandler

HEAD = b'--edge\\r\\nContent-Disposition: form-data; name="file"; filename="a.wav"\\r\\n\\r\\n'
TAIL = b"\\r\\n--edge--\\r\\n"


class Sent(RawIOBase):
    def __init__(self, size):
        self.left, self.parts = size, [HEAD]

    def read(self, most=-1):
        if self.parts:
            return self.parts.pop()
        if self.left is None:
            return b""
        if self.left <= 0:
            self.left = None
            return TAIL
        block = bytes(min(self.left, 64 * 1024))
        self.left -= len(block)
        return block


size = int(sys.argv[1])
meta = {"CONTENT_TYPE": "multipart/form-data; boundary=edge", "CONTENT_LENGTH": size + len(HEAD) + len(TAIL)}
known = SimpleNamespace(user=SimpleNamespace(is_authenticated=True))
_, files = MultiPartParser(meta, Sent(size), [ArrivalHandler(known)]).parse()
assert files["file"].size == size, files["file"].size
files["file"].close()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peak_memory(megabytes: int, folder) -> int:
    """Megabytes that a process needs to take in so many."""
    command = [sys.executable, "-c", PROGRAM, str(megabytes * 1024**2), str(folder)]
    said = subprocess.run(command, cwd=sandbox.root(), capture_output=True, check=True, text=True)
    return int(said.stdout)


def test_a_large_upload_needs_no_more_memory_than_a_small_one(tmp_path):
    assert peak_memory(200, tmp_path) - peak_memory(1, tmp_path) < 20


@pytest.mark.django_db
def test_nobody_whom_we_do_not_know_writes_to_our_disk(client, settings, monkeypatch):
    kept = []
    monkeypatch.setattr(ArrivalHandler, "receive_data_chunk", lambda self, data, start: kept.append(data))
    sound = SimpleUploadedFile("a.wav", bytes(200_000))
    assert client.post("/api/v1/audio/upload", {"file": sound}).status_code == 401
    client.post("/api/v1/auth/login", {"file": SimpleUploadedFile("a.wav", bytes(200_000))})
    client.post("/sign-in/", {"username": "nobody@example.com", "file": SimpleUploadedFile("a.wav", bytes(200_000))})
    assert kept == []
