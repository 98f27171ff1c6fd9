"""Which books a family has."""

from books.models import Book
from families.models import Family


def book_of(family: Family) -> Book:
    """The family's book; made with a title of its own when it is first asked for."""
    return Book.objects.for_family(family).first() or Book.objects.create(
        family=family, title=f"The {bare(family)} book"
    )


def bare(family: Family) -> str:
    return family.name.removeprefix("The ").removesuffix(" family")
