"""Stories for clients."""

import uuid

import pytest

from audio.tests import factories as audio
from families.tests import factories as families
from stories.tests import factories

pytestmark = pytest.mark.django_db
LIST = "/api/v1/stories/"


@pytest.fixture
def family(client):
    relative = families.user()
    client.force_login(relative, backend="memoire_site.backends.NoDemoUsersBackend")
    return families.family(relative=relative)


def tell(family, **fields):
    return factories.story(audio.recording(family, narrator=families.person(family, f"Ilse {uuid.uuid4()}")), **fields)


def ids(response) -> list[str]:
    return [row["id"] for row in response.json()["results"]]


def test_a_story_is_told_with_all_that_the_design_names(client, family):
    story = tell(family, marker_text="when I was nine", marker_confidence=0.8, basis="aged nine, born in 1937")
    factories.person_mention(story, "Herr Petersen", relation="neighbour")
    factories.place_mention(story, "Husum")
    told = client.get(f"{LIST}{story.pk}/").json()
    assert {mention["name"] for mention in told.pop("mentions")} == {"Herr Petersen", "Husum"}
    assert len(told.pop("fingerprint")) == 64
    assert set(told.pop("evidence")) == {"title", "temporal_marker", "summary", "quotation"}
    assert told == {
        "id": str(story.pk),
        "audio_id": str(story.recording_id),
        "family": str(family.pk),
        "narrator": story.narrator.name,
        "title": "The winter on the ferry",
        "summary": "The river froze.",
        "quotation": "",
        "themes": [],
        "state": "proposed",
        "awaits_agreement": False,
        "changes": [],
        "temporal_marker": {
            "text": "when I was nine",
            "edtf": "1946/1947",
            "confidence": 0.8,
            "basis": "aged nine, born in 1937",
            "doubtful": False,
        },
        "start": 0.0,
        "end": 11.0,
        "start_ms": 0,
        "end_ms": 11_000,
        "chunk_ids": [str(segment.pk) for segment in story.segments.order_by("index")],
        "people": [{"name": "Herr Petersen", "relation": "neighbour", "person": None, "is_animal": False}],
        "places": ["Husum"],
        "version": story.version,
    }


def test_a_story_without_a_date_has_no_marker(client, family):
    assert client.get(f"{LIST}{tell(family, edtf='').pk}/").json()["temporal_marker"] is None


def test_stories_come_in_time_order(client, family):
    late, undated, early = tell(family, edtf="1958"), tell(family, edtf=""), tell(family, edtf="1941")
    assert ids(client.get(LIST)) == [str(story.pk) for story in (early, late, undated)]


def test_the_stories_of_one_recording_can_be_asked_for(client, family):
    story = tell(family)
    tell(family)
    assert ids(client.get(LIST, {"audio": story.recording_id})) == [str(story.pk)]


@pytest.mark.parametrize("wrong", ["nonsense", ""])
def test_what_is_no_id_of_a_recording_is_a_400(client, family, wrong):
    assert client.get(LIST, {"audio": wrong}).status_code == 400


def test_a_strangers_story_is_a_404_and_in_no_list(client, family):
    other = factories.story()
    answers = client.get(f"{LIST}{other.pk}/").status_code, ids(client.get(LIST))
    assert (*answers, client.get(LIST, {"audio": other.recording_id}).status_code) == (404, [], 400)


def test_stories_are_neither_made_nor_removed_by_clients(client, family):
    address = f"{LIST}{tell(family).pk}/"
    assert [getattr(client, verb)(address).status_code for verb in ("post", "put", "delete")] == [405] * 3


@pytest.mark.parametrize("count", [1, 8])
def test_a_list_takes_the_same_queries_however_long_it_is(client, family, django_assert_num_queries, count):
    for _ in range(count):
        factories.person_mention(tell(family))
    with django_assert_num_queries(7):
        client.get(LIST)
