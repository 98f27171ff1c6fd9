"""The page of a place says where that is, why, and lets a keeper choose among those of its name."""

import pytest

from families.models import Membership
from families.tests import factories as families
from stories.models import Place
from stories.places.whereabouts import look_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def family():
    return families.family(name="The Brandts")


@pytest.fixture
def keeper(client, family):
    user = families.user()
    Membership.objects.create(family=family, user=user, role=Membership.Role.KEEPER)
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return user


def place(family, name: str) -> Place:
    made = Place.objects.create(family=family, name=name)
    look_up([made])
    made.refresh_from_db()
    return made


def shown(client, of: Place) -> str:
    return client.get(f"/places/{of.pk}/").content.decode()


def test_a_place_with_one_sense_says_what_it_is_today(client, keeper, family):
    page = shown(client, place(family, "Danzig"))
    assert "Gdańsk, Poland: the only place of this name that we know." in page
    assert "54.35°" in page


def test_a_keeper_chooses_among_several_and_may_take_it_back(client, keeper, family):
    cambridge = place(family, "Cambridge")
    assert "nobody has said yet which it is" in shown(client, cambridge)
    ours = cambridge.senses[0]
    client.post(f"/places/{cambridge.pk}/whereabouts/", {"geonames_id": ours})
    page = shown(client, cambridge)
    assert "Cambridge, United Kingdom: your family says so." in page
    assert 'aria-pressed="true"' in page
    client.post(f"/places/{cambridge.pk}/whereabouts/", {"geonames_id": ""})
    assert "United Kingdom: " not in shown(client, cambridge)


@pytest.mark.parametrize("asked", ["1", "0", "no", "-1", "9" * 5_000])
def test_what_the_name_does_not_mean_is_refused_in_words(client, keeper, family, asked):
    husum = place(family, "Husum")
    answer = client.post(f"/places/{husum.pk}/whereabouts/", {"geonames_id": asked}, follow=True)
    assert "or none of them." in answer.content.decode()
    assert not Place.objects.get(pk=husum.pk).is_settled


def test_a_relative_reads_and_chooses_nothing(client, family):
    user = families.user()
    Membership.objects.create(family=family, user=user, role=Membership.Role.RELATIVE)
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    cambridge = place(family, "Cambridge")
    assert "Which Cambridge is it?" not in shown(client, cambridge)
    assert client.post(f"/places/{cambridge.pk}/whereabouts/", {"geonames_id": "1"}).status_code == 403
