"""A small tus client for tests, and a sender whose line is cut."""

from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.test import Client

from families.models import User

BYTES = "application/offset+octet-stream"
UPLOADS = "/api/v1/uploads/"
TUS = {"Tus-Resumable": "1.0.0"}


def signed_in(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def said(**metadata: str) -> str:
    return ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in metadata.items())


def create(client: Client, length: int, body: bytes = b"", headers: dict[str, str] | None = None, **metadata: str):
    about = {"Upload-Metadata": said(**metadata)} if metadata else {}
    asked = {**TUS, "Upload-Length": str(length), **about, **(headers or {})}
    return client.generic("POST", UPLOADS, body, content_type=BYTES if body else "", headers=asked)


def begin(client: Client, length: int, **metadata: str) -> str:
    """The address of a new upload."""
    return create(client, length, **metadata).headers["Location"]


def patch(client: Client, place: str, offset: int, body: bytes, headers: dict[str, str] | None = None, **environ: Any):
    asked = {**TUS, "Upload-Offset": str(offset), **(headers or {})}
    return client.generic("PATCH", place, body, content_type=BYTES, headers=asked, **environ)


def head(client: Client, place: str):
    return client.head(place, headers=TUS)


def offset(client: Client, place: str) -> int:
    return int(head(client, place).headers["Upload-Offset"])


class Line(BytesIO):
    """The body of a request; `then` is called once before the byte at `at` is given."""

    def __init__(self, body: bytes, at: int, then: Callable[[], Any]) -> None:
        super().__init__(body)
        self.at, self.then = at, then

    def read(self, most: int = -1) -> bytes:
        if self.tell() >= self.at:
            then, self.then = self.then, lambda: None
            then()
            return super().read(most)
        return super().read(min(most, self.at - self.tell()))


def cut() -> None:
    raise ConnectionResetError("the line was cut")
