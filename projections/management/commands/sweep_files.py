"""`manage.py sweep_files [--hours N]`."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projections import firestore
from projections.firestore_storage import SWEPT_AFTER, sweep


class Command(BaseCommand):
    help = "Erases from Firestore the pieces of files that never arrived or never quite left (RECORDINGS_STORAGE=firestore)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        hours = int(SWEPT_AFTER.total_seconds() // 3600)
        parser.add_argument("--hours", type=int, default=hours, help=f"leave alone what is younger; {hours} by default")

    def handle(self, *args: Any, **options: Any) -> None:
        if not firestore.is_configured():
            raise CommandError("No Firestore is configured: see the setting FIRESTORE_PROJECT_ID.")
        self.stdout.write(f"Pieces of {sweep(timedelta(hours=options['hours']))} files were erased.")
