"""Starts the background work and looks after it."""

from typing import Any

from django.core.management.base import BaseCommand

from audio.watchdog import Watchdog


class Command(BaseCommand):
    help = (
        "Does the background work: a django-q2 cluster, kept alive and swept up after. Stop it with Ctrl-C or SIGTERM."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        Watchdog().run()
