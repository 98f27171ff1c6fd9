"""What was removed is shown nowhere: every page and every answer of the API is asked."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from families.removal import remove, take_back
from memoire_site.tests.test_access import WAYS, addresses, filled, world
from projections import registry
from stories.models import Story

__all__ = ["world"]
pytestmark = pytest.mark.django_db

GONE = {"recording", "transcript", "segment", "speaker", "hearing", "story", "mention", "place"}
OURS = [name for name in sorted(set(addresses(get_resolver()))) if not name.startswith("admin:")]


def read_as_keeper(world, name: str):
    way = WAYS[name]
    client = Client()
    client.force_login(world.people["keeper"], backend="memoire_site.backends.NoDemoUsersBackend")
    more = [world.rows["segment"].pk if part == "the segment" else part for part in way.more]
    address = reverse(name, args=[world.rows[way.of].pk, *more] if way.of else [])
    return getattr(client, way.method)(address, filled(way.data, world), headers=way.headers)


@pytest.mark.parametrize("name", [name for name in OURS if WAYS[name].of in GONE and "take" not in name])
def test_nothing_that_hangs_on_a_removed_recording_is_found_at(name, world):
    remove(world.rows["recording"], by=world.people["keeper"])
    assert read_as_keeper(world, name).status_code == 404


@pytest.mark.parametrize(
    "name", [name for name in OURS if WAYS[name].method == "get" and WAYS[name].of not in GONE and name != "removed"]
)
def test_nothing_of_a_removed_recording_is_told_at(name, world):
    said = {str(world.rows[of].pk) for of in ("recording", "story", "segment", "transcript")}
    said |= {"winter on the ferry", world.rows["segment"].text, "at the table", "Husum"}
    remove(world.rows["recording"], by=world.people["keeper"])
    told = read_as_keeper(world, name).getvalue().decode(errors="replace")
    assert not [each for each in said if each in told]


@pytest.mark.parametrize(
    "name",
    [name for name in OURS if WAYS[name].of and "take" not in name and name != "view_on_site"],  # a page of staff
)
def test_nothing_of_a_removed_family_is_found_at(name, world):
    remove(world.rows["family"], by=world.people["keeper"])
    response = read_as_keeper(world, name)
    assert response.status_code == 404


@pytest.mark.parametrize("of", ["recording", "family"])
@pytest.mark.parametrize(
    "name", ["firestore.audio_files", "firestore.transcripts", "firestore.stories", "neo4j.stories"]
)
def test_the_copies_of_what_is_removed_are_erased_and_written_again_when_it_returns(name, of, world):
    projection = registry.named(name)
    keys = [str(row.pk) for row in projection.model.objects.all()]
    assert set(projection.read(keys)) == set(keys)
    remove(world.rows[of], by=world.people["keeper"])
    assert projection.read(keys) == {}
    take_back(world.rows[of])
    assert set(projection.read(keys)) == set(keys)


@pytest.mark.parametrize("of", ["recording", "family"])
def test_a_removal_announces_itself_to_every_copy(of, world, monkeypatch):
    told = []
    monkeypatch.setattr(registry, "configured", registry.registered)
    monkeypatch.setattr("projections.outbox.announce", lambda pairs, **_: told.extend(pairs))
    remove(world.rows[of], by=world.people["keeper"])
    story = Story.objects.get()
    expected = {
        ("firestore.audio_files", str(story.recording_id)),
        ("firestore.transcripts", str(story.recording.transcript.pk)),
        ("firestore.stories", str(story.pk)),
        ("neo4j.stories", str(story.pk)),
    }
    assert expected <= set(told)
