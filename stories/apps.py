"""The stories in what was said."""

from importlib import import_module

from django.apps import AppConfig

from families.dates.typed_dates import also_read_by


class StoriesConfig(AppConfig):
    name = "stories"
    verbose_name = "Stories"

    def ready(self) -> None:
        import_module("stories.finding.receivers")  # listens to what happens to transcripts
        import_module("stories.places.checks")  # registers itself
        also_read_by("stories.editing.typed_dates.as_said")
