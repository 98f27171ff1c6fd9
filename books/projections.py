"""Books as Firestore documents `books/{id}`, with what was last typeset of them."""

from collections.abc import Sequence

from books.models import Book, Edition
from families.models import Family
from projections.firestore import Document, FirestoreProjection
from projections.registration import register
from projections.registry import Watch


class BookDocuments(FirestoreProjection):
    name = "firestore.books"
    model = Book
    collection = "books"
    watches = {Edition: [Watch("book_id")], Family: [Watch("books", frozenset({"removed_at"}))]}

    def read(self, keys: Sequence[str]) -> dict[str, Document]:
        rows = Book.objects.filter(pk__in=keys, family__removed_at=None).prefetch_related("editions")
        return {str(row.pk): Document(self.fields(row)) for row in rows}

    def fields(self, book: Book) -> dict[str, object]:
        """Which stories are in it is not copied: the approved ones of the family, which clients have already.

        `edition` is the last that was typeset, or None; its PDF is asked of Memoire, which knows who may have it.
        """
        last = next(iter(book.editions.all()), None)
        return {
            "family_id": str(book.family_id),
            "title": book.title,
            "subtitle": book.subtitle,
            "dedication": book.dedication,
            "created_at": book.created_at,
            "edition": {"digest": last.digest, "pages": last.pages, "made_at": last.made_at} if last else None,
        }


register(BookDocuments())
