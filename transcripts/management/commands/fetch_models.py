"""Fetches a Whisper model once, where the hub can be reached; hearing never does."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from audio.errors import StepError
from transcripts.engines.whisper_folders import folder_of, is_there
from transcripts.engines.whisper_makers import OFFERED
from transcripts.engines.whisper_models import fetch
from transcripts.runs.fetching import hear_what_waited

USUAL = "small"  # hears a hundred languages
TOLD_EVERY = 10  # hundredths


class Command(BaseCommand):
    help = "Fetches a speech model into DATA_DIR/models, by default the one that SPEECH_MODEL names, and goes on after a break."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "model", nargs="?", default=settings.SPEECH_MODEL or USUAL, help="such as small, or owner/name"
        )
        parser.add_argument("--list", action="store_true", help="say which there are, and fetch none")

    def handle(self, *args: Any, **options: Any) -> None:
        model, models = options["model"], Path(settings.MODELS_DIR)
        if options["list"]:
            self.stdout.write("\n".join(offers(models)))
            return
        if is_there(folder_of(model, models)):
            self.stdout.write(f"{model} is here already.")
            self.try_again()
            return
        known = OFFERED.get(model)
        about = f" ({known.megabytes} MB, {known.licence})" if known else ""
        self.stdout.write(f"Fetching {model}{about} …")
        try:
            folder = fetch(model, models, self.told())
        except StepError as error:
            raise CommandError(error.reason) from None
        size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
        self.stdout.write(f"{model} is here: {size / 1e6:.0f} MB in {folder}.")
        if model not in OFFERED and model != settings.SPEECH_MODEL:
            self.stdout.write(f"Set SPEECH_MODEL={model} to use it.")
        self.try_again()

    def try_again(self) -> None:
        """Has heard what waited for a model. There may be no database yet: an image is given its model before."""
        try:
            count = hear_what_waited()
        except DatabaseError:
            self.stdout.write("There is no database here yet in which recordings may wait for it.")
            return
        if count:
            self.stdout.write(
                f"{count} recording{'s' if count > 1 else ''} that waited for an engine will be tried again."
            )

    def told(self) -> Any:
        """Says each tenth once."""
        said = [0]

        def told(come: int, every: int) -> None:
            tenth = 100 * come // max(every, 1) // TOLD_EVERY * TOLD_EVERY
            if tenth > said[0]:
                said[0] = tenth
                self.stdout.write(f"  {tenth} %: {come / 1e6:.0f} of {every / 1e6:.0f} MB")

        return told


def offers(models: Path) -> list[str]:
    """A line for each that is offered."""
    return [
        f"{name:9} {source.megabytes:4} MB  {source.licence}  {source.hears}{'  (is here)' * is_there(folder_of(name, models))}"
        for name, source in OFFERED.items()
    ]
