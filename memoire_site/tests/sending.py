"""Somebody with a token, who sends to a real server over a line of our own."""

import json
import os
import random
import subprocess
import sys
import wave
from http.client import HTTPConnection, HTTPException
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from memoire_site.tests.running import until

BYTES = "application/offset+octet-stream"
PIECE = 1024**2
CODE = """
import django; django.setup()
from families.accounts.tokens import give_token
from families.models import Family, Membership, User
keeper = User.objects.create_user("keeper@family.example", None, name="Kim")
Membership.objects.create(family=Family.objects.create(name="Home"), user=keeper, role=Membership.Role.KEEPER)
print(give_token(keeper)[1])
"""


def token_of_a_keeper(folder: Path, **environment: str) -> str:
    """Makes a family with a keeper in the database of a server that runs."""
    variables = {
        **os.environ,
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "memoire_site.settings",
        **environment,
    }
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=variables, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    return done.stdout.split()[-1]


def sound(megabytes: int, seed: int = 0) -> bytes:
    """A WAV file of noise."""
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((2, 2, 48_000, 0, "NONE", "NONE"))
        file.writeframes(random.Random(seed).randbytes(megabytes * 1024**2))
    return out.getvalue()


class Sender:
    """A tus client as plain as one can be: asks where the upload ends, and sends the next piece."""

    def __init__(self, site: str, token: str) -> None:
        self.host, self.asked = urlsplit(site).netloc, {"Authorization": f"Token {token}", "Tus-Resumable": "1.0.0"}

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str):
        line = HTTPConnection(self.host, timeout=60)
        try:
            line.request(
                method, path, body or None, self.asked | {name.replace("_", "-"): v for name, v in headers.items()}
            )
            answer = line.getresponse()
            answer.content = answer.read()
            return answer
        finally:
            line.close()

    def begin(self, length: int) -> str:
        answer = self.ask("POST", "/api/v1/uploads/", Upload_Length=str(length))
        assert answer.status == 201, answer.content
        return urlsplit(answer.headers["Location"]).path

    def offset(self, place: str) -> int:
        return int(self.ask("HEAD", place).headers["Upload-Offset"])

    def piece(self, place: str, content: bytes, at: int):
        headers = {"Upload_Offset": str(at), "Content_Type": BYTES}
        return self.ask("PATCH", place, content[at : at + PIECE], **headers)

    def send(self, place: str, content: bytes, *, seconds: float) -> tuple[str, list[int]]:
        """Sends until the recording exists, however often the server is gone. Its id, and every offset that was promised."""
        found, offsets = [], []

        def is_there() -> bool:
            try:
                offsets.append(self.offset(place))
                answer = (
                    self.piece(place, content, offsets[-1]) if offsets[-1] < len(content) else self.ask("HEAD", place)
                )
            except (OSError, HTTPException, TypeError):  # no server, or none that answers in full
                return False
            found.append(answer.headers["Upload-Recording"])
            return bool(found[-1])

        until(is_there, seconds, "the recording", every=0.02)
        return found[-1], offsets

    def sha256(self, recording: str) -> str:
        return json.loads(self.ask("GET", f"/api/v1/audio/{recording}/").content)["sha256"]
