"""The demo's people: everybody knows their password, so they are let in in development only."""

import pytest

from families.models import User
from memoire_site import demo

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> User:
    return User.objects.create_user(demo.PEOPLE[0], demo.PASSWORD)


def sign_in(client):
    return client.post("/sign-in/", {"username": demo.PEOPLE[0], "password": demo.PASSWORD})


def test_in_development_they_come_in(client, keeper, settings):
    settings.DEBUG = True
    assert sign_in(client).status_code == 302


def test_where_a_family_lives_they_do_not(client, keeper):
    assert sign_in(client).status_code == 200


def test_a_session_from_development_ends_where_a_family_lives(client, keeper, settings):
    settings.DEBUG = True
    sign_in(client)
    settings.DEBUG = False
    assert client.get("/").status_code == 302


def test_the_demo_is_made_in_an_empty_database_in_development_only(settings):
    assert not demo.is_wanted()
    settings.DEBUG = True
    assert demo.is_wanted()
    User.objects.create_user("ilse@example.com", "a good password")
    assert not demo.is_wanted()
