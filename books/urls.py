"""Addresses of the book."""

from django.urls import path

from books import views

urlpatterns = [
    path("families/<uuid:family_id>/book/", views.family_book, name="family_book"),
    path("books/<uuid:book_id>/", views.book, name="book"),
    path("books/<uuid:book_id>/change/", views.change, name="change_book"),
    path("books/<uuid:book_id>/pdf/", views.pdf, name="book_pdf"),
]
