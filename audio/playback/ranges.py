"""Answers with a part of a file: without byte ranges (RFC 9110, section 14) no browser can seek in sound."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe

BLOCK = 256 * 1024
# Python makes no number of more than 4,300 digits, and would raise an error of its own.
ONE_RANGE = re.compile(r"([0-9]{0,4000})-([0-9]{0,4000})")
PRIVATE = "private, no-cache"  # kept by the browser only, and asked for each time whether it may still be heard
IN_PIECES = "private, no-store"  # Chromium's cache would ask for all that is left, whatever its player wants


@dataclass(frozen=True)
class Body:
    """The bytes behind an address. `open` gives a binary file that can seek, each time a new one.

    `etag` is a strong one, in its quotes; `modified` is in whole seconds since 1970, None where the storage does not know.
    """

    open: Callable[[], IO[bytes] | Any]
    size: int
    content_type: str
    etag: str
    modified: int | None = None
    disposition: str = "inline"


def ranged(request: HttpRequest, body: Body, *, most: int | None = None) -> HttpResponseBase:
    """The bytes that were asked for: 206 for one range, 416 beyond the end, 200 for all and for several ranges; 304 and 412 as asked.

    A range without an end is given `most` bytes of, so that nobody who pauses holds a thread: the client asks for the rest when it
    wants it (section 14.2). Not for downloads: a program that saves a file takes the end of an answer for the end of the file.
    """
    cache = IN_PIECES if most else PRIVATE
    whole: Any = answer(request, body, 0, body.size - 1, cache)
    allowed: Any = get_conditional_response(request, body.etag, body.modified, whole)
    asked = one_range(request, body)
    if allowed is not whole or asked is None:
        return allowed
    first, last = bounds(*asked, body.size)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{body.size}", "Cache-Control": cache})
    if most and asked[0] and not asked[1]:
        last = min(last, first + most - 1)
    part = answer(request, body, first, last, cache)
    part.status_code = 206
    part["Content-Range"] = f"bytes {first}-{last}/{body.size}"
    return part


def answer(request: HttpRequest, body: Body, first: int, last: int, cache: str) -> StreamingHttpResponse:
    content = window(body, first, last) if request.method != "HEAD" else iter(())
    response = StreamingHttpResponse(content, content_type=body.content_type)
    response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = body.etag
    response["Cache-Control"] = cache
    response["Content-Disposition"] = body.disposition
    if body.modified is not None:
        response["Last-Modified"] = http_date(body.modified)
    return response


def one_range(request: HttpRequest, body: Body) -> tuple[str, str] | None:
    """The two ends as they were written, one of them perhaps empty; None when there is no range that we serve as one.

    Only GET knows ranges (section 14.2): HEAD tells about the whole. Several at once would need a multipart answer, which no player
    asks for: they get the whole, as section 14.2 allows.
    """
    unit, _, written = request.headers.get("Range", "").partition("=")
    ranges = [each for each in (part.strip(" \t") for part in written.split(",")) if each]
    if request.method != "GET" or unit.strip().lower() != "bytes" or len(ranges) != 1 or not is_same(request, body):
        return None
    found = ONE_RANGE.fullmatch(ranges[0])
    return (found[1], found[2]) if found and any(found.groups()) else None


def is_same(request: HttpRequest, body: Body) -> bool:
    """Whether what the client has a part of is what we have (section 13.1.5): by its strong ETag, or by the very date that we told."""
    known = request.headers.get("If-Range")
    if known is None or known == body.etag:
        return True
    return body.modified is not None and parse_http_date_safe(known) == body.modified


def bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """First and last byte, both included; `-n` asks for the last n. An empty stretch (first > last) cannot be served."""
    if not first:
        return max(size - int(last), 0), size - 1 if int(last) else -1
    return int(first), min(int(last) if last else size - 1, size - 1)


def window(body: Body, first: int, last: int) -> Iterator[bytes]:
    with body.open() as source:
        source.seek(first)
        left = last - first + 1
        while left > 0 and (block := source.read(min(BLOCK, left))):
            left -= len(block)
            yield block
