"""`manage.py backup FOLDER`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from memoire_site.backup import BackupError, making


class Command(BaseCommand):
    help = (
        "Copies everything that is kept (database, recordings, key) to a new folder, while Memoire runs, and checks it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that is not there yet, best on another disk")

    def handle(self, *args: Any, **options: Any) -> None:
        target = options["folder"].expanduser().resolve()
        try:
            faults = making.make(target, self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from None
        if faults:
            told = "\n".join(faults)
            raise CommandError(f"{target} holds everything but this, which was not whole where it is kept:\n{told}")
        self.stdout.write(f"{target} holds everything, and was read once more. Bring it back with manage.py restore.")
