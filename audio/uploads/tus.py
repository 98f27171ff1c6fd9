"""The tus protocol, version 1.0.0: what its headers say, and how they are written. Knows HTTP and no model.

https://tus.io/protocols/resumable-upload
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime

from rest_framework.exceptions import APIException

from families.text.letters import one_line
from families.text.numbers import whole_number

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination"
DIGEST_BYTES = {"sha1": 20, "sha256": 32}
BYTES = "application/offset+octet-stream"
CHECKSUM_MISMATCH = 460

Headers = Mapping[str, str]


class Refused(APIException):
    """The request does not speak the protocol; says what is wrong with it."""

    def __init__(self, detail: str, status: int = 400) -> None:
        super().__init__(detail)
        self.status_code = status


def capabilities(max_size: int) -> dict[str, str]:
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(max_size),
        "Tus-Checksum-Algorithm": ",".join(DIGEST_BYTES),
    }


def method(asked: str, headers: Headers) -> str:
    """What is really asked for, where a client or a proxy knows only POST."""
    override = headers.get("X-HTTP-Method-Override", "").upper()
    return override if asked == "POST" and override in {"PATCH", "DELETE", "HEAD"} else asked


def check_version(headers: Headers) -> None:
    if headers.get("Tus-Resumable") != VERSION:
        raise Refused(f"Send Tus-Resumable: {VERSION}.", 412)


def upload_length(headers: Headers) -> int | None:
    """The length that is said when an upload begins; None where it comes later."""
    length, deferred = late_length(headers), headers.get("Upload-Defer-Length")
    # One of the two, and not both.
    if (length is None) is (deferred is None) or deferred not in {None, "1"}:
        raise Refused("Send either Upload-Length, or Upload-Defer-Length: 1 where the length comes later.")
    return length


def late_length(headers: Headers) -> int | None:
    """The length that a request says, if it says one."""
    return number(headers, "Upload-Length") if "Upload-Length" in headers else None


def upload_offset(headers: Headers) -> int:
    return number(headers, "Upload-Offset")


def body_size(headers: Headers, *, is_needed: bool) -> int:
    """How many bytes follow; they must be called bytes. Django reads no more than Content-Length, so there has to be one."""
    if "Transfer-Encoding" in headers or (is_needed and not headers.get("Content-Length")):
        raise Refused("Content-Length is missing.", 411)
    size = number(headers, "Content-Length") if headers.get("Content-Length") else 0
    if (size or is_needed) and headers.get("Content-Type", "").split(";")[0].strip().lower() != BYTES:
        raise Refused(f"Send bytes as Content-Type: {BYTES}.", 415)
    return size


def number(headers: Headers, name: str) -> int:
    found = whole_number(headers.get(name, ""))
    if found is None:
        raise Refused(f"{name} must be a whole number.")
    return found


def metadata(headers: Headers) -> dict[str, str]:
    """Upload-Metadata: pairs with commas, each a key and its value in Base64; keys without a value are allowed."""
    found: dict[str, str] = {}
    for pair in filter(None, (each.strip() for each in headers.get("Upload-Metadata", "").split(","))):
        key, _, value = pair.partition(" ")
        key = one_line(key)
        if key in found:
            raise Refused("Upload-Metadata names a key twice.")
        found[key] = metadata_value(value.strip())
    return found


def metadata_value(encoded: str) -> str:
    try:
        value = b64decode(encoded, validate=True).decode()
    except ValueError:
        raise Refused("Upload-Metadata must be keys and values in Base64 of UTF-8.") from None
    if "\0" in value:
        raise Refused("Upload-Metadata must be text.")
    return one_line(value)


def written_metadata(found: dict[str, str]) -> str:
    return ",".join(f"{key} {b64encode(value.encode()).decode()}".strip() for key, value in found.items())


def checksum(headers: Headers) -> tuple[str, bytes] | None:
    """The algorithm and the digest that the sender got, or None where none was sent."""
    said = headers.get("Upload-Checksum")
    if said is None:
        return None
    algorithm, _, encoded = said.strip().partition(" ")
    if algorithm not in DIGEST_BYTES:
        raise Refused(f"Upload-Checksum must be one of {', '.join(DIGEST_BYTES)}.")
    try:
        digest = b64decode(encoded.strip(), validate=True)
    except binascii.Error:
        # As long as no digest is: refused below, with the same sentence.
        digest = b""
    if len(digest) != DIGEST_BYTES[algorithm]:
        raise Refused("Upload-Checksum must be an algorithm and a digest in Base64.")
    return algorithm, digest


def date(moment: datetime) -> str:
    """A moment in UTC as HTTP writes it (RFC 9110, section 5.6.7)."""
    return format_datetime(moment, usegmt=True)
