"""`manage.py inspect_again [--failed] [--wait]`."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from audio import reinspection

LOOK_SECONDS = 2.0


class Command(BaseCommand):
    help = (
        "Has the worker inspect recordings again that came before Memoire's rules of sound were as they are now, one after the other: "
        "the copy for browsers, the peaks and the facts are made anew, and nothing that people wrote is touched. "
        "The worker begins with it by itself within an hour; run this to begin now, and to see how far it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--failed", action="store_true", help="try those too that could not be opened")
        parser.add_argument("--wait", action="store_true", help="stay, and say how many are left, until it is over")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["failed"]:
            self.stdout.write(f"{reinspection.try_failed_again()} are tried once more.")
        reinspection.begin()
        left = reinspection.progress()
        self.stdout.write(str(left))
        while options["wait"] and left.under_way:
            time.sleep(LOOK_SECONDS)
            before, left = left, reinspection.progress()
            if left != before:
                self.stdout.write(str(left))
