"""Answers with a part of a file: without byte ranges (RFC 9110, section 14) no browser can seek in sound."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

BLOCK = 256 * 1024
ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


def ranged(request: HttpRequest, file: Any, *, size: int, content_type: str, etag: str) -> HttpResponseBase:
    """The bytes that were asked for: 206 for one range, 416 beyond the end, 200 for all and for several ranges.

    Only GET knows ranges (section 14.2): HEAD tells about the whole.
    """
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", "")) if request.method == "GET" else None
    is_same = request.headers.get("If-Range", etag) == etag
    first, last = 0, size - 1
    if asked and any(asked.groups()) and is_same:
        first, last = bounds(asked[1], asked[2], size)
        if first > last:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        asked = None
    body = window(file, first, last) if request.method != "HEAD" else iter(())
    answer = StreamingHttpResponse(body, status=206 if asked else 200, content_type=content_type)
    if asked:
        answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer["Content-Length"] = str(last - first + 1)
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, max-age=3600"
    answer["Content-Disposition"] = "inline"
    return answer


def bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """First and last byte, both included; `-n` asks for the last n. An empty stretch (first > last) cannot be served."""
    if not first:
        return max(size - int(last), 0), size - 1 if int(last) else -1
    return int(first), min(int(last) if last else size - 1, size - 1)


def window(file: Any, first: int, last: int) -> Iterator[bytes]:
    with file.open("rb") as source:
        source.seek(first)
        left = last - first + 1
        while left > 0 and (block := source.read(min(BLOCK, left))):
            left -= len(block)
            yield block
