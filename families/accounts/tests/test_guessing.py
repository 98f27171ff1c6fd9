"""Attacks on the door, and what they do to those who belong inside: guessing, spraying, locking out, and many at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client, RequestFactory
from django.utils import timezone

from families.accounts import devices, guessing, hashing
from families.accounts.addresses import client_address, client_network
from families.models import User, WrongPassword
from families.tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "a good password"
HOME, STRANGER = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def ilse() -> User:
    return factories.user(email="ilse@example.org")


def sign_in(client: Client, email="ilse@example.org", password=PASSWORD, *, line=HOME):
    return client.post("/sign-in/", {"username": email, "password": password}, REMOTE_ADDR=line)


def gets_in(client: Client, *args, **options) -> bool:
    return sign_in(client, *args, **options).status_code == 302


def guess(times: int = 8, *, client: Client | None = None, email="ilse@example.org", line=STRANGER):
    client = client or Client()
    for _ in range(times):
        response = sign_in(client, email, "a wrong one", line=line)
    return response


def later(**length) -> None:
    """As if all that is counted had been so long ago."""
    for row in WrongPassword.objects.all():
        WrongPassword.objects.filter(pk=row.pk).update(at=row.at - timedelta(**length))


@pytest.fixture
def known(ilse) -> Client:
    """Ilse's own device: she has signed in and out on it before."""
    client = Client()
    assert gets_in(client)
    client.post("/sign-out/")
    return client


# --- who guesses waits, and nobody else ------------------------------------------------------------------------------


def test_who_guesses_waits_and_is_told_how_long(ilse):
    response = guess()
    assert (response.status_code, 800 < int(response["Retry-After"]) <= 900) == (429, True)
    assert "Please wait a quarter of an hour." in response.content.decode()
    assert 'value="ilse@example.org"' in response.content.decode()


def test_a_stranger_elsewhere_locks_nobody_out(ilse):
    guess()
    assert gets_in(Client(), line=HOME)


def test_many_strangers_elsewhere_lock_a_new_device_out_for_a_while_and_a_known_one_never(ilse, known):
    for number in range(5):
        guess(line=f"198.51.100.{number}")
    assert (gets_in(Client()), gets_in(known)) == (False, True)


def test_a_stranger_on_the_same_line_does_not_lock_out_a_device_that_has_signed_in_before(ilse, known):
    guess(line=HOME)
    assert (gets_in(Client()), gets_in(known)) == (False, True)


def test_the_pause_ends_a_quarter_of_an_hour_after_the_first_wrong_password(ilse):
    guess()
    later(minutes=15, seconds=1)
    assert gets_in(Client(), line=STRANGER)


def test_tries_during_the_pause_do_not_lengthen_it(ilse):
    guess()
    for _ in range(3):
        later(minutes=4)
        assert guess(5).status_code == 429
    later(minutes=3, seconds=1)
    assert gets_in(Client(), line=STRANGER)


def test_one_wrong_password_every_fourteen_minutes_locks_nobody(ilse):
    guess()
    for _ in range(20):
        later(minutes=14)
        guess(1)
    assert gets_in(Client())
    later(minutes=1)
    assert gets_in(Client(), line=STRANGER)


def test_guesses_from_ever_new_lines_come_to_an_end(ilse):
    answers = [guess(1, line=f"203.0.{number}.1").status_code for number in range(45)]
    assert (answers[38], answers[39:]) == (200, [429] * 6)


def test_a_house_with_many_addresses_is_one(ilse):
    answers = [guess(1, line=f"2001:db8:1:2::{number:x}").status_code for number in range(1, 9)]
    assert answers == [200] * 7 + [429]


def test_one_password_over_many_names_is_slowed_by_line(ilse):
    answers = [guess(1, email=f"person{number}@example.net").status_code for number in range(32)]
    assert answers == [200] * 29 + [429] * 3
    assert (gets_in(Client(), line=STRANGER), gets_in(Client(), line=HOME)) == (False, True)


def test_signing_in_oneself_does_not_buy_more_guesses_at_others(ilse):
    factories.user(email="mallory@example.org")
    for number in range(30):
        guess(1, email=f"person{number}@example.net")
    assert not gets_in(Client(), "mallory@example.org", line=STRANGER)
    later(minutes=16)
    guess(7)
    assert gets_in(Client(), "mallory@example.org", line=STRANGER)
    assert guess(1).status_code == 429


def test_a_right_password_forgives_the_typing_errors_before_it(ilse):
    client = Client()
    guess(7, client=client, line=HOME)
    assert gets_in(client)
    assert guess(7, client=Client(), line=HOME).status_code == 200


def test_the_known_device_is_no_way_to_guess_either(ilse, known):
    assert guess(8, client=known, line=HOME).status_code == 429
    assert not gets_in(known)


def test_spellings_of_one_address_are_one(ilse):
    for written in ("ILSE@example.org", " ilse@example.org", "Ilse@Example.ORG"):
        guess(3, email=written)
    assert WrongPassword.objects.values("account").distinct().count() == 1


def test_a_hundred_at_once_are_no_more_guesses_than_one_after_the_other(ilse, monkeypatch):
    """All of them have looked before the first has been counted."""
    looked, look = [], guessing.refuse_early

    def late(asker, *, before=None):
        if before is None and len(looked) < 12:
            looked.append(asker)
            return
        look(asker, before=before)

    monkeypatch.setattr(guessing, "refuse_early", late)
    guess(12)
    assert WrongPassword.objects.count() == 8


def test_a_clock_that_was_set_back_locks_nobody(ilse):
    guess()
    later(days=-1)
    assert gets_in(Client(), line=STRANGER)


# --- nothing is told, nothing is kept --------------------------------------------------------------------------------


def test_known_and_unknown_names_get_the_same_answers_to_the_end(ilse):
    def answers(email):
        client = Client()
        found = [guess(1, client=client, email=email, line=f"192.0.2.{len(email)}") for _ in range(9)]
        return [(each.status_code, each.get("Retry-After"), len(each.content) - len(email)) for each in found]

    known, unknown = answers("ilse@example.org"), answers("nobody@example.org")
    assert [each[0] for each in known] == [each[0] for each in unknown]
    assert [each[1] is None for each in known] == [each[1] is None for each in unknown]


def test_known_and_unknown_names_cost_the_same(ilse, django_assert_num_queries, monkeypatch):
    hashed = []
    make = guessing.User.check_password
    monkeypatch.setattr(guessing.User, "check_password", lambda self, raw: hashed.append(1) or make(self, raw))
    monkeypatch.setattr(guessing.User, "set_password", lambda self, raw: hashed.append(1))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for email in ("ilse@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as found:
            guess(1, email=email)
        counts.append(len(found))
    assert (counts[0] == counts[1], len(hashed)) == (True, 2)


def test_a_password_that_was_typed_as_address_is_not_kept(ilse):
    secret = "my dog is called Waldi"
    guess(1, email=secret)
    row = WrongPassword.objects.values().get()
    assert not [value for value in row.values() if "waldi" in str(value).lower()]
    assert len(row["account"]) == 64


def test_the_digest_cannot_be_made_without_our_key(ilse, settings):
    before = guessing.account_mark(None, "ilse")
    settings.SECRET_KEY = "another"
    assert guessing.account_mark(None, "ilse") != before


# --- devices ---------------------------------------------------------------------------------------------------------


def test_the_cookie_of_a_device_is_out_of_reach_of_scripts_and_lasts(known):
    cookie = known.cookies[settings.DEVICE_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], int(cookie["max-age"]) > 300 * 24 * 3600) == (True, "Lax", True)


def test_a_device_that_knows_one_account_is_a_stranger_to_another(ilse, known):
    nora = factories.user(email="nora@example.org")
    guess(email=nora.email, line=HOME)
    assert not gets_in(known, nora.email, line=HOME)


def test_whoever_signs_in_on_their_own_account_gets_no_cookie_for_anothers(ilse):
    factories.user(email="mallory@example.org")
    mallory = Client()
    assert gets_in(mallory, "mallory@example.org", line=STRANGER)
    assert guess(8, client=mallory).status_code == 429
    assert not gets_in(mallory, line=STRANGER)


def test_a_family_tablet_knows_all_who_have_signed_in_on_it(ilse, known):
    nora = factories.user(email="nora@example.org")
    assert gets_in(known, nora.email)
    for email in (ilse.email, nora.email):
        guess(email=email, line=HOME)
    assert (gets_in(known, nora.email), gets_in(known)) == (True, True)


@pytest.mark.parametrize("change", [lambda v: v[:-1] + ("A" if v[-1] != "A" else "B"), lambda v: "", lambda v: "x:y:z"])
def test_a_cookie_that_was_changed_is_none(ilse, known, change):
    guess(line=HOME)
    known.cookies[settings.DEVICE_COOKIE_NAME] = change(known.cookies[settings.DEVICE_COOKIE_NAME].value)
    assert not gets_in(known)


def test_a_cookie_that_says_anything_else_under_our_key_is_none(ilse):
    from django.core import signing

    for told in (["a"], {"name": 1}, "text", {"name": "a", "accounts": None}):
        request = RequestFactory().get("/")
        request.COOKIES[settings.DEVICE_COOKIE_NAME] = signing.dumps(told, salt=devices.SALT)
        assert devices.device_of(request) == devices.Device()


def test_a_device_is_forgotten_when_all_sign_ins_are_ended(ilse, known):
    owner = Client()
    owner.force_login(ilse)
    owner.post("/account/sign-out-elsewhere/")
    guess(line=HOME)
    assert not gets_in(known)


# --- many at once ----------------------------------------------------------------------------------------------------


def test_no_more_passwords_are_hashed_at_once_than_there_are_processors_for():
    under_way, most, lock = 0, 0, threading.Lock()

    def one(_):
        nonlocal under_way, most
        try:
            with hashing.hashing_turn():
                with lock:
                    under_way += 1
                    most = max(most, under_way)
                threading.Event().wait(0.01)
                with lock:
                    under_way -= 1
                return True
        except hashing.MustWait:
            return False

    with ThreadPoolExecutor(60) as pool:
        done = list(pool.map(one, range(120)))
    assert most <= hashing.AT_ONCE
    assert done.count(True) > 0
    with hashing.hashing_turn():  # all have given back what they held
        pass


def test_who_comes_while_too_many_wait_is_kindly_asked_to_come_again(ilse, monkeypatch):
    monkeypatch.setattr(hashing, "_room", threading.BoundedSemaphore(1))
    with hashing.hashing_turn():
        page = sign_in(Client())
        api = Client().post(
            "/api/v1/auth/login", {"username": ilse.email, "password": PASSWORD}, content_type="application/json"
        )
    assert [page.status_code, api.status_code] == [429, 429]
    assert [page["Retry-After"], api["Retry-After"]] == [str(hashing.COME_AGAIN_SECONDS)] * 2
    assert hashing.BUSY in page.content.decode()
    assert (api.json()["detail"], WrongPassword.objects.count()) == (hashing.BUSY, 0)


def test_nobody_waits_long_for_a_turn(monkeypatch):
    monkeypatch.setattr(hashing, "_turns", threading.BoundedSemaphore(1))
    monkeypatch.setattr(hashing, "PATIENCE_SECONDS", 0.05)
    hashing._turns.acquire()
    with pytest.raises(hashing.MustWait), hashing.hashing_turn():
        pass


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "line", "forwarded", "address"),
    [
        ([], "192.0.2.1", "203.0.113.7", "192.0.2.1"),
        (["10.0.0.0/8"], "192.0.2.1", "203.0.113.7", "192.0.2.1"),
        (["10.0.0.0/8"], "10.1.2.3", "203.0.113.7", "203.0.113.7"),
        (["10.0.0.0/8"], "10.1.2.3", "6.6.6.6, 203.0.113.7", "203.0.113.7"),
        (["10.0.0.0/8"], "10.1.2.3", "6.6.6.6, 203.0.113.7, 10.9.9.9", "203.0.113.7"),
        (["10.0.0.0/8"], "10.1.2.3", "", "10.1.2.3"),
        (["10.0.0.0/8"], "10.1.2.3", "6.6.6.6, nonsense", "10.1.2.3"),
        (["10.0.0.0/8"], "10.1.2.3", "10.0.0.7", "10.0.0.7"),
        (["::1/128"], "::1", "2001:db8::5", "2001:db8::5"),
        (["127.0.0.1/32"], "::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"),
        (["127.0.0.1/32"], "127.0.0.1", "fe80::1%eth0", "fe80::1"),
        (["10.0.0.0/8"], "", "203.0.113.7", "unknown"),
    ],
)
def test_the_line_is_that_of_whoever_asks(settings, proxies, line, forwarded, address):
    from ipaddress import ip_network

    settings.TRUSTED_PROXIES = [ip_network(each) for each in proxies]
    request = RequestFactory().get("/", REMOTE_ADDR=line, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


def test_who_names_another_line_in_a_header_gets_no_more_guesses(ilse):
    client = Client()
    for number in range(8):
        made = {"username": ilse.email, "password": "a wrong one"}
        answer = client.post("/sign-in/", made, REMOTE_ADDR=STRANGER, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    assert answer.status_code == 429


def test_people_behind_a_proxy_of_ours_are_told_apart(ilse, settings):
    from ipaddress import ip_network

    settings.TRUSTED_PROXIES = [ip_network("10.0.0.1/32")]
    made = {"username": ilse.email, "password": "a wrong one"}
    for _ in range(8):
        Client().post("/sign-in/", made, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=STRANGER)
    right = {**made, "password": PASSWORD}
    answer = Client().post("/sign-in/", right, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=HOME)
    assert answer.status_code == 302


def test_a_network_is_what_is_counted(rf):
    assert client_network(rf.get("/", REMOTE_ADDR="2001:db8:1:2:3:4:5:6")) == "2001:db8:1:2::/64"


# --- staff and time --------------------------------------------------------------------------------------------------


def test_staff_can_let_somebody_try_again(ilse, admin_client):
    guess()
    assert not gets_in(Client(), line=STRANGER)
    made = {"action": "let_try_again", "_selected_action": [ilse.pk]}
    admin_client.post("/admin/families/user/", made)
    assert gets_in(Client(), line=STRANGER)


def test_staff_see_how_often_a_wrong_password_was_given(ilse, admin_client):
    guess(3)
    assert "3 in the last hour" in admin_client.get(f"/admin/families/user/{ilse.pk}/change/").content.decode()


def test_what_counts_no_longer_is_erased(ilse):
    from families.accounts.sign_ins import erase_expired

    guess(3)
    later(minutes=50)
    erase_expired()
    assert WrongPassword.objects.count() == 3
    later(minutes=11)
    guess(1)
    erase_expired()
    assert WrongPassword.objects.count() == 1


def test_an_account_without_a_password_lets_nobody_in_and_takes_as_long(ilse):
    User.objects.update(password=make_password(None))
    assert not gets_in(Client(), password="")
    assert guess(8).status_code == 429
    assert timezone.now() > WrongPassword.objects.earliest("at").at
