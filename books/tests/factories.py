"""Books for tests."""

from itertools import count

from books.models import Book, Edition
from families.models import Family
from families.tests import factories as families

numbers = count(1)


def book(of: Family | None = None, **fields) -> Book:
    return Book.objects.create(family=of or families.family(), **{"title": "The Brandt book", **fields})


def edition(of: Book, **fields) -> Edition:
    """One without its file."""
    return Edition.objects.create(book=of, **{"digest": f"{next(numbers):064x}", "pages": 12, **fields})
