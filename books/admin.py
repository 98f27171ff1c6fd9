"""Books for staff."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from books.models import Book, Edition
from families.editing.forms import VersionedAdmin


class EditionInline(admin.TabularInline):
    model = Edition
    extra = 0
    fields = ["made_at", "pages", "digest"]
    readonly_fields = ["made_at", "pages", "digest"]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Book)
class BookAdmin(VersionedAdmin, admin.ModelAdmin):
    list_display = ["title", "family", "created_at"]
    list_filter = ["family"]
    inlines = [EditionInline]
