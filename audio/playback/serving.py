"""The sound of a recording, for those who may hear it: in ranges by us, by the server before us, or at a signed address.

Whoever calls `play` or `download` has asked who may hear it, for each request anew.
"""

from functools import partial
from pathlib import PurePath
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.http import content_disposition_header

from audio.models import Recording
from audio.playback.ranges import PRIVATE, Body, ranged
from audio.sound.formats import name_as_found

PIECE = 2 * 1024**2  # four minutes of a copy that we made


def play(request: HttpRequest, recording: Recording, *, most: int | None = None) -> HttpResponseBase:
    """The sound to listen to; `most` is for our own pages, whose players ask again (`ranged` tells why)."""
    address = signed_address(recording.sound) if request.method == "GET" else None
    if address:
        return HttpResponseRedirect(address, headers={"Cache-Control": "no-store"})
    return serve(request, recording.sound, **(of_copy if recording.playable else of_original)(recording), most=most)


def download(request: HttpRequest, recording: Recording) -> HttpResponseBase:
    """The original, byte for byte, under the name that it came with; its ending says what was found, whatever the sender's did."""
    said = "".join(letter for letter in recording.filename if letter.isprintable()) or "recording"
    name = name_as_found(said, PurePath(str(recording.original.name)).suffix)
    disposition = content_disposition_header(True, name)
    return serve(request, recording.original, **of_original(recording), disposition=disposition)


def of_original(recording: Recording) -> dict[str, Any]:
    return {
        "content_type": recording.content_type,
        "etag": f'"{recording.sha256}"',
        "modified": int(recording.created_at.timestamp()),
    }


def of_copy(recording: Recording) -> dict[str, Any]:
    """A name of ours stands for the same bytes for ever (`files.keep_file`), as a digest would."""
    return {"content_type": recording.sound_type, "etag": f'"{PurePath(str(recording.playable.name)).stem}"'}


def serve(request: HttpRequest, file: Any, *, most: int | None = None, **about: Any) -> HttpResponseBase:
    """A stored file; `about` is what a Body says of it."""
    try:
        body = Body(open=partial(file.open, "rb"), size=file.size, **about)
    except FileNotFoundError:
        raise Http404("The sound of this recording is not where it was kept.") from None
    place = place_for_server(file) if settings.SENDFILE != "none" else {}
    return handed_over(body, place) if place else ranged(request, body, most=most)


def place_for_server(file: Any) -> dict[str, str]:
    """The header by which the server before us finds the file; none when it does not lie on a disk."""
    try:
        path = file.path
    except NotImplementedError:
        return {}
    if settings.SENDFILE == "x-sendfile":
        return {"X-Sendfile": quote(path)}
    return {"X-Accel-Redirect": f"/{settings.SENDFILE_PREFIX.strip('/')}/{quote(file.name)}"}


def handed_over(body: Body, place: dict[str, str]) -> HttpResponse:
    """An answer without bytes: the server before us puts in those that were asked for, with an ETag and a date of its own."""
    headers = {"Content-Disposition": body.disposition, "Cache-Control": PRIVATE, **place}
    return HttpResponse(content_type=body.content_type, headers=headers)


def signed_address(file: Any) -> str | None:
    """A short-lived address at the storage itself, where the storage signs such; never one that is open to everybody."""
    if not getattr(file.storage, "querystring_auth", False):
        return None
    address = str(file.storage.url(file.name))
    return address if urlsplit(address).query else None
