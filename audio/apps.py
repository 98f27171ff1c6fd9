"""Recordings, their sound, and the way they go."""

from importlib import import_module

from django.apps import AppConfig


class AudioConfig(AppConfig):
    name = "audio"
    verbose_name = "Audio"

    def ready(self) -> None:
        import_module("audio.files")  # erases the sound of deleted recordings
