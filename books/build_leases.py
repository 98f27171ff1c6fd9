"""Who typesets an edition: one request per manuscript, by a conditional update, and for no longer than it shows that it lives."""

import time
import uuid
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from books.models import Book, Build, Edition
from books.pdf import TypesettingError
from families.refusal import Refusal
from projections.entries import is_past

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=30)  # several times what passes between two signs of life of the builder
PATIENCE_SECONDS = 20.0
LOOK_AGAIN_SECONDS = 0.2


class BeingMade(Refusal):
    """Somebody else's request is still typesetting this edition."""

    retry_seconds = 10

    def __init__(self) -> None:
        super().__init__(
            "The book is being made just now, and takes longer than usual. Please ask for it again in a moment."
        )


@dataclass(frozen=True)
class BuildLease:
    """The right to typeset one manuscript of a book."""

    book: Book
    digest: str
    token: uuid.UUID

    @classmethod
    def take(cls, book: Book, digest: str) -> "BuildLease | None":
        """None while somebody else has it."""
        lease = cls(book, digest, uuid.uuid4())
        until = timezone.now() + LEASE
        builds = Build.objects.filter(book=book, digest=digest)
        with transaction.atomic():  # where the disk is full, whoever asks can go on without a lease
            if builds.filter(is_past("leased_until")).update(token=lease.token, leased_until=until, problem=""):
                return lease
        if builds.exists():
            return None
        try:
            with transaction.atomic():
                Build.objects.create(book=book, digest=digest, token=lease.token, leased_until=until)
        except IntegrityError:  # somebody was first by a moment
            return None
        return lease

    def held(self) -> QuerySet[Build]:
        return Build.objects.filter(book=self.book, digest=self.digest, token=self.token)

    def renew(self) -> None:
        """Shows that the builder lives. Where that cannot be written the book is made all the same, at worst by two."""
        try:
            self.held().update(leased_until=timezone.now() + LEASE)
        except DatabaseError as error:
            log.warning("build_lease_not_renewed", kind=type(error).__name__)

    def end(self) -> None:
        """A database that takes not even that must not hide the book, or what went wrong: the lease runs out by itself."""
        try:
            self.held().filter(problem="").delete()
        except DatabaseError as error:
            log.warning("build_lease_not_ended", kind=type(error).__name__)

    def fail(self, problem: str) -> None:
        """Lets go of it, and leaves word for those who wait."""
        self.held().update(leased_until=None, problem=problem[:500])


def edition_or_turn(book: Book, digest: str) -> Edition | BuildLease:
    """The edition, once another request has made it; or the right to make it, where nobody does.

    Raises BeingMade after `PATIENCE_SECONDS`, and TypesettingError where the one that was waited for found it.
    """
    deadline, awaited = time.monotonic() + PATIENCE_SECONDS, None
    while True:
        if made := Edition.objects.filter(book=book, digest=digest).first():
            return made
        build = Build.objects.filter(book=book, digest=digest).first()
        # Of the builder that we waited for. What failed before we came is tried again: it may be mended by now.
        if build and build.problem and build.token == awaited:
            raise TypesettingError(build.problem)
        if lease := BuildLease.take(book, digest):
            return lease
        if time.monotonic() >= deadline:
            raise BeingMade
        awaited = build.token if build else None
        rest()


def rest() -> None:
    """Who waits holds none of the few connections to the database meanwhile."""
    if not connection.in_atomic_block:
        connection.close()
    time.sleep(LOOK_AGAIN_SECONDS)
