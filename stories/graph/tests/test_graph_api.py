"""The questions about what connects stories, for clients."""

from uuid import uuid4

import pytest

from families.models import Membership
from families.tests import factories as families
from stories.tests.tangle import Tangle

pytestmark = pytest.mark.django_db
GRAPH = "/api/v1/graph"


@pytest.fixture
def relative(client):
    user = families.user()
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return user


@pytest.fixture
def tangle(relative) -> Tangle:
    made = Tangle(families.family(relative=relative))
    made.tell("one", by="Ada", who="Ben", where="Husum", when="1946")
    made.tell("two", by="Ada", who="Ben Cleo", where="Lyon", when="1931")
    made.tell("three", who="Cleo Dov", when="")
    return made


def titles(response) -> list[str]:
    return [story["title"] for story in response.json()["stories"]]


def numbers(response) -> dict[str, int]:
    return {row["name"]: row["stories"] for row in response.json()["results"]}


def test_the_stories_of_a_person_come_in_time_order_with_their_sound(client, tangle):
    response = client.get(f"{GRAPH}/people/{tangle.people['Ada'].pk}/stories")
    story = tangle.stories["two"]
    assert titles(response) == ["two", "one"]
    assert response.json()["stories"][0] == {
        "id": str(story.pk),
        "title": "two",
        "summary": "",
        "edtf": "1931",
        "narrator": str(tangle.people["Ada"].pk),
        "audio_id": str(story.recording_id),
        "start": 1_000 / 1000,
        "start_ms": 1_000,
        "end": 1_900 / 1000,
        "end_ms": 1_900,
    }
    assert response.json()["is_cut"] is False


def test_who_and_where_with_a_person(client, tangle):
    ada = tangle.people["Ada"].pk
    assert numbers(client.get(f"{GRAPH}/people/{ada}/people")) == {"Ben": 2, "Cleo": 1}
    assert numbers(client.get(f"{GRAPH}/people/{ada}/places")) == {"Husum": 1, "Lyon": 1}


def test_a_place_through_time_and_who_was_there(client, tangle):
    husum = tangle.places["Husum"].pk
    assert titles(client.get(f"{GRAPH}/places/{husum}/stories")) == ["one"]
    assert numbers(client.get(f"{GRAPH}/places/{husum}/people")) == {"Ada": 1, "Ben": 1}


def test_a_connection_names_each_step(client, tangle):
    found = client.get(f"{GRAPH}/people/{tangle.people['Ada'].pk}/connection", {"to": tangle.people["Dov"].pk})
    steps = [(step["one"]["name"], step["story"]["title"], step["other"]["name"]) for step in found.json()["steps"]]
    assert steps == [("Ada", "two", "Cleo"), ("Cleo", "three", "Dov")]


def test_people_without_a_connection_have_no_steps(client, tangle):
    alone = families.person(tangle.family, "Eva")
    assert client.get(f"{GRAPH}/people/{alone.pk}/connection", {"to": tangle.people["Ada"].pk}).json() == {"steps": []}


def test_pairs_come_most_frequent_first(client, tangle):
    first = client.get(f"{GRAPH}/pairs", {"limit": 1}).json()
    assert {first["results"][0]["one"]["name"], first["results"][0]["other"]["name"]} == {"Ada", "Ben"}
    assert (first["results"][0]["stories"], first["is_cut"]) == (2, True)


def test_around_a_date_counts_half_a_year_before_and_after_unless_told_otherwise(client, tangle):
    assert titles(client.get(f"{GRAPH}/around", {"when": "1945-09"})) == ["one"]
    assert titles(client.get(f"{GRAPH}/around", {"when": "1945-09", "days": 0})) == []
    assert titles(client.get(f"{GRAPH}/around", {"when": "1930/1950", "days": 36_525})) == ["two", "one"]


@pytest.mark.parametrize("when", ["0001", "9999"])
def test_the_ends_of_the_calendar_are_no_error(client, tangle, when):
    assert titles(client.get(f"{GRAPH}/around", {"when": when, "days": 36_525})) == []


def test_a_neighbourhood_has_nodes_and_ties(client, tangle):
    found = client.get(f"{GRAPH}/stories/{tangle.stories['one'].pk}/neighbourhood").json()
    assert {row["name"] for row in found["people"]} == {"Ada", "Ben"}
    assert [row["name"] for row in found["places"]] == ["Husum"]
    assert [row["title"] for row in found["stories"]] == ["two"]
    assert {(tie["story"], tie["kind"]) for tie in found["ties"]} == {
        *((str(tangle.stories["one"].pk), kind) for kind in ("told_by", "mentions", "set_in")),
        *((str(tangle.stories["two"].pk), kind) for kind in ("told_by", "mentions")),
    }


@pytest.mark.parametrize(
    ("address", "asked", "names"),
    [
        ("people/{ada}/stories", {"limit": "0"}, "limit"),
        ("people/{ada}/people", {"limit": "201"}, "limit"),
        ("people/{ada}/places", {"limit": "many"}, "limit"),
        ("people/{ada}/connection", {}, "to"),
        ("people/{ada}/connection", {"to": "nobody"}, "to"),
        ("people/{ada}/connection", {"to": "{ada}"}, "to"),
        ("places/{husum}/stories", {"limit": "x"}, "limit"),
        ("places/{husum}/people", {"limit": "-1"}, "limit"),
        ("stories/{one}/neighbourhood", {"limit": "1e9"}, "limit"),
        ("pairs", {"family": "ours"}, "family"),
        ("around", {}, "when"),
        ("around", {"when": "yesterday"}, "when"),
        ("around", {"when": "1946/.."}, "when"),
        ("around", {"when": "1946", "days": "36526"}, "days"),
    ],
)
def test_a_parameter_that_cannot_be_meant_is_a_400_that_names_it(client, tangle, address, asked, names):
    ids = {"ada": tangle.people["Ada"].pk, "husum": tangle.places["Husum"].pk, "one": tangle.stories["one"].pk}
    response = client.get(
        f"{GRAPH}/{address.format(**ids)}", {name: value.format(**ids) for name, value in asked.items()}
    )
    assert (response.status_code, list(response.json()["errors"])) == (400, [names])


def test_who_belongs_to_several_families_says_which(client, tangle, relative):
    other = families.family(relative=relative, name="The Iversen family")
    assert client.get(f"{GRAPH}/pairs").status_code == 400
    assert client.get(f"{GRAPH}/pairs", {"family": other.pk}).json()["results"] == []
    assert len(client.get(f"{GRAPH}/pairs", {"family": tangle.family.pk}).json()["results"]) == 4


def test_who_belongs_to_no_family_is_told_so(client, relative):
    assert client.get(f"{GRAPH}/pairs").json()["errors"] == {"family": ["You do not belong to a family."]}


def test_a_stranger_learns_nothing_of_a_connection_into_another_family(client, tangle, relative):
    other = Tangle(families.family(name="The Iversen family"))
    other.tell("theirs", who="Eva")
    eva, ada = other.people["Eva"].pk, tangle.people["Ada"].pk
    ways = [(ada, eva), (eva, ada), (ada, uuid4())]
    answers = [client.get(f"{GRAPH}/people/{one}/connection", {"to": to}).status_code for one, to in ways]
    Membership.objects.create(family=other.family, user=relative)
    assert [*answers, client.get(f"{GRAPH}/people/{ada}/connection", {"to": eva}).status_code] == [404] * 4


@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
def test_questions_are_only_asked(client, tangle, verb):
    assert getattr(client, verb)(f"{GRAPH}/pairs").status_code == 405
