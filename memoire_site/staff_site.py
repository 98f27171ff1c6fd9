"""The admin that staff work in: it shows what this project has made, and nothing that a library brings along by itself."""

from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class StaffSite(admin.AdminSite):
    """Pages for rows of ours only.

    A library's page may do more than its maker thought of: django-q2's runs any function that is named in a form.
    """

    site_header = site_title = "Memoire"
    index_title = "For staff"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        found = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        if ours := [model for model in found if is_ours(model)]:
            super().register(ours, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Everybody signs in at one door, by one rule."""
        wanted = request.GET.get("next") or reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return redirect("admin:index")
        return redirect(f"{reverse('sign_in')}?{urlencode({'next': wanted})}")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """On the page that everybody has: there a wrong old password counts."""
        return redirect("account")


class StaffConfig(AdminConfig):
    default_site = "memoire_site.staff_site.StaffSite"


def is_ours(model: Any) -> bool:
    """Whether the model's code lies in this project and not in a library."""
    return model._meta.app_label in our_rooms()


def our_rooms() -> set[str]:
    return {room.label for room in apps.get_app_configs() if room.name in settings.ROOMS}
