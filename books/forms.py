"""What a family may say about its book."""

from django import forms

from books.models import Book


class BookForm(forms.ModelForm):
    class Meta:
        model = Book
        fields = ["title", "subtitle", "dedication"]
