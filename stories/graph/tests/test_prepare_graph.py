"""`manage.py prepare_graph`, which deploys run."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from projections import neo4j
from projections.tests.live_stores import live

__all__ = ["live"]
pytestmark = pytest.mark.django_db
WANTED = {("PersonNode", "id"), ("PlaceNode", "id"), ("StoryNode", "id")}


def prepared() -> str:
    out = StringIO()
    call_command("prepare_graph", stdout=out)
    return out.getvalue()


def test_without_a_graph_there_is_nothing_to_do():
    assert "nothing to prepare" in prepared()


def test_a_graph_that_cannot_be_reached_stops_the_deploy(settings):
    settings.NEO4J_URI = "bolt://127.0.0.1:9"
    with pytest.raises(CommandError, match="Neo4j"):
        prepared()


@pytest.mark.live
def test_an_id_is_unique_and_what_is_asked_for_has_an_index_however_often_it_runs(live):
    with neo4j.transaction() as ask:
        for name in [row["name"] for row in ask("SHOW CONSTRAINTS YIELD name")]:
            ask(f"DROP CONSTRAINT `{name}`")
    for said in (prepared(), prepared()):
        assert "ready" in said
    with neo4j.transaction() as ask:
        rows = ask("SHOW CONSTRAINTS YIELD labelsOrTypes, properties, type")
        unique = {(row["labelsOrTypes"][0], row["properties"][0]) for row in rows if row["type"] == "UNIQUENESS"}
        indexes = ask("SHOW INDEXES YIELD labelsOrTypes, properties WHERE labelsOrTypes IS NOT NULL")
    assert unique == WANTED
    assert ["family_id"] in [row["properties"] for row in indexes if row["labelsOrTypes"] == ["StoryNode"]]
