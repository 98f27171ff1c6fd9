"""Approved stories as a book."""

from importlib import import_module

from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "books"
    verbose_name = "Books"

    def ready(self) -> None:
        import_module("books.retention")  # erases editions with what they print, and their files
