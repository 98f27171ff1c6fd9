"""Places by the API: what a client reads, and a keeper who says which of several towns it is."""

import pytest
from rest_framework.test import APIClient

from families.tests import factories as families
from stories.models import Place
from stories.places.whereabouts import look_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return families.user()


@pytest.fixture
def client(keeper) -> APIClient:
    made = APIClient()
    made.force_authenticate(keeper)
    return made


@pytest.fixture
def cambridge(keeper) -> Place:
    made = Place.objects.create(family=families.family(keeper=keeper), name="Cambridge")
    look_up([made])
    return made


def test_a_place_that_may_be_several_comes_with_its_senses(client, cambridge):
    told = client.get(f"/api/v1/places/{cambridge.pk}/").json()
    assert (told["name"], told["today"], told["latitude"], told["is_settled"]) == ("Cambridge", "", None, False)
    assert "Cambridge, Massachusetts, United States" in [sense["label"] for sense in told["senses"]]


def test_a_keeper_says_which_it_is(client, cambridge):
    senses = client.get(f"/api/v1/places/{cambridge.pk}/").json()["senses"]
    ours = next(sense for sense in senses if "Massachusetts" in sense["label"])
    told = client.post(f"/api/v1/places/{cambridge.pk}/settle/", {"geonames_id": ours["id"]}).json()
    assert (told["today"], told["country"], told["is_settled"]) == (ours["label"], "US", True)


def test_a_place_that_it_is_not_is_refused_in_words(client, cambridge):
    answer = client.post(f"/api/v1/places/{cambridge.pk}/settle/", {"geonames_id": 5})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["geonames_id"])


def test_the_list_asks_the_database_as_often_for_many_as_for_one(client, cambridge, django_assert_max_num_queries):
    Place.objects.bulk_create(Place(family=cambridge.family, name=f"Town {n}") for n in range(20))
    with django_assert_max_num_queries(3):
        assert client.get("/api/v1/places/").json()["count"] == 21
