"""Firestore and Neo4j follow the database; nothing here knows a family or a story."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ProjectionsConfig(AppConfig):
    name = "projections"
    verbose_name = "Copies in other stores"

    def ready(self) -> None:
        from projections import checks  # noqa: F401, PLC0415 - registers itself, which needs the app registry

        autodiscover_modules("projections")
