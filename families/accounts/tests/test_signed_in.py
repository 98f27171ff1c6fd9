"""Where somebody is signed in: listed in words they know, ended one by one, and nobody else's business."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from knox.models import get_token_model

from families.accounts.browsers import browsers_of, called, noted_today
from families.accounts.sign_ins import end_all_sign_ins, erase_expired
from families.accounts.tokens import give_token, public_id
from families.models import SignedInBrowser
from families.tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "a good password"
TABLET = "Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:124.0) Gecko/20100101 Firefox/124.0"
TOKENS = "/api/v1/auth/tokens/"


@pytest.fixture
def ilse():
    return factories.user(email="ilse@example.org")


def signed_in(agent: str = DESK, email: str = "ilse@example.org") -> Client:
    client = Client(headers={"User-Agent": agent})
    assert client.post("/sign-in/", {"username": email, "password": PASSWORD}).status_code == 302
    return client


def account(client: Client) -> str:
    return " ".join(client.get("/account/").text.split())


def is_inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (TABLET, "Safari on an iPad"),
        (DESK, "Firefox on Windows"),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 SamsungBrowser/24.0 Chrome/117.0.0.0 Mobile Safari/537.36",
            "Samsung’s browser on an Android device",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36 Edg/122.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 (KHTML, like Gecko) Version/17 Safari/605",
            "Safari on a Mac or an iPad",
        ),
        ("curl/8.5.0", "A browser"),
        ("", "A browser"),
        ("\x00<script>" + "x" * 5_000, "A browser"),
    ],
)
def test_a_browser_is_called_as_its_owner_knows_it(agent, name):
    assert called(agent) == name


def test_the_account_lists_where_one_is_signed_in_and_which_of_them_is_this(ilse):
    here, _ = signed_in(DESK), signed_in(TABLET)
    shown = account(here)
    assert ("Firefox on Windows" in shown, "Safari on an iPad" in shown, shown.count("You are here now.")) == (
        True,
        True,
        1,
    )
    assert shown.count("Sign it out<") == 1


def test_one_place_is_signed_out_and_the_others_stay(ilse):
    here, tablet, other = signed_in(DESK), signed_in(TABLET), signed_in(DESK)
    row = SignedInBrowser.objects.get(session=tablet.session.session_key)
    shown = here.post(f"/account/browsers/{row.pk}/sign-out/", follow=True).text
    assert "Safari on an iPad is signed out." in shown
    assert (is_inside(here), is_inside(tablet), is_inside(other)) == (True, False, True)


def test_nobody_sees_or_ends_where_somebody_else_is_signed_in(ilse):
    factories.user(email="otto@example.org")
    tablet, otto = signed_in(TABLET), signed_in(DESK, "otto@example.org")
    row = SignedInBrowser.objects.get(session=tablet.session.session_key)
    assert "iPad" not in account(otto)
    assert otto.post(f"/account/browsers/{row.pk}/sign-out/").status_code == 404
    assert otto.post(f"/account/browsers/{uuid4()}/sign-out/").status_code == 404
    assert is_inside(tablet)


def test_the_page_shows_no_key_of_a_session(ilse):
    here, tablet = signed_in(DESK), signed_in(TABLET)
    shown = account(here)
    assert here.session.session_key not in shown
    assert tablet.session.session_key not in shown


def test_signing_out_takes_the_place_off_the_list(ilse):
    here, tablet = signed_in(DESK), signed_in(TABLET)
    tablet.post("/sign-out/")
    assert "iPad" not in account(here)
    assert SignedInBrowser.objects.count() == 1


@pytest.mark.parametrize("how", ["everywhere else", "another password", "by staff"])
def test_what_was_ended_with_all_others_is_not_listed(ilse, how):
    here, _ = signed_in(DESK), signed_in(TABLET)
    if how == "everywhere else":
        here.post("/account/sign-out-elsewhere/")
    elif how == "another password":
        new = "quite another password"
        here.post("/account/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    else:
        end_all_sign_ins(ilse)
        assert browsers_of(get_user_model().objects.get(pk=ilse.pk)) == []
        return
    shown = account(here)
    assert ("iPad" in shown, shown.count("You are here now.")) == (False, True)


def test_what_has_expired_is_neither_listed_nor_kept(ilse):
    here, tablet = signed_in(DESK), signed_in(TABLET)
    Session.objects.filter(pk=tablet.session.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert "iPad" not in account(here)
    erase_expired()
    assert SignedInBrowser.objects.count() == 1


def test_when_somebody_was_there_last_is_noted_to_the_day(ilse):
    here = signed_in()
    long_ago = timezone.now() - timedelta(days=3)
    SignedInBrowser.objects.update(seen_at=long_ago)
    here.get("/account/")
    assert SignedInBrowser.objects.get().seen_at == long_ago  # noted today already, when they signed in
    noted_today.keys.clear()
    here.get("/account/")
    assert SignedInBrowser.objects.get().seen_at > long_ago


def test_a_session_from_before_the_list_comes_to_stand_in_it(ilse):
    here = signed_in()
    SignedInBrowser.objects.all().delete()
    noted_today.keys.clear()
    here.get("/account/")
    assert "Signed in before we began to note when" in account(here)


def test_a_disk_that_is_full_keeps_nobody_from_reading(ilse):
    here = signed_in()
    noted_today.keys.clear()

    def full(execute, sql, params, many, context):
        if sql.startswith("UPDATE"):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(full):
        assert is_inside(here)


# --- programs --------------------------------------------------------------------------------------------------------


def test_programs_are_listed_and_ended_one_by_one(ilse):
    here = signed_in()
    (one, token), (_, other) = give_token(ilse), give_token(ilse)
    assert "2 programs can use Memoire as you" in account(here)
    here.post(f"/account/programs/{public_id(one)}/end/")
    assert (opens(token), opens(other)) == (401, 200)
    assert "1 program can use Memoire as you" in account(here)


def opens(token: str) -> int:
    return Client().get("/api/v1/audio/", headers={"Authorization": f"Token {token}"}).status_code


def by_token(token: str, method: str = "get", address: str = TOKENS):
    return getattr(Client(), method)(address, headers={"Authorization": f"Token {token}"})


def test_a_client_lists_its_tokens_and_ends_one(ilse):
    (mine, token), (other, lost) = give_token(ilse), give_token(ilse)
    listed = by_token(token).json()
    assert {row["id"]: row["is_this"] for row in listed} == {str(public_id(mine)): True, str(public_id(other)): False}
    assert by_token(token, "delete", f"{TOKENS}{public_id(other)}/").status_code == 204
    assert (opens(lost), opens(token), len(by_token(token).json())) == (401, 200, 1)


def test_no_token_and_no_digest_is_shown(ilse):
    kept, token = give_token(ilse)
    told = by_token(token).text + account(signed_in())
    assert (token[:15] in told, kept.digest in told, kept.token_key in told) == (False, False, False)


def test_a_token_of_somebody_else_is_neither_listed_nor_ended(ilse):
    otto = factories.user(email="otto@example.org")
    (theirs, token), (_, mine) = give_token(ilse), give_token(otto)
    for name in (public_id(theirs), uuid4()):
        assert by_token(mine, "delete", f"{TOKENS}{name}/").status_code == 404
        assert signed_in(email="otto@example.org").post(f"/account/programs/{name}/end/").status_code == 404
    assert (opens(token), len(by_token(mine).json())) == (200, 1)


def test_tokens_that_ended_are_not_listed(ilse):
    kept, token = give_token(ilse)
    expired, _ = give_token(ilse)
    get_token_model().objects.filter(pk=expired.pk).update(expiry=timezone.now() - timedelta(seconds=1))
    assert [row["id"] for row in by_token(token).json()] == [str(public_id(kept))]


def test_whoever_is_not_signed_in_learns_nothing():
    assert [Client().get(TOKENS).status_code, Client().delete(f"{TOKENS}{uuid4()}/").status_code] == [401, 401]
