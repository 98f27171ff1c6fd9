"""What a family may say about its book."""

from books.models import Book
from families.plain_words import PlainWords
from families.versioned_forms import VersionedForm


class BookForm(PlainWords, VersionedForm):
    class Meta:
        model = Book
        fields = ["title", "subtitle", "dedication"]
