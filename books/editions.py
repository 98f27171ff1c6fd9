"""Making an edition of a book, once for each manuscript."""

import hashlib
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, OperationalError, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from pypdf import PdfReader

from audio import files, limits
from books import pdf
from books.manuscript import dated, digest, manuscript
from books.models import Book, Edition
from books.unsaid import checked

FORM = ["pdf.py", "faces.py", "glyphs.py", "typesetter.py", "sheet.py", "typography.py", "typst/book.typ"]


class NothingToPrint(Exception):
    """No story is approved yet."""


def current(book: Book) -> Edition:
    """The edition of the book as it stands now, typeset if it was not yet.

    Raises NothingToPrint, and TypesettingError with a sentence that says what to mend.
    """
    content = manuscript(book)
    if not content["chapters"]:
        raise NothingToPrint("No story is approved yet. Approve one, and the book can be made.")
    content = checked(content)
    version = digest({**content, "form": form_version()})
    return Edition.objects.filter(book=book, digest=version).first() or make(book, content, version)


@cache
def form_version() -> str:
    """Changes when the way a book is set changes, so that no edition in an old form, or without a face, is given out."""
    here = Path(__file__).parent
    fonts = sorted(f"{file.name} {file.stat().st_size}" for file in pdf.FONTS.rglob("*.ttf"))
    return hashlib.sha256(b"".join((here / name).read_bytes() for name in FORM) + "\n".join(fonts).encode()).hexdigest()


def make(book: Book, content: dict[str, object], version: str) -> Edition:
    typeset = pdf.typeset(dated(content, timezone.localdate()))
    made = Edition(book=book, digest=version, pages=len(PdfReader(BytesIO(typeset)).pages))
    try:
        with limits.room():
            return keep(made, typeset)
    except limits.NoRoom:  # it can be read all the same
        made.pdf = File(BytesIO(typeset), "book.pdf")
        return made


def keep(made: Edition, typeset: bytes) -> Edition:
    kept = files.keep(File(BytesIO(typeset), "book.pdf"), ".pdf")
    try:
        with transaction.atomic():
            made.pdf = kept
            made.save()
    except IntegrityError:  # somebody asked for the same edition at the same moment
        files.discard(kept)
        return Edition.objects.get(book=made.book, digest=made.digest)
    except OperationalError:
        files.discard(kept)
        raise
    return made


@receiver(post_delete, sender=Edition)
def take_file_away(instance: Edition, **_: Any) -> None:
    """A book that is deleted, with its family or alone, leaves none of their words on the disk."""
    files.discard_on_commit(instance.pdf.name)
