"""Making an edition of a book, once for each manuscript."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from django.core.files.base import File
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from audio import files, limits
from books import pdf
from books.build_leases import BuildLease, edition_or_turn
from books.manuscript import approved, dated, digest, manuscript
from books.models import Book, Edition
from books.retention import prune
from books.schema import UndatedManuscript
from books.unsaid import checked
from families.refusal import Refusal

FORM = ["pdf.py", "faces.py", "glyphs.py", "typesetter.py", "sheet.py", "typography.py", "typst/book.typ"]


class NothingToPrint(Refusal):
    """No story is approved yet."""


def current(book: Book) -> Edition:
    """The edition of the book as it stands now, typeset if it was not yet: by one request, for which the others wait.

    Raises NothingToPrint, BeingMade, and TypesettingError with a sentence that says what to mend.
    """
    stories = list(approved(book))
    if not stories:
        raise NothingToPrint("No story is approved yet. Approve one, and the book can be made.")
    content = checked(manuscript(book, stories))
    version = digest({**content, "form": form_version()})
    order = Order(book, content, version, sorted({str(story.recording_id) for story in stories}))
    try:
        with limits.room():
            found = edition_or_turn(book, version)
    except limits.NoRoom:  # not even for who makes it; it can be read all the same
        return order.make(lambda: None)
    return found if isinstance(found, Edition) else order.make_by(found)


@dataclass(frozen=True)
class Order:
    """An edition to be made: `version` is the digest of its `content` and form, `recordings` the ids of those that it prints."""

    book: Book
    content: UndatedManuscript
    version: str
    recordings: list[str]

    def make_by(self, lease: BuildLease) -> Edition:
        try:
            # It may have been made between the last look and the lease.
            return Edition.objects.filter(book=self.book, digest=self.version).first() or self.make(lease.renew)
        except pdf.TypesettingError as error:
            lease.fail(str(error))
            raise
        finally:
            lease.end()

    def make(self, show_life: Callable[[], None]) -> Edition:
        from pypdf import PdfReader  # noqa: PLC0415 - slow, and not wanted until a book is printed

        typeset = pdf.typeset(dated(self.content, timezone.localdate()), show_life=show_life)
        pages = len(PdfReader(BytesIO(typeset)).pages)
        made = Edition(book=self.book, digest=self.version, pages=pages, recordings=self.recordings)
        try:
            with limits.room():
                return keep_edition(made, typeset)
        except limits.NoRoom:  # it can be read all the same
            made.pdf = File(BytesIO(typeset), "book.pdf")
            return made


@cache
def form_version() -> str:
    """Changes when the way a book is set changes, so that no edition in an old form, or without a face, is given out."""
    here = Path(__file__).parent
    fonts = sorted(f"{file.name} {file.stat().st_size}" for file in pdf.FONTS.rglob("*.ttf"))
    return hashlib.sha256(b"".join((here / name).read_bytes() for name in FORM) + "\n".join(fonts).encode()).hexdigest()


def keep_edition(made: Edition, typeset: bytes) -> Edition:
    kept = files.keep_file(File(BytesIO(typeset), "book.pdf"), ".pdf")
    try:
        with transaction.atomic():
            made.pdf = kept
            made.save()
            prune(made.book)
    except IntegrityError:  # somebody asked for the same edition at the same moment
        files.discard(kept)
        return Edition.objects.get(book=made.book, digest=made.digest)
    except OperationalError:
        files.discard(kept)
        raise
    return made
