"""How large a recording may be, how much a family may keep, and how many uploads a person may have under way."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import OperationalError
from django.db.models import Sum
from django.db.models.functions import Coalesce

from audio.models import Recording, Upload
from families.models import Family, User
from families.refusal import Refusal


class OverLimit(Refusal):
    """More than a limit allows. `which` names the limit; `limit`, `left` and `size` are bytes, or uploads for `open_uploads`."""

    def __init__(self, detail: str, *, which: str, limit: int, left: int, size: int) -> None:
        super().__init__(detail)
        self.facts: dict[str, Any] = {"detail": detail, "which": which, "limit": limit, "left": left, "size": size}


class NoRoom(Refusal):
    """The disk or the database takes no more. What was safe before is still there."""

    def __init__(self) -> None:
        super().__init__(
            "There is no room left where recordings are kept. What is there is safe. Please try again later."
        )


GIGABYTE = 1024**3
FULL = {errno.ENOSPC, errno.EDQUOT}
DISK_FULL = "53100"  # PostgreSQL's SQLSTATE
SQLITE_FULL = "SQLITE_FULL"


@contextmanager
def room() -> Iterator[None]:
    """Raises NoRoom when what happens inside finds the disk full, be it for files or for the database."""
    try:
        yield
    except (OSError, OperationalError) as error:
        if is_full(error):
            raise NoRoom from error
        raise


def check_disk(size: int = 0) -> None:
    """Raises NoRoom where a file of so many bytes would eat into what is kept free for people who sign in and correct."""
    if not has_room(size):
        raise NoRoom


def has_room(size: int = 0) -> bool:
    """Asked of the disks that recordings arrive at and stay on; cheap enough to be asked for each piece."""
    return all(usage.free - size >= reserve(usage.total) for usage in map(shutil.disk_usage, folders_of_sound()))


def reserve(total: int) -> int:
    """Bytes that stay free of a disk of `total` bytes."""
    told = settings.DISK_RESERVE
    return min(GIGABYTE, total // 50) if told is None else int(told)


def folders_of_sound() -> list[Path]:
    kept = storages["recordings"]
    folders = [
        Path(settings.FILE_UPLOAD_TEMP_DIR),
        *([Path(kept.location)] if isinstance(kept, FileSystemStorage) else []),
    ]
    # Before the first recording the folders are not there yet, but their disk is.
    return [next(each for each in (folder, *folder.parents) if each.exists()) for folder in folders]


def is_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in FULL
    cause = error.__cause__
    return getattr(cause, "sqlstate", None) == DISK_FULL or getattr(cause, "sqlite_errorname", None) == SQLITE_FULL


def check_file(size: int) -> None:
    limit = settings.MAX_UPLOAD_SIZE
    if size > limit:
        detail = f"This file is {in_words(size)}. One recording may be {in_words(limit)} at most: cut it into parts."
        raise OverLimit(detail, which="file_size", limit=limit, left=limit, size=size)


def check_family(family: Family, size: int) -> None:
    """What is being uploaded counts as if it were there already, so that nobody sends for hours in vain."""
    limit = settings.MAX_FAMILY_BYTES
    if not limit:
        return
    kept = total(Recording.objects.filter(family=family), "size")  # what is removed takes up room until it is erased
    coming = total(Upload.objects.for_family(family).unfinished(), Coalesce("length", "offset"))
    left = max(0, limit - kept - coming)
    if size > left:
        detail = f"This file is {in_words(size)}, and your family has room for {in_words(left)} more."
        raise OverLimit(detail, which="family_bytes", limit=limit, left=left, size=size)


def check_open_uploads(user: User) -> None:
    limit, has = settings.MAX_OPEN_UPLOADS, Upload.objects.filter(user=user).unfinished().count()
    if has >= limit:
        detail = f"You have {has} unfinished uploads. Finish or cancel one of them first."
        raise OverLimit(detail, which="open_uploads", limit=limit, left=0, size=1)


def total(rows: Any, amount: Any) -> int:
    return rows.aggregate(total=Sum(amount))["total"] or 0


def in_words(size: int) -> str:
    return f"{size / 1024**3:.1f} GB" if size >= 1024**3 else f"{size / 1024**2:.1f} MB"
