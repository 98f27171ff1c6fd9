"""Voices for clients: listed with who they are, named once, and put together."""

import uuid

import pytest

from families.models import Person
from families.tests import factories as families
from transcripts.models import Segment
from transcripts.tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/speakers/"


@pytest.fixture
def transcript(client):
    """Two lines of two voices, of a family whose relative asks."""
    made = factories.transcript()
    user = families.user()
    made.recording.family.memberships.create(user=user)
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    for label, line in zip("AB", made.segments.order_by("index"), strict=True):
        made.speakers.create(label=label, voice=[0.25])
        Segment.objects.filter(pk=line.pk).update(speaker=label)
    return made


@pytest.fixture
def of_others():
    """A voice of a family that the caller does not know."""
    return factories.transcript().speakers.create(label="A")


def post(client, speaker, verb, **said):
    return client.post(f"{ADDRESS}{speaker.pk}/{verb}", said, content_type="application/json")


def test_the_voices_of_a_transcript_are_listed_without_their_prints(client, transcript, of_others):
    factories.transcript(transcript.recording.family.recordings.create(title="Another", size=1)).speakers.create(
        label="Z"
    )
    told = client.get(ADDRESS, {"transcript": str(transcript.pk)}).json()
    rows = told["results"] if isinstance(told, dict) else told
    assert [row["label"] for row in rows] == ["A", "B"]
    assert set(rows[0]) == {"id", "transcript", "label", "person", "likely", "role", "proposed_role", "version"}


def test_a_voice_is_named_once_and_the_name_can_be_taken_away(client, transcript):
    speaker = transcript.speakers.get(label="A")
    told = post(client, speaker, "name", name="Grandma Ilse").json()
    assert told["person"]["name"] == "Grandma Ilse"
    assert Person.objects.get(family=transcript.recording.family).name == "Grandma Ilse"
    assert post(client, speaker, "name", name="").json()["person"] is None


def test_what_is_proposed_is_confirmed_or_refused_and_the_name_stays(client, transcript):
    speaker = transcript.speakers.get(label="A")
    post(client, speaker, "name", name="Kim")
    transcript.speakers.update(proposed_role="interviewer")
    for role in ("interviewer", "teller", ""):
        told = post(client, speaker, "role", role=role).json()
        assert (told["role"], told["proposed_role"], told["person"]["name"]) == (role, "", "Kim")
    assert post(client, speaker, "role", role="king").status_code == 400


def test_two_voices_become_one_with_the_lines_of_both(client, transcript):
    one, other = transcript.speakers.order_by("label")
    told = post(client, other, "join", into=one.pk)
    assert (told.status_code, told.json()["label"]) == (200, "A")
    assert set(transcript.segments.values_list("speaker", flat=True)) == {"A"}
    assert client.get(f"{ADDRESS}{other.pk}").status_code == 404


def test_a_voice_is_not_joined_with_itself_nor_with_that_of_another_recording(client, transcript):
    speaker = transcript.speakers.get(label="A")
    another = factories.transcript(transcript.recording.family.recordings.create(title="Another", size=1))
    for into in (speaker, another.speakers.create(label="A")):
        assert post(client, speaker, "join", into=into.pk).status_code == 409
    assert transcript.speakers.count() == 2


def test_a_stranger_finds_nothing_to_see_name_or_join(client, transcript, of_others):
    speaker = transcript.speakers.get(label="A")
    assert client.get(f"{ADDRESS}{of_others.pk}").status_code == 404
    assert post(client, of_others, "name", name="Me").status_code == 404
    assert post(client, of_others, "role", role="interviewer").status_code == 404
    assert post(client, of_others, "join", into=speaker.pk).status_code == 404
    assert post(client, speaker, "join", into=of_others.pk).status_code == 404
    of_others.refresh_from_db()
    assert of_others.person is None


@pytest.mark.parametrize("said", [{}, {"name": "x" * 121}, {"name": None}])
def test_a_name_that_cannot_be_one_is_refused(client, transcript, said):
    assert post(client, transcript.speakers.get(label="A"), "name", **said).status_code == 400


def test_a_transcript_that_is_none_is_refused(client, transcript):
    for wrong in ("x", str(uuid.uuid4())):
        assert client.get(ADDRESS, {"transcript": wrong}).status_code == 400
