"""A recording arrives: from the page or from a client, its bytes are judged, kept, and sent on their way."""

import errno
import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.db import transaction

from audio import files, limits, pipeline
from audio.models import Asked, Recording
from audio.sound import sandbox
from families.models import Family, Prompt, User
from families.people import narrator_named
from families.refusal import Refusal
from families.text.numbers import LARGEST


class AlreadyHere(Refusal):
    """The family has exactly these bytes already, as `recording`."""

    def __init__(self, recording: Recording) -> None:
        super().__init__("This recording is here already.")
        self.recording = recording


class ArrivalHandler(TemporaryFileUploadHandler):
    """Writes an upload to disk as it comes, and counts and hashes it on the way, so that memory stays flat.

    A file beyond MAX_UPLOAD_SIZE, or one that the disk has no room for, is read to its end but no longer written, so that the sender
    gets an answer in words.
    """

    has_room = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            raise SkipFile  # nobody whom we do not know writes to our disk
        super().new_file(*args, **kwargs)
        self.hash, self.received = hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.has_room and self.received <= settings.MAX_UPLOAD_SIZE:
            self.hash.update(raw_data)
            self.while_there_is_room(lambda: self.file.write(raw_data))

    def file_complete(self, file_size: int) -> UploadedFile | None:
        self.while_there_is_room(self.file.flush)
        file = super().file_complete(file_size)
        if file:
            file.sha256 = self.hash.hexdigest()  # type: ignore[attr-defined]
            file.has_room = self.has_room  # type: ignore[attr-defined]
        return file

    def while_there_is_room(self, write: Callable[[], Any]) -> None:
        try:
            if not limits.has_room():
                raise OSError(errno.ENOSPC, "The reserve of this disk is for other work")
            write()
        except OSError as error:
            if not limits.is_full(error):
                raise
            self.has_room = False
            os.ftruncate(self.file.fileno(), 0)  # what waits in the buffer must find room, or closing fails too


def receive(file: Any, *, family: Family, **told: Any) -> Recording:
    """Keeps a file that came whole. Raises what `take_in` raises, OverLimit when it is beyond a limit, and NoRoom."""
    limits.check_file(file.size)
    limits.check_family(family, file.size)
    if not getattr(file, "has_room", True):
        raise limits.NoRoom
    limits.check_disk()
    with limits.room():
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
    asked: Sequence[dict[str, Any]] = (),
    confirm: Callable[[Recording], None] = lambda recording: None,
) -> Recording:
    """Keeps a file as a recording of the family and starts its way.

    `file` is what the ArrivalHandler left on this machine's disk, or any file that lies there; one with a `temporary_file_path` is
    moved and not copied. Judged by its content: raises UnreadableSound when it is not sound, and AlreadyHere when the family has
    these very bytes. A narrator whom the family does not know yet becomes one of its people, unless the file is refused. `asked`
    are prompts that it answers: {"prompt": id or None, "text", "at_ms"}. `confirm` is called inside the transaction: what it
    raises unmakes the recording.
    """
    sound = sandbox.probe(path_of(file))
    sha256 = getattr(file, "sha256", None) or digest(file)
    check_is_new(family, sha256)
    size = file.size
    kept = files.keep_file(file, sound.suffix)
    try:
        with transaction.atomic():
            Family.objects.select_for_update(no_key=True).get(pk=family.pk)  # of two that send the same, one waits
            check_is_new(family, sha256)
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
            keep_asked(recording, asked)
            pipeline.start(recording)
            confirm(recording)
    # Also where this process is told to stop: the row is undone then, and the bytes would belong to nobody.
    except BaseException:
        files.discard_unless_kept(kept)
        raise
    return recording


def check_is_new(family: Family, sha256: str) -> None:
    """Raises AlreadyHere. A recording whose bytes are not where they were kept is no reason to refuse them."""
    for known in Recording.objects.for_family(family).filter(sha256=sha256).order_by("created_at"):
        if known.original.storage.exists(known.original.name):
            raise AlreadyHere(known)


def keep_asked(recording: Recording, asked: Sequence[dict[str, Any]]) -> None:
    known = (
        {str(pk) for pk in Prompt.objects.for_family(recording.family).values_list("pk", flat=True)} if asked else set()
    )
    Asked.objects.bulk_create(
        Asked(
            recording=recording,
            prompt_id=each["prompt"] if each["prompt"] in known else None,
            text=each["text"],
            at_ms=min(each["at_ms"], LARGEST),  # what an older client has said may be any number
        )
        for each in asked
    )


def path_of(file: Any) -> Path:
    return Path(file.temporary_file_path() if hasattr(file, "temporary_file_path") else file.file.name)


def digest(file: File) -> str:
    """SHA-256 of the bytes, in hexadecimal."""
    found = hashlib.sha256()
    for block in file.chunks(settings.CHUNK_SIZE):
        found.update(block)
    return found.hexdigest()
