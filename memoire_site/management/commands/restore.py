"""`manage.py restore FOLDER`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from memoire_site.backup import BackupError, restoring


class Command(BaseCommand):
    help = "Puts a backup back into an empty DATA_DIR and database, after it was looked at whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that manage.py backup has made")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restoring.restore(options["folder"].expanduser().resolve(), self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write("Everything is back. Start Memoire as before.")
