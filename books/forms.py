"""What a family may say about its book."""

from books.models import Book
from families.versioned_forms import VersionedForm


class BookForm(VersionedForm):
    class Meta:
        model = Book
        fields = ["title", "subtitle", "dedication"]
