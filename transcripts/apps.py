"""What was said."""

from importlib import import_module

from django.apps import AppConfig


class TranscriptsConfig(AppConfig):
    name = "transcripts"
    verbose_name = "Transcripts"

    def ready(self) -> None:
        import_module("transcripts.runs.retranscription")  # listens to what happens to recordings
