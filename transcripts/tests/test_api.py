"""Transcripts for clients."""

import uuid

import pytest

from audio.tests import factories as audio
from families.tests import factories as families
from transcripts.tests import factories

pytestmark = pytest.mark.django_db
LIST = "/api/v1/transcripts/"


@pytest.fixture
def family(client):
    relative = families.user()
    client.force_login(relative, backend="memoire_site.backends.NoDemoUsersBackend")
    return families.family(relative=relative)


@pytest.fixture
def transcript(family):
    return factories.transcript(audio.recording(family))


def ids(response) -> list[str]:
    return [row["id"] for row in response.json()["results"]]


def test_one_transcript_comes_with_its_segments_in_order(client, transcript):
    told = client.get(f"{LIST}{transcript.pk}/").json()
    assert [(s["index"], s["start"], s["end"], s["text"]) for s in told["segments"]] == [
        (0, 0.0, 5.0, "The river froze."),
        (1, 6.0, 11.0, "We counted his lantern."),
    ]


def test_a_list_leaves_the_segments_out(client, transcript):
    (row,) = client.get(LIST).json()["results"]
    assert (row["audio_id"], "segments" in row) == (str(transcript.recording_id), False)


def test_the_transcript_of_one_recording_can_be_asked_for(client, family, transcript):
    factories.transcript(audio.recording(family))
    assert ids(client.get(LIST, {"audio": transcript.recording_id})) == [str(transcript.pk)]


def test_a_recording_that_nobody_knows_is_refused_and_not_an_empty_list(client, transcript):
    assert client.get(LIST, {"audio": uuid.uuid4()}).status_code == 400


@pytest.mark.parametrize("wrong", ["nonsense", "", "42"])
def test_what_is_no_id_of_a_recording_is_a_400(client, transcript, wrong):
    response = client.get(LIST, {"audio": wrong})
    assert (response.status_code, list(response.json()["errors"])) == (400, ["audio"])


def test_a_strangers_transcript_is_a_404_and_in_no_list(client, family):
    other = factories.transcript()
    assert (client.get(f"{LIST}{other.pk}/").status_code, ids(client.get(LIST))) == (404, [])


def test_a_strangers_transcript_is_not_found_by_its_recording(client, family):
    other = factories.transcript()
    assert client.get(LIST, {"audio": other.recording_id}).status_code == 400


def test_transcripts_are_only_read(client, transcript):
    answers = [
        getattr(client, verb)(f"{LIST}{transcript.pk}/").status_code for verb in ("post", "put", "patch", "delete")
    ]
    assert answers == [405] * 4


def test_a_long_transcript_takes_no_more_queries_than_a_short_one(client, family, django_assert_max_num_queries):
    long = factories.transcript(audio.recording(family), texts=["Words."] * 200)
    with django_assert_max_num_queries(5):
        client.get(f"{LIST}{long.pk}/")


def test_a_long_list_takes_no_more_queries_than_a_short_one(client, family, django_assert_max_num_queries):
    for _ in range(5):
        factories.transcript(audio.recording(family))
    with django_assert_max_num_queries(5):
        client.get(LIST)
