"""Makes the story graph's constraints and indexes where they are missing. Deploys run it; it is safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projections import neo4j
from projections.errors import StoreError


class Command(BaseCommand):
    help = (
        "Prepares Neo4j for the story graph: constraints and indexes. Safe to repeat; without a Neo4j it does nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not neo4j.is_configured():
            self.stdout.write("No Neo4j is named in the settings (NEO4J_URI), so there is nothing to prepare.")
            return
        from stories.graph import nodes  # noqa: PLC0415 - imports neomodel, which nobody wants without a store

        try:
            neo4j.attach_neomodel()
            with neo4j.asking():
                nodes.install()
            with neo4j.transaction() as ask:
                names = [row["name"] for row in ask("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name")]
        except StoreError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(f"The story graph is ready: {len(names)} constraints and indexes.")
