"""One's own account: another password, an end of all sign-ins, and what ends with them."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from knox.models import get_token_model

from families.accounts.sign_ins import erase_expired
from families.models import User
from families.tests import factories

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "a good password", "quite another password"


@pytest.fixture
def ilse() -> User:
    return factories.user(email="ilse@example.org")


@pytest.fixture
def here(ilse) -> Client:
    return signed_in()


def signed_in() -> Client:
    client = Client()
    assert client.post("/sign-in/", {"username": "ilse@example.org", "password": PASSWORD}).status_code == 302
    return client


def with_token(password=PASSWORD):
    """Asks the API with a token that is given now."""
    made = {"username": "ilse@example.org", "password": password}
    token = Client().post("/api/v1/auth/login", made, content_type="application/json").json()["token"]
    return lambda: Client().get("/api/v1/audio/", headers={"Authorization": f"Token {token}"}).status_code


def is_inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def change(client: Client, old=PASSWORD, new=NEW, again=None):
    made = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post("/account/password/", made, follow=True)


def test_every_page_leads_to_the_account(here):
    assert 'href="/account/"' in here.get("/").content.decode()


def test_everybody_can_change_their_password_and_stays_where_they_are(here, ilse):
    said = change(here).content.decode()
    ilse.refresh_from_db()
    assert ("Your password is changed" in said, is_inside(here), ilse.check_password(NEW)) == (True, True, True)


def test_another_password_ends_all_that_was_signed_in_with_the_old_one(here):
    other, program = signed_in(), with_token()
    assert (is_inside(other), program()) == (True, 200)
    change(here)
    assert (is_inside(other), program(), is_inside(here)) == (False, 401, True)


@pytest.mark.parametrize(
    "changed",
    [
        lambda user: user.set_password(NEW) or user.save(),
        lambda user: user.set_unusable_password() or user.save(),
        lambda user: User.objects.filter(pk=user.pk).update(password="md5$x$y"),
    ],
    ids=["as staff do", "taken away", "past the model"],
)
def test_however_a_password_is_changed_sessions_and_tokens_end(here, ilse, changed):
    program = with_token()
    changed(ilse)
    assert (is_inside(here), program()) == (False, 401)


def test_the_wrong_old_password_changes_nothing_and_is_told(here, ilse):
    said = change(here, old="a wrong one").content.decode()
    ilse.refresh_from_db()
    assert ("That is not the password that you have now." in said, ilse.check_password(PASSWORD)) == (True, True)


def test_a_weak_new_password_is_refused_with_its_reason(here):
    assert "at least 10 characters" in change(here, new="brief").content.decode()


def test_whoever_finds_an_open_page_cannot_guess_the_password_there(here, ilse):
    answers = [change(here, old=f"guess {number}").status_code for number in range(9)]
    assert answers == [200] * 7 + [429] * 2
    assert change(here).status_code == 429
    ilse.refresh_from_db()
    assert ilse.check_password(PASSWORD)


def test_all_else_that_is_signed_in_can_be_ended(here):
    other, program = signed_in(), with_token()
    said = here.post("/account/sign-out-elsewhere/", follow=True).content.decode()
    assert ("signed in here only" in said, is_inside(other), program(), is_inside(here)) == (True, False, 401, True)


def test_the_account_says_how_many_programs_can_use_it(here):
    with_token(), with_token()
    assert "2 programs can use Memoire as you" in here.get("/account/").content.decode()


@pytest.mark.parametrize("fields", [{}, {"update_fields": ["is_active"]}], ids=["whole", "one field"])
def test_who_is_deactivated_is_out_everywhere_and_not_in_again_when_that_is_taken_back(here, ilse, fields):
    program = with_token()
    ilse.is_active = False
    ilse.save(**fields)
    assert (is_inside(here), program()) == (False, 401)
    ilse.is_active = True
    ilse.save()
    assert (is_inside(here), program(), is_inside(signed_in())) == (False, 401, True)


def test_staff_can_end_all_sign_ins_of_somebody(here, ilse, admin_client):
    program = with_token()
    assert "1 program" in admin_client.get(f"/admin/families/user/{ilse.pk}/change/").content.decode()
    admin_client.post("/admin/families/user/", {"action": "end_sign_ins", "_selected_action": [ilse.pk]})
    assert (is_inside(here), program()) == (False, 401)


def test_a_token_that_is_cut_or_lent_a_longer_life_opens_nothing(ilse):
    made = {"username": ilse.email, "password": PASSWORD}
    token = Client().post("/api/v1/auth/login", made, content_type="application/json").json()["token"]
    for wrong in (token[:-1], token[1:], "0" * 10 + token[10:], token[:15], "0" * 10):
        assert Client().get("/api/v1/audio/", headers={"Authorization": f"Token {wrong}"}).status_code == 401


def test_a_session_has_another_key_after_signing_in(ilse):
    """Whoever has put a session into somebody's browser does not know the one that is signed in (fixation)."""
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["put"] = "there"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post("/sign-in/", {"username": ilse.email, "password": PASSWORD})
    assert client.session.session_key != before
    fixed = Client()
    fixed.cookies["sessionid"] = before
    assert not is_inside(fixed)


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "///evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "https:/evil.example",
        " https://evil.example",
        "/%09/evil.example\t",
        "http://testserver@evil.example/",
    ],
)
def test_the_way_after_signing_in_leads_nowhere_else(ilse, wanted):
    client = Client()
    made = {"username": ilse.email, "password": PASSWORD, "next": wanted}
    for answer in (client.post("/sign-in/", made), client.post("/sign-in/", made, query_params={"next": wanted})):
        assert answer["Location"] == "/" or answer["Location"].startswith("/%09/")


def test_the_way_after_signing_in_leads_where_one_wanted_to_go(ilse):
    made = {"username": ilse.email, "password": PASSWORD, "next": "/account/"}
    assert Client().post("/sign-in/", made)["Location"] == "/account/"


def test_staff_sign_in_at_the_same_door(ilse):
    """One door, one rule: a password that is sent to the admin's own address is not looked at."""
    made = {"username": ilse.email, "password": PASSWORD}
    for answer in (Client().get("/admin/login/?next=/admin/families/"), Client().post("/admin/login/", made)):
        assert answer["Location"].startswith("/sign-in/?next=")
    User.objects.update(is_staff=True, is_superuser=True)
    assert Client().post("/sign-in/", {**made, "next": "/admin/"}, follow=True).status_code == 200


def test_staff_change_their_password_on_the_same_page(admin_client, admin_user):
    made = {"old_password": "password", "new_password1": NEW, "new_password2": NEW}
    answers = [admin_client.get("/admin/password_change/"), admin_client.post("/admin/password_change/", made)]
    admin_user.refresh_from_db()
    assert [answer["Location"] for answer in answers] == ["/account/"] * 2
    assert not admin_user.check_password(NEW)


def test_what_has_ended_is_erased(here, ilse):
    with_token(), with_token()
    signed_in()
    get_token_model().objects.filter(pk=get_token_model().objects.first().pk).update(
        expiry=timezone.now() - timedelta(seconds=1)
    )
    Session.objects.filter(pk=here.session.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    erase_expired()
    assert (get_token_model().objects.count(), Session.objects.count()) == (1, 1)
