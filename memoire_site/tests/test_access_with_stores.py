"""Every change that a keeper can ask for ends the same where copies of it go to Firestore and Neo4j."""

import pytest
from django.test import Client

from memoire_site.tests.test_access import PEOPLE, WAYS, address_of, asked, filled, outcome, world
from projections import registry
from projections.entries import Entry

__all__ = ["world"]
pytestmark = pytest.mark.django_db
CHANGES = sorted(name for name, way in WAYS.items() if way.method != "get" and not name.startswith("admin:"))
STAFF_CHANGES = sorted(name for name, way in WAYS.items() if way.method != "get" and name.startswith("admin:"))


@pytest.fixture
def named_stores(no_stores, settings) -> None:
    """All projections have a store, and nobody asks it anything."""
    settings.FIRESTORE_PROJECT_ID, settings.NEO4J_URI = "nowhere", "bolt://127.0.0.1:9"
    assert registry.configured() == registry.registered()


@pytest.mark.parametrize(
    ("who", "name"), [*(("keeper", name) for name in CHANGES), *(("staff", name) for name in STAFF_CHANGES)]
)
def test_a_change_ends_the_same_where_copies_follow(named_stores, world, who, name):
    assert Entry.objects.exists()
    way, client = WAYS[name], Client()
    client.force_login(world.people[who], backend="memoire_site.backends.NoDemoUsersBackend")
    address = address_of(name, world)
    response = asked(client, way, address, filled(way.data, world))
    assert outcome(response) == way.answers[PEOPLE.index(who)]
