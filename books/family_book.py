"""Which books a family has."""

from django.db import transaction

from books.models import Book
from families.models import Family


def book_of(family: Family) -> Book:
    """The family's book; made with a title of its own when it is first asked for."""
    return Book.objects.for_family(family).first() or begun(family)


def begun(family: Family) -> Book:
    """A family that is asked for twice at the same moment still has one book: the second waits for the first."""
    with transaction.atomic():
        Family.objects.select_for_update().get(pk=family.pk)
        again: Book | None = Book.objects.for_family(family).first()
        return again or Book.objects.create(family=family, title=title_of(family))


def title_of(family: Family) -> str:
    """ "The Brandt book" of the Brandt family, and "The Ellisons’ book" of the Ellisons, who are several already."""
    name = bare(family)
    is_plural = name.endswith("s") and name != family.name and not family.name.endswith(" family")
    return f"The {name}{'’' if is_plural else ''} book"[:120]


def bare(family: Family) -> str:
    return family.name.removeprefix("The ").removesuffix(" family")
