"""What a family may say about its book."""

from books.models import Book
from families.accounts.plain_words import PlainWords
from families.editing.forms import VersionedForm


class BookForm(PlainWords, VersionedForm):
    class Meta:
        model = Book
        fields = ["title", "subtitle", "dedication"]
