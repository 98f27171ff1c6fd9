"""Every link from the admin to the site leads staff to a page that they may see."""

import re

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from audio.tests import factories as audio
from books.family_book import book_of
from books.models import Book
from families.models import Family, Membership, Person, User
from families.staff_views import MEMBERS_ONLY
from families.tests import factories as families
from stories.models import Place
from stories.tests import factories as stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def family() -> Family:
    """One of everything that the admin shows with a link to the site."""
    found = families.family(name="The Brandts")
    story = stories.story(audio.recording(found, title="In the kitchen"))
    stories.person_mention(story, "Ilse", person=families.person(found, "Ilse"))
    stories.place_mention(story)
    book_of(found)
    return found


@pytest.fixture
def staff(client) -> User:
    user = families.user(name="Sam", is_staff=True, is_superuser=True)
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return user


def links(client) -> set[str]:
    """Every link "View on site", of rows and of the rows in them, on the pages of all registered models."""
    found: set[str] = set()
    for model in admin.site._registry:
        for pk in model._base_manager.values_list("pk", flat=True):
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
            found |= set(re.findall(r'href="(/admin/r/[^"]+)"', client.get(address).content.decode()))
    return found


def test_whoever_is_no_member_stays_in_the_admin_and_reads_why(client, staff, family):
    shown = links(client)
    assert len(shown) >= 5
    for link in shown:
        answer = client.get(link, follow=True)
        assert (answer.status_code, MEMBERS_ONLY in answer.content.decode()) == (200, True), link


def test_a_member_is_led_to_the_familys_page(client, staff, family):
    Membership.objects.create(family=family, user=staff)
    rows = [*family.recordings.all(), *family.stories.all(), *Place.objects.all(), *Person.objects.all()]
    expected = {row.get_absolute_url() for row in [*rows, *Book.objects.all()]}
    answers = [client.get(link, follow=True) for link in links(client)]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.redirect_chain[0][0] for answer in answers} == expected


@pytest.mark.parametrize("address", ["/admin/r/999999/1/", "/admin/r/{family}/1/", "/admin/r/{person}/nonsense/"])
def test_what_has_no_page_has_no_link(client, staff, address):
    ids = {m._meta.model_name: ContentType.objects.get_for_model(m).pk for m in (Family, Person)}
    assert client.get(address.format(**ids)).status_code == 404
