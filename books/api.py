"""Books for clients."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from books.build_leases import BeingMade
from books.editions import NothingToPrint
from books.family_book import book_of
from books.models import Book
from books.pdf import TypesettingError
from books.views import printed
from families.models import Family


class BookSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ["id", "family", "title", "subtitle", "dedication", "created_at"]


class BookViewSet(viewsets.ReadOnlyModelViewSet):
    """The books of the caller's families: each family has one."""

    queryset = Book.objects.none()
    serializer_class = BookSerializer

    def get_queryset(self) -> Any:
        for family in Family.objects.for_user(self.request.user).filter(books=None):
            book_of(family)
        return Book.objects.for_user(self.request.user)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def pdf(self, request: Request, pk: str) -> HttpResponseBase:
        """The book as it stands now: its approved stories in time order."""
        try:
            return printed(self.get_object())
        except (NothingToPrint, TypesettingError) as error:
            return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
        except BeingMade as error:
            later = {"Retry-After": str(error.retry_seconds)}
            return Response({"detail": str(error)}, status=status.HTTP_503_SERVICE_UNAVAILABLE, headers=later)
