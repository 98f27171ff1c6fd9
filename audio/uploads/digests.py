"""The SHA-256 of uploads under way, kept in this process between two pieces, so that their bytes need not be read again at the end."""

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import Any

from audio.models import Upload

MOST = 256  # the one that was left longest ago makes room

_kept: OrderedDict[Any, Any] = OrderedDict()
_lock = Lock()


def take_digest(upload: Upload) -> Any:
    """The hash of the bytes up to the upload's offset; None when they did not all pass by here. Whoever takes it has it alone."""
    with _lock:
        return _kept.pop(key(upload), None) if upload.offset else hashlib.sha256()


def keep_digest(upload: Upload, digest: Any) -> None:
    """Remembers the hash of the bytes up to the upload's offset for whoever goes on there."""
    with _lock:
        _kept[key(upload)] = digest
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def key(upload: Upload) -> Any:
    """`expires_at` changes whenever bytes are promised: a hash is never that of bytes which another process has replaced since."""
    return upload.pk, upload.offset, upload.expires_at
