"""The pages of a person, of a place, and of what surrounds a story: each leads on, and to the second of sound."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from families.tests import factories as families
from stories.models import Mention, Story
from stories.tests import factories
from stories.tests.tangle import Tangle
from transcripts.tests import factories as transcripts

pytestmark = pytest.mark.django_db


@pytest.fixture
def tangle(client) -> Tangle:
    user = families.user()
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return Tangle(families.family(relative=user))


def page(client, row, name: str = "", **asked) -> str:
    address = reverse(name, args=[row.pk]) if name else row.get_absolute_url()
    response = client.get(address, asked)
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_a_persons_stories_stand_in_time_order_with_who_and_where(client, tangle):
    tangle.tell("The later one", by="Ada", who="Ben", where="Husum", when="1950")
    tangle.tell("The earlier one", by="Cleo", who="Ada", when="1931")
    tangle.tell("Somebody else's", by="Cleo")
    shown = page(client, tangle.people["Ada"])
    assert shown.index("The earlier one") < shown.index("The later one")
    assert "Somebody else" not in shown
    for row in (tangle.people["Ben"], tangle.people["Cleo"], tangle.places["Husum"]):
        assert f'href="{row.get_absolute_url()}"' in shown


def test_a_story_leads_to_the_second_where_the_person_is_spoken_of(client, tangle):
    transcript = transcripts.transcript(tangle.recording, texts=["Once.", "There was Ben.", "Ben again."])
    story = factories.story(segments=list(transcript.segments.all()))
    mention = Mention.objects.create(story=story, name="Ben", person=tangle.person("Ben"))
    mention.segments.set(transcript.segments.all()[1:])
    assert f"/recordings/{tangle.recording.pk}/?at=6000" in page(client, tangle.people["Ben"])


def test_a_story_that_only_they_tell_leads_to_where_it_begins(client, tangle):
    tangle.tell("one", by="Ada")
    tangle.tell("two", by="Ada")
    shown = page(client, tangle.people["Ada"])
    assert all(f"?at={at}" in shown for at in (0, 1_000))


def test_how_two_people_are_connected_is_said_step_by_step(client, tangle):
    tangle.tell("The picnic", who="Ada Ben")
    tangle.tell("The ferry", who="Ben Cleo")
    shown = words(page(client, tangle.people["Ada"], **{"with": tangle.people["Cleo"].pk}))
    assert "From Ada to Cleo" in shown
    assert re.search("Ada and Ben are both in “ ?The picnic ?”.*Ben and Cleo are both in “ ?The ferry ?”", shown)


def test_people_whom_nothing_connects_yet_are_told_so(client, tangle):
    tangle.tell("one", who="Ada")
    tangle.tell("two", who="Ben")
    assert "no way from one to the other yet" in page(client, tangle.people["Ada"], **{"with": tangle.people["Ben"].pk})


@pytest.mark.parametrize("asked", ["nonsense", "", "7d0e1a50-0000-4000-8000-000000000000", "a stranger"])
def test_nobody_is_no_error(client, tangle, asked):
    stranger = families.person(families.family(name="The Iversen family"), "Dov Iversen")
    tangle.tell("one", who="Ada Ben")
    shown = page(client, tangle.people["Ada"], **{"with": stranger.pk if asked == "a stranger" else asked})
    assert "Dov" not in shown
    assert "From Ada" not in shown


def test_a_person_without_stories_says_what_will_be_here(client, tangle):
    assert "No story speaks of Ada yet" in page(client, tangle.person("Ada"))


def test_a_place_has_its_stories_through_time_and_its_people(client, tangle):
    tangle.tell("The later one", by="Ada", where="Husum", when="1950")
    tangle.tell("The earlier one", by="Ben", where="Husum", when="1931")
    tangle.tell("Elsewhere", by="Cleo", where="Lyon")
    shown = page(client, tangle.places["Husum"])
    assert shown.index("The earlier one") < shown.index("The later one")
    assert ("Cleo" in shown, f'href="{tangle.people["Ada"].get_absolute_url()}"' in shown) == (False, True)


def test_around_a_story_are_its_people_and_places_with_the_stories_that_share_them(client, tangle):
    centre = tangle.tell("The flood", by="Ada", who="Ben", where="Husum", when="1962")
    other = tangle.tell("The picnic", by="Cleo", who="Ben", when="1931")
    meanwhile = tangle.tell("The wedding", by="Dov", when="1962-05")
    shown = page(client, centre, "connections")
    near, _, then = shown.partition("Around that time")
    assert all(f'data-node="{tangle.people[name].pk}"' in near for name in ("Ada", "Ben"))
    assert f'data-node="{tangle.places["Husum"].pk}"' in near
    assert f'data-story="{other.pk}"' in near
    assert (meanwhile.title in near, meanwhile.get_absolute_url() in then) == (False, True)


def test_the_list_around_another_story_can_be_had_alone(client, tangle):
    centre = tangle.tell("The flood", by="Ada")
    response = client.get(reverse("connections", args=[centre.pk]), headers={"HX-Request": "true"})
    assert ("<html" in response.content.decode(), "The flood" in response.content.decode()) == (False, True)


def test_a_story_that_was_sent_back_has_no_surroundings(client, tangle):
    gone = tangle.tell("gone", by="Ada", state=Story.State.RETURNED)
    assert client.get(reverse("connections", args=[gone.pk])).status_code == 404


@pytest.mark.parametrize(
    ("name", "of"), [("person", lambda t: t.people["Ada"]), ("place", lambda t: t.places["Husum"]),
                     ("connections", lambda t: t.stories["story 0"])]
)  # fmt: skip
def test_a_page_takes_the_same_queries_however_much_there_is(client, tangle, name, of):
    def tell(count: int) -> int:
        for _ in range(count):
            number = len(tangle.stories)
            tangle.tell(f"story {number}", by="Ada", who=f"Ben P{number}", where="Husum", when="1946")
        with CaptureQueriesContext(connection) as made:
            page(client, of(tangle), name)
        return len(made)

    assert tell(2) == tell(9) <= 18


def test_people_and_places_lead_to_their_pages_from_the_people_page_and_from_a_recording(client, tangle):
    transcripts.transcript(tangle.recording)
    story = factories.story(tangle.recording)
    factories.person_mention(story, "Ben", person=tangle.person("Ben"))
    place = factories.place_mention(story).place
    for address in (f"/families/{tangle.family.pk}/people/", f"/recordings/{tangle.recording.pk}/"):
        shown = client.get(address).content.decode()
        for row in (tangle.people["Ben"], place):
            assert f'href="{row.get_absolute_url()}"' in shown
    assert f'href="/stories/{story.pk}/connections/"' in shown
