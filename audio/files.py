"""The bytes of a recording: kept durably when they come, taken away when their row has gone."""

import os
import uuid
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver

from audio.models import Recording, Upload


def keep_file(file: File, suffix: str) -> str:
    """Stores the bytes under a name of our own and returns it; on this machine's disk they are safe when it returns."""
    name = uuid.uuid4().hex
    storage = storages["recordings"]
    kept = storage.save(f"{name[:2]}/{name}{suffix}", file)
    with suppress(NotImplementedError):  # object storage has its own promise
        settle(Path(storage.path(kept)))
    return kept


def settle(path: Path) -> None:
    """Waits until the file and its folder are on the disk."""
    for place in (path, path.parent, path.parent.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def discard(name: str) -> None:
    storages["recordings"].delete(name)


def discard_unless_kept(name: str) -> None:
    """Erases bytes whose row was not committed. When that cannot be known, they stay: an orphan is better than a lost voice."""
    with suppress(DatabaseError):
        if name and not Recording.objects.filter(Q(original=name) | Q(playable=name)).exists():
            discard(name)


def discard_on_commit(*names: str | None) -> None:
    """Erases files once the deletion of their row is certain, and not before."""
    for name in filter(None, names):
        transaction.on_commit(lambda name=name: discard(name))  # type: ignore[misc]


@receiver(post_delete, sender=Recording)
def take_bytes_away(instance: Recording, **_: Any) -> None:
    discard_on_commit(instance.original.name, instance.playable.name)


@receiver(post_delete, sender=Upload)
def take_arrived_bytes_away(instance: Upload, **_: Any) -> None:
    transaction.on_commit(partial(instance.path.unlink, missing_ok=True), robust=True)  # asked now: later it has no id
