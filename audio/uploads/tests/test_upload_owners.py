"""An upload is its sender's: to everybody else it does not exist."""

import pytest
from django.test import Client

from audio.models import Recording, Upload
from audio.tests import factories
from audio.uploads.tests.tus_client import TUS, UPLOADS, begin, create, head, patch, signed_in
from families.accounts.tokens import give_token
from families.models import Membership
from families.tests import factories as families

pytestmark = pytest.mark.django_db


def answers(client, place: str) -> set[int]:
    return {
        head(client, place).status_code,
        patch(client, place, 0, b"x").status_code,
        client.delete(place, headers=TUS).status_code,
        client.get(place).status_code,
    }


def test_another_member_of_the_family_gets_404(browser, home):
    other = families.user()
    Membership.objects.create(family=home, user=other, role=Membership.Role.KEEPER)
    assert answers(signed_in(other), begin(browser, 100)) == {404}


def test_a_stranger_gets_404(browser):
    stranger = families.user()
    families.family(keeper=stranger)
    assert answers(signed_in(stranger), begin(browser, 100)) == {404}


def test_staff_get_404(browser):
    assert answers(signed_in(families.user(is_staff=True, is_superuser=True)), begin(browser, 100)) == {404}


def test_nobody_known_gets_401(browser):
    place = begin(browser, 100)
    assert answers(Client(), place) == {401}
    assert create(Client(), 100).status_code == 401


def test_who_left_the_family_gets_404(browser, home):
    place = begin(browser, 100)
    home.memberships.all().delete()
    assert answers(browser, place) == {404}


@pytest.mark.parametrize("wrong", ["nonsense", "0" * 36, "5d1c1f5e-0000-4000-8000-000000000000"])
def test_an_unknown_upload_is_a_404(browser, wrong):
    assert head(browser, f"{UPLOADS}{wrong}").status_code == 404


def test_nobody_uploads_into_a_strangers_family(browser):
    response = create(browser, 100, family=str(families.family().pk))
    assert (response.status_code, list(response.json()["errors"])) == (400, ["family"])


def test_who_belongs_to_several_families_says_which(browser, sender):
    second = families.family(keeper=sender)
    create(browser, 100, family=str(second.pk))
    assert (create(browser, 100).status_code, Upload.objects.get().family) == (400, second)


def test_a_page_of_ours_needs_its_csrf_token(browser, sender):
    strict = signed_in(sender, enforce_csrf_checks=True)
    place = begin(browser, 100)
    assert [create(strict, 100).status_code, patch(strict, place, 0, b"x").status_code] == [403, 403]


def test_a_page_of_ours_with_its_csrf_token_may_upload(sender, home):
    strict = signed_in(sender, enforce_csrf_checks=True)
    strict.get(f"/families/{home.pk}/recordings/new/")
    token, tone = {"X-CSRFToken": strict.cookies["csrftoken"].value}, factories.tone()
    place = create(strict, len(tone), tone[:9], token).headers["Location"]
    assert patch(strict, place, 9, tone[9:], token).status_code == 204
    assert Recording.objects.count() == 1


def test_a_client_with_a_token_may_upload(sender, home):
    _, token = give_token(sender)
    asked, tone = {"Authorization": f"Token {token}"}, factories.tone()
    place = create(Client(), len(tone), tone[:9], asked).headers["Location"]
    assert patch(Client(), place, 9, tone[9:], asked).status_code == 204
    assert Recording.objects.get().uploaded_by == sender


def test_the_sender_may_ask_in_json(browser):
    place = begin(browser, 100)
    patch(browser, place, 0, b"first bytes")
    told = browser.get(place).json()
    assert (told["offset"], told["length"], told["recording"]) == (11, 100, None)
