"""A filter that names a row which is not the caller's is refused, whether it is somebody else's or nobody's: never an empty list."""

import pytest
from django.test import Client

from audio.models import Recording
from audio.tests import factories as audio
from books.family_book import book_of
from families.removal import remove
from families.tests import factories as families
from memoire_site.description import description
from stories.tests import factories as stories

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]
NOBODY = "00000000-0000-0000-0000-000000000000"
OF_NO_ROW = {"limit", "cursor", "when", "days", "as", "format", "said", "version", "lang"}
FILTERS = [
    (path, each["name"])
    for path, methods in description()["paths"].items()
    for each in methods.get("get", {}).get("parameters", [])
    if each["in"] == "query" and each["name"] not in OF_NO_ROW
]
NEEDED = {"/api/v1/graph/around": {"when": "1947"}}
NOT_FOUND = {"family", "to"}  # where the whole question is about a row: as for every address of somebody else's
OR_A_NAME = {"person", "place"}


def rows_of(keeper) -> dict[str, str]:
    """One row of each kind of a family, by the names of the filters."""
    family = families.family(keeper=keeper)
    person, other = families.person(family, "Ilse Brandt"), families.person(family, "Karl Brandt")
    recording = audio.recording(family, narrator=person)
    story = stories.story(recording)
    mention = stories.place_mention(story)
    for each in (person, other):
        stories.person_mention(story, each.name, person=each)
    found = {"family": family, "audio": recording, "transcript": recording.transcript, "narrator": person}
    found |= {"person": person, "place": mention.place, "to": other, "book": book_of(family), "story": story}
    return {name: str(row.pk) for name, row in found.items()}


@pytest.fixture
def keeper():
    return families.user()


@pytest.fixture
def ours(keeper) -> dict[str, str]:
    return rows_of(keeper)


@pytest.fixture
def ask(client: Client, keeper, ours):
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")

    def answer(path: str, name: str, value: str):
        filled = path.replace(
            "{id}", ours["place" if "/places/" in path else "story" if "/stories/" in path else "person"]
        )
        return client.get(filled, {**NEEDED.get(path, {}), name: value})

    return answer


def test_the_filters_are_found_in_the_description():
    assert {name for _, name in FILTERS} >= {"audio", "transcript", "narrator", "person", "place", "family", "to"}


@pytest.mark.parametrize(("path", "name"), FILTERS)
def test_a_row_of_ones_own_is_a_filter(ask, ours, path, name):
    assert ask(path, name, ours[name]).status_code == 200


@pytest.mark.parametrize(("path", "name"), FILTERS)
def test_a_row_that_is_not_ones_own_is_refused_as_one_that_is_not_there(ask, path, name):
    theirs = rows_of(families.user())[name]
    foreign, absent = ask(path, name, theirs), ask(path, name, NOBODY)
    assert foreign.status_code == absent.status_code == (404 if name in NOT_FOUND else 400)
    assert foreign.json() == {key: told(value, NOBODY, theirs) for key, value in absent.json().items()}
    assert name in NOT_FOUND or set(foreign.json()["errors"]) == {name}


def told(value, was: str, now: str):
    """What an answer says, of another id."""
    if isinstance(value, dict):
        return {key: told(each, was, now) for key, each in value.items()}
    if isinstance(value, list):
        return [told(each, was, now) for each in value]
    return value.replace(was, now) if isinstance(value, str) else value


@pytest.mark.parametrize(("path", "name"), FILTERS)
@pytest.mark.parametrize("nonsense", ["", " ", "\x00", "nobody at all", "1"])
def test_what_is_no_id_is_refused(ask, path, name, nonsense):
    answer = ask(path, name, nonsense)
    assert answer.status_code == (200 if name in OR_A_NAME and nonsense.strip(" \0") else 400)
    assert answer.status_code == 200 or set(answer.json()["errors"]) == {name}


def test_a_row_that_was_removed_is_not_there_any_more(ask, ours, keeper):

    remove(Recording.objects.get(pk=ours["audio"]), by=keeper)
    assert ask("/api/v1/transcripts/", "audio", ours["audio"]).status_code == 400
    assert ask("/api/v1/segments/", "transcript", ours["transcript"]).status_code == 400
