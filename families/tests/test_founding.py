"""Who runs Memoire starts a family where they sign in; whoever was invited is told whom to ask."""

import pytest
from django.core.management import call_command

from families.founding import found_family
from families.models import Family, Person, User
from families.tests import factories

pytestmark = pytest.mark.django_db
OFFER = "Start a family"


@pytest.fixture
def superuser(monkeypatch) -> User:
    """As `manage.py createsuperuser` makes one."""
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a good password")
    call_command("createsuperuser", interactive=False, email="ann@example.org", verbosity=0)
    return User.objects.get()


def signed_in(client, user: User):
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return client


def test_a_superuser_without_a_family_starts_one_where_they_sign_in(client, superuser):
    page = client.post(
        "/sign-in/", {"username": "ann@example.org", "password": "a good password"}, follow=True
    ).content.decode()
    assert (OFFER in page, "Nobody has added you" in page) == (True, False)

    answer = client.post("/families/start/", {"name": " The Brandts ", "narrator": "Grandma  Ilse"}, follow=True)

    family = Family.objects.get()
    assert answer.redirect_chain[-1][0] == f"/families/{family.pk}/"
    assert (answer.status_code, family.name, superuser.is_keeper_of(family)) == (200, "The Brandts", True)
    assert [person.name for person in Person.objects.for_family(family)] == ["Grandma Ilse"]
    assert client.get("/").headers["Location"] == f"/families/{family.pk}/"


def test_staff_who_are_no_superuser_are_offered_it_too(client):
    assert OFFER in signed_in(client, factories.user(is_staff=True)).get("/").content.decode()


def test_the_narrator_may_come_later(client, superuser):
    signed_in(client, superuser).post("/families/start/", {"name": "The Brandts", "narrator": ""})
    assert (Family.objects.count(), Person.objects.count()) == (1, 0)


def test_a_family_without_a_name_is_asked_for_one_and_what_was_typed_stays(client, superuser):
    page = signed_in(client, superuser).post("/families/start/", {"name": " ", "narrator": "Ilse"}).content.decode()
    assert ("Give the family a name." in page, 'value="Ilse"' in page) == (True, True)
    assert not Family.objects.exists()


def test_whoever_asks_twice_has_one_family(client, superuser):
    for _ in range(2):
        signed_in(client, superuser).post("/families/start/", {"name": "The Brandts"})
    assert found_family(superuser, "Another") == Family.objects.get()


def test_who_is_not_staff_is_told_whom_to_ask_and_starts_none(client):
    signed_in(client, factories.user(email="kim@example.org"))
    page = client.get("/").content.decode()
    assert (OFFER in page, "signed in as kim@example.org" in page) == (False, True)
    assert client.post("/families/start/", {"name": "Mine"}).status_code == 403
    assert not Family.objects.exists()


def test_staff_of_several_families_choose_and_are_offered_no_other(client):
    user = factories.user(is_staff=True)
    for name in ("The Brandts", "The Olsens"):
        factories.family(keeper=user, name=name)
    page = signed_in(client, user).get("/").content.decode()
    assert ("The Olsens" in page, OFFER in page) == (True, False)


def test_staff_without_a_family_are_led_to_their_pages(client, superuser):
    assert 'href="/admin/"' in signed_in(client, superuser).get("/").content.decode()
    assert 'href="/admin/"' not in signed_in(client, factories.user()).get("/").content.decode()
