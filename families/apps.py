"""Families, the people in them, and who may do what."""

from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "families"
    verbose_name = "Families"

    def ready(self) -> None:
        from families.accounts import browsers  # noqa: F401, PLC0415 - it listens to sign-ins, and needs the models
