"""The door: by e-mail address and password, for pages and for clients; whoever guesses has to wait."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from knox.models import get_token_model

from families.accounts.guessing import BY_LINE_AND_ACCOUNT
from families.models import User
from families.tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "a good password"
LOGIN = "/api/v1/auth/login"
MOST = BY_LINE_AND_ACCOUNT.most


@pytest.fixture
def ilse() -> User:
    return factories.user(email="Ilse@Example.org")


def by_page(client, email="ilse@example.org", password=PASSWORD):
    return client.post("/sign-in/", {"username": email, "password": password})


def by_api(client, email="ilse@example.org", password=PASSWORD):
    return client.post(LOGIN, {"username": email, "password": password}, content_type="application/json")


def guess(client, how, *, times=MOST, email="ilse@example.org"):
    for _ in range(times):
        response = how(client, email, "a wrong one")
    return response


@pytest.mark.parametrize("written", ["ilse@example.org", "ILSE@example.ORG", "Ilse@Example.org"])
def test_the_address_may_be_written_in_any_case(client, ilse, written):
    assert by_page(client, written).headers["Location"] == "/"


def test_an_address_belongs_to_one_person_in_any_case(ilse):
    with pytest.raises(IntegrityError):
        User.objects.create(email="ILSE@EXAMPLE.ORG")


def test_a_wrong_password_on_the_page_is_told_kindly(client, ilse):
    response = by_page(client, password="a wrong one")
    assert "do not belong together" in response.content.decode()


def test_who_is_not_active_stays_outside(client, ilse):
    User.objects.update(is_active=False)
    assert "sessionid" not in by_page(client).cookies


def test_the_way_after_signing_in_never_leads_to_another_site(client, ilse):
    response = client.post("/sign-in/?next=https://evil.example/", {"username": ilse.email, "password": PASSWORD})
    assert response.headers["Location"] == "/"


def test_a_client_gets_a_token_that_opens_the_api(client, ilse):
    token = by_api(client).json()["token"]
    answer = client.get("/api/v1/audio/", headers={"Authorization": f"Token {token}"})
    assert answer.status_code == 200


def test_a_token_says_when_it_ends(client, ilse):
    expiry = parse_datetime(by_api(client).json()["expiry"])
    assert expiry > timezone.now()


def test_a_token_that_has_ended_opens_nothing(client, ilse):
    token = by_api(client).json()["token"]
    get_token_model().objects.update(expiry=timezone.now() - timedelta(seconds=1))
    answer = client.get("/api/v1/audio/", headers={"Authorization": f"Token {token}"})
    assert answer.status_code == 401


def test_signing_out_ends_the_token(client, ilse):
    header = {"Authorization": f"Token {by_api(client).json()['token']}"}
    client.post("/api/v1/auth/logout", headers=header)
    assert client.get("/api/v1/audio/", headers=header).status_code == 401


def test_a_client_may_write_the_address_in_any_case(client, ilse):
    assert by_api(client, "ILSE@EXAMPLE.ORG").status_code == 200


def test_a_wrong_password_of_a_client_is_a_400_with_a_sentence(client, ilse):
    response = by_api(client, password="a wrong one")
    assert (response.status_code, response.json()["detail"]) == (401, "This address and password do not fit.")


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(client, ilse):
    assert by_api(client, "nobody@example.org").json() == by_api(client, password="a wrong one").json()


def test_a_client_that_says_no_password_is_told_so(client, ilse):
    response = client.post(LOGIN, {"username": "ilse@example.org"}, content_type="application/json")
    assert (response.status_code, list(response.json()["errors"])) == (400, ["password"])


def test_guessing_on_the_page_ends_in_a_pause_with_a_kind_sentence(client, ilse):
    response = guess(client, by_page)
    assert (response.status_code, "too many wrong passwords" in response.content.decode()) == (429, True)


def test_guessing_by_api_ends_in_a_pause_told_as_json(client, ilse):
    response = guess(client, by_api)
    detail = {"detail": "There were too many wrong passwords. Please wait a quarter of an hour."}
    assert (response.status_code, response.json()["detail"]) == (429, detail["detail"])


def test_during_the_pause_even_the_right_password_waits(client, ilse):
    guess(client, by_page)
    assert [by_page(client).status_code, by_api(client).status_code] == [429, 429]


def test_capitals_do_not_give_more_guesses(client, ilse):
    guess(client, by_api, times=MOST - 1)
    assert by_api(client, "ILSE@example.org", "a wrong one").status_code == 429


def test_the_pause_is_for_the_one_address_that_was_guessed_at(client, ilse):
    other = factories.user()
    guess(client, by_api)
    assert by_api(client, other.email).status_code == 200


def test_a_new_user_needs_a_long_password(admin_client):
    made = {"email": "new@example.org", "usable_password": "true", "password1": "brief", "password2": "brief"}
    response = admin_client.post("/admin/families/user/add/", made)
    assert "at least 10 characters" in response.content.decode()


def test_an_account_made_with_capitals_anywhere_can_sign_in(client):
    User(email="Nora@Example.org", password=make_password(PASSWORD)).save()
    assert by_page(client, email="nora@example.org").status_code == 302


def test_an_address_too_long_to_be_one_is_refused_and_breaks_nothing(client, ilse):
    long = "a" * 300 + "@example.org"
    assert (by_page(client, email=long).status_code, by_api(client, email=long).status_code) == (200, 400)


@pytest.mark.parametrize("header", [b"Token \xff", b"Token ", b"Token nonsense"])
def test_a_header_that_is_no_token_is_a_401(client, header):
    response = client.get("/api/v1/audio/", HTTP_AUTHORIZATION=header.decode("latin-1"))
    assert response.status_code == 401
