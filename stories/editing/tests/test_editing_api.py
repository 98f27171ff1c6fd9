"""Changing stories by API: as in the pages, with a 400 and a sentence where it cannot be done."""

import pytest

from audio.tests import factories as audio
from families.tests import factories as families
from stories.models import Story
from stories.tests import factories
from transcripts.models import Segment
from transcripts.tests import factories as transcripts

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def family(client):
    keeper = families.user(name="Kim")
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    return families.family(keeper=keeper)


@pytest.fixture
def stories(family) -> list[Story]:
    """Two neighbours of two lines each, with a line of talk between them."""
    recording = audio.recording(family, narrator=families.person(family))
    lines = list(transcripts.transcript(recording, texts=["One.", "Two.", "So.", "Four.", "Five."]).segments.all())
    return [factories.story(segments=lines[:2], title="A"), factories.story(segments=lines[3:], title="B")]


def post(client, address: str, **data):
    return client.post(f"{API}{address}", data, content_type="application/json")


def lines(told) -> list[str]:
    return [Segment.objects.get(pk=pk).text for pk in told["chunk_ids"]]


def test_a_date_is_set_as_people_say_it_and_the_rest_stays(client, stories):
    told = post(client, f"/stories/{stories[0].pk}/change/", date="around 1950").json()
    assert (told["temporal_marker"]["edtf"], told["title"], told["temporal_marker"]["basis"]) == (
        "1950~",
        "A",
        "set by Kim",
    )


def test_a_date_is_cleared(client, stories):
    assert post(client, f"/stories/{stories[0].pk}/change/", date="").json()["temporal_marker"] is None


def test_title_and_summary_are_changed_and_the_date_stays(client, stories):
    told = post(client, f"/stories/{stories[0].pk}/change/", title="The ice", summary="").json()
    assert (told["title"], told["summary"], told["temporal_marker"]["edtf"]) == ("The ice", "", "1946/1947")


def test_a_date_is_read_without_being_set(client, stories):
    told = client.get(f"{API}/stories/{stories[0].pk}/read_date/", {"said": "before 1930"}).json()
    assert told == {"edtf": "../1929", "reads": "until 1929"}
    assert Story.objects.get(pk=stories[0].pk).edtf == "1946/1947"


def test_what_is_no_date_is_refused_in_a_sentence(client, stories):
    answer = post(client, f"/stories/{stories[0].pk}/change/", date="whenever")
    assert (answer.status_code, "around 1950" in answer.json()["detail"]) == (400, True)


def test_merging_undoing_splitting_and_moving(client, stories):
    first, second = stories
    assert lines(post(client, f"/stories/{second.pk}/merge/", other=str(first.pk)).json()) == [
        *("One.", "Two.", "So.", "Four.", "Five.")
    ]
    assert lines(post(client, f"/stories/{first.pk}/undo/").json()) == ["One.", "Two."]
    assert lines(post(client, f"/stories/{second.pk}/move/", edge="start", step=-1).json()) == ["So.", "Four.", "Five."]
    five = Segment.objects.get(text="Five.")
    assert lines(post(client, f"/stories/{second.pk}/split/", at=str(five.pk)).json()) == ["Five."]


def test_what_cannot_be_done_is_a_400_with_the_reason(client, stories):
    one = Segment.objects.get(text="One.")
    answer = post(client, f"/stories/{stories[0].pk}/split/", at=str(one.pk))
    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        "A story can be split at any of its lines but the first.",
    )


@pytest.mark.parametrize("of", ["merge", "split"])
def test_a_strangers_row_is_as_good_as_none(client, stories, of):
    other = factories.story()
    data = {"other": str(other.pk), "at": str(other.segments.last().pk)}
    assert post(client, f"/stories/{stories[0].pk}/{of}/", **data).status_code == 400


@pytest.fixture
def mention(stories):
    return factories.person_mention(stories[0], "Aunt Nora")


def test_a_mention_is_read_with_its_words(client, mention):
    told = client.get(f"{API}/mentions/{mention.pk}/").json()
    assert (told["kind"], told["name"], told["person"], told["proposed"]) == ("person", "Aunt Nora", None, None)


def test_a_mention_is_linked_renamed_unlinked_and_taken_away(client, family, mention):
    nora = families.person(family, "Nora Vance")
    address = f"/mentions/{mention.pk}"
    assert post(client, f"{address}/link/", person=str(nora.pk)).json()["person"] == str(nora.pk)
    assert post(client, f"{address}/rename/", name="Nora").json()["name"] == "Nora"
    assert post(client, f"{address}/unlink/").json()["person"] is None
    assert post(client, f"{address}/link/", name="Nora Brown").json()["person"] != str(nora.pk)
    assert client.delete(f"{API}{address}/").status_code == 204
    assert not mention.story.mentions.exists()


def test_nobody_of_another_family_is_linked(client, mention):
    other = families.person(families.family())
    assert post(client, f"/mentions/{mention.pk}/link/", person=str(other.pk)).status_code == 400


@pytest.mark.parametrize("data", [{}, {"name": "Nora", "person": "x"}, {"name": ""}])
def test_a_link_says_one_thing(client, mention, data):
    assert post(client, f"/mentions/{mention.pk}/link/", **data).status_code == 400
