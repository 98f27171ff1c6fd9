"""A recording arrives: from the page or from a client, its bytes are judged, kept, and sent on their way."""

import hashlib
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.db import transaction

from audio import files, limits, pipeline, sandbox
from audio.models import Recording
from families.models import Family, User
from families.people import narrator_named


class ArrivalHandler(TemporaryFileUploadHandler):
    """Writes an upload to disk as it comes, and counts and hashes it on the way, so that memory stays flat.

    A file beyond MAX_UPLOAD_SIZE is read to its end but no longer written, so that the sender gets an answer in words.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            raise SkipFile  # nobody whom we do not know writes to our disk
        super().new_file(*args, **kwargs)
        self.hash, self.received = hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received <= settings.MAX_UPLOAD_SIZE:
            self.hash.update(raw_data)
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        file = super().file_complete(file_size)
        if file:
            file.sha256 = self.hash.hexdigest()  # type: ignore[attr-defined]
        return file


def receive(file: Any, *, family: Family, **told: Any) -> Recording:
    """Keeps a file that came whole. Raises what `take_in` raises, and OverLimit when the file is beyond a limit."""
    limits.check_file(file.size)
    limits.check_family(family, file.size)
    return take_in(file, family=family, **told)


def take_in(
    file: Any,
    *,
    family: Family,
    by: User | None,
    narrator: str = "",
    born: str = "",
    title: str = "",
    recorded_on: str = "",
    language: str = "",
    confirm: Callable[[Recording], None] = lambda recording: None,
) -> Recording:
    """Keeps a file as a recording of the family and starts its way.

    `file` is what the ArrivalHandler left on this machine's disk, or any file that lies there; one with a `temporary_file_path` is
    moved and not copied. Judged by its content: raises UnreadableSound when it is not sound. A narrator whom the family does not
    know yet becomes one of its people, unless the file is refused. `confirm` is called inside the transaction: what it raises
    unmakes the recording.
    """
    sound = sandbox.probe(path_of(file))
    sha256 = getattr(file, "sha256", None) or digest(file)
    size = file.size
    kept = files.keep(file, sound.suffix)
    try:
        with transaction.atomic():
            recording = Recording.objects.create(
                family=family,
                uploaded_by=by,
                narrator=narrator_named(family, narrator, born=born),
                title=title,
                recorded_on=recorded_on,
                language=language,
                original=kept,
                filename=PurePath(str(file.name)).name[:255],
                content_type=sound.content_type,
                size=size,
                sha256=sha256,
                plays_in_browsers=sound.plays_in_browsers,
            )
            pipeline.start(recording)
            confirm(recording)
    except BaseException:
        files.discard_unless_kept(kept)
        raise
    return recording


def path_of(file: Any) -> Path:
    return Path(file.temporary_file_path() if hasattr(file, "temporary_file_path") else file.file.name)


def digest(file: File) -> str:
    """SHA-256 of the bytes, in hexadecimal."""
    found = hashlib.sha256()
    for block in file.chunks(settings.CHUNK_SIZE):
        found.update(block)
    return found.hexdigest()
