"""`manage.py rebuild_projection NAME|--all [--check]`."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projections import registry
from projections.comparing import check
from projections.drain import drain
from projections.entries import Drainer, Entry
from projections.errors import StoreError
from projections.outbox import is_due
from projections.rebuilding import rebuild
from projections.registry import Projection


class Command(BaseCommand):
    help = "Copies every row to its store again, and erases there what is no longer a row."

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = [projection.name for projection in registry.registered()]
        parser.add_argument("name", nargs="?", choices=names, help="one projection")
        parser.add_argument("--all", action="store_true", help="all that have a store")
        parser.add_argument("--check", action="store_true", help="change nothing, print differences, exit 1 if any")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = self.chosen(options["name"], is_all=options["all"])
        try:
            is_good = [self.compare(each) if options["check"] else self.rebuild(each) for each in chosen]
        except StoreError as error:
            raise CommandError(str(error)) from error
        if not all(is_good):
            raise SystemExit(1)

    def chosen(self, name: str | None, *, is_all: bool) -> list[Projection[Any]]:
        if bool(name) == is_all:
            raise CommandError("Name one projection, or say --all.")
        chosen = registry.configured() if is_all else [registry.named(str(name))]
        for projection in chosen:
            if not projection.is_configured():
                raise CommandError(f"{projection.name} has no store: see the settings FIRESTORE_… and NEO4J_…")
        if not chosen:
            self.stdout.write("No store is configured, so there is nothing to copy.")
        return chosen

    def compare(self, projection: Projection[Any]) -> bool:
        number = 0
        for difference in check(projection):
            number += 1
            self.stdout.write(str(difference))
        late = Entry.objects.of(projection.name).waiting().count()
        self.stdout.write(f"{projection.name}: {number} differences, {late} entries still to be copied.")
        return number == 0

    def rebuild(self, projection: Projection[Any]) -> bool:
        """Goes on with one that is under way already, in a worker or after an interruption."""
        if not Drainer.objects.filter(projection=projection.name).exclude(stage="").exists():
            rebuild(projection)
        while is_due(projection.name, projection.version) and not self.is_paused(projection):
            if drain(projection) == 0:
                time.sleep(0.2)  # a worker drains it as well
            self.stdout.write(self.progress(projection))
        return self.report(projection)

    def progress(self, projection: Projection[Any]) -> str:
        drainer = Drainer.objects.get(projection=projection.name)
        rows, waiting = projection.model._base_manager.count(), Entry.objects.of(projection.name).waiting().count()
        done = max(0, drainer.announced - waiting)
        return (
            f"{projection.name}: {done} of {rows} rows{', then strangers' if drainer.stage else ', and no stranger'}."
        )

    def is_paused(self, projection: Projection[Any]) -> bool:
        return any(drainer.is_paused for drainer in Drainer.objects.filter(projection=projection.name))

    def report(self, projection: Projection[Any]) -> bool:
        entries = Entry.objects.of(projection.name)
        waiting, stuck = entries.waiting().count(), entries.exclude(set_aside_at=None)
        for entry in stuck:
            self.stderr.write(f"{entry}: {entry.reason}")
        drainer = Drainer.objects.get(projection=projection.name)
        if waiting or drainer.stage:
            self.stderr.write(f"{projection.name}: it is not done, and goes on by itself. {drainer.reason}")
        return not waiting and not drainer.stage and not stuck
