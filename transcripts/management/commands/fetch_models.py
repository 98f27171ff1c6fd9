"""Fetches the Whisper model once, where the hub can be reached; hearing never does."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audio.errors import StepError
from transcripts.engines.whisper_folders import folder_of, is_there
from transcripts.engines.whisper_models import fetch

USUAL = "small"  # hears a hundred languages


class Command(BaseCommand):
    help = "Fetches the speech model that SPEECH_MODEL names into DATA_DIR/models, and goes on after a break."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "model", nargs="?", default=settings.SPEECH_MODEL or USUAL, help="such as small, or owner/name"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        model, models = options["model"], Path(settings.MODELS_DIR)
        if is_there(folder_of(model, models)):
            self.stdout.write(f"{model} is here already.")
            return
        self.stdout.write(f"Fetching {model} …")
        try:
            folder = fetch(model, models)
        except StepError as error:
            raise CommandError(error.reason) from None
        size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
        self.stdout.write(f"{model} is here: {size / 1024**2:.0f} MB in {folder}.")
        if model != settings.SPEECH_MODEL:
            self.stdout.write(f"Set SPEECH_MODEL={model} to use it.")
