"""Approved stories as a book."""

from importlib import import_module

from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "books"
    verbose_name = "Books"

    def ready(self) -> None:
        import_module("books.editions")  # erases the files of deleted editions
