"""A form that is sent after its writer was signed out loses no word, without JavaScript, at any address that takes a change.

The addresses are those of `two_writers.py`, whose table a test holds to the URL table.
"""

import logging
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from families.accounts import typed_words
from families.models import User
from memoire_site.tests.test_access import world  # noqa: F401 - a fixture
from memoire_site.tests.test_two_writers import (
    ROWS,
    changeable,
    form_on,
    given,
    pair,
    read_on_page,
    states,
    two,  # noqa: F401 - a fixture
    ways,
)
from memoire_site.tests.two_writers import ADMIN, PAGES

# ruff: noqa: F811 - the fixtures `world` and `two` are those of others
pytestmark = pytest.mark.django_db
PASSWORD = "a good password"
BROWSER = {"Origin": "http://testserver", "Sec-Fetch-Mode": "navigate"}
ALL = {**PAGES, **ADMIN}


@pytest.fixture
def browser(two):
    """Without JavaScript and with cookies; the person in it was signed in, and is no more."""
    made = Client(enforce_csrf_checks=True)
    user = User.objects.get(name="Bo")
    made.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    made.user = user
    return made


def token(client: Client) -> str:
    return client.get(reverse("sign_in")).context["csrf_token"]


def send(client: Client, address: str, data: dict[str, Any], **headers: str) -> Any:
    body = urlencode(list(data.items()))
    return client.post(address, body, content_type="application/x-www-form-urlencoded", headers=BROWSER | headers)


def page_of(answer: Any) -> Any:
    return html.fromstring(answer.content.decode())


def form_to(answer: Any, address: str) -> dict[str, str]:
    """The fields of the form of a page that leads to this address."""
    return dict(next(form for form in page_of(answer).iter("form") if form.get("action") == address).form_values())


def late(client: Client, name: str, two: Any) -> tuple[str, dict[str, Any], Any]:
    """Fills in a page of this address, is signed out, and sends it: where, what, and the answer."""
    _, other, world = two
    edit = ALL[name]
    address = ways(name, edit, world)
    extra = pair(world) if name == "twice_told" else {}
    typed = {**read_on_page(name, edit, other, world), **given(edit.second, world), **extra}
    mark = token(client)
    del client.cookies["sessionid"]
    return address, typed, send(client, address, typed | {"csrfmiddlewaretoken": mark})


def sign_in(client: Client, door: Any, password: str = PASSWORD) -> Any:
    fields = form_to(door, reverse("sign_in"))
    return send(client, reverse("sign_in"), fields | {"username": client.user.email, "password": password})


def words_in(typed: dict[str, Any]) -> list[str]:
    return [value for key, value in typed.items() if key in {"text", "name", "title", "reason"} and value]


@pytest.mark.parametrize("name", sorted(ALL))
def test_what_was_sent_too_late_is_sent_after_signing_in_by_one_button(name, two, browser):
    address, typed, door = late(browser, name, two)
    before = states(two[2])
    assert (door.status_code, all(word in door.content.decode() for word in words_in(typed))) == (401, True)
    assert sign_in(browser, door).headers["Location"] == reverse("typed_words")
    waiting = browser.get(reverse("typed_words"))
    assert (waiting.status_code, states(two[2])) == (200, before)  # nothing is sent by itself
    assert all(word in waiting.content.decode() for word in words_in(typed))
    done = send(browser, address, form_to(waiting, address))
    assert (done.status_code, form_names(waiting, address)) == (302, {*typed, "typed_words_id", "csrfmiddlewaretoken"})
    assert "Nothing waits here" in browser.get(reverse("typed_words")).content.decode()


def form_names(answer: Any, address: str) -> set[str]:
    return set(form_to(answer, address))


@pytest.mark.parametrize("name", sorted(ALL))
def test_what_others_have_written_meanwhile_is_not_replaced_by_it(name, two, browser):
    one, _, world = two
    edit = ALL[name]
    extra = pair(world) if name == "twice_told" else {}
    early = read_on_page(edit.earlier or name, edit, one, world)
    address, _, door = late(browser, name, two)
    one.post(ways(edit.earlier or name, edit, world), {**early, **given(edit.first, world), **extra})
    before = states(world)
    sign_in(browser, door)
    clash = send(browser, address, form_to(browser.get(reverse("typed_words")), address))
    assert (clash.status_code, states(world)) == (409, before)


@pytest.mark.parametrize("name", changeable())
def test_forms_of_the_admin_are_carried_too(name, two, browser):
    world = two[2]
    world.rows["user"] = world.people["relative"]
    row = world.rows[ROWS.get(name, name.partition("_")[2])]
    address = reverse(f"admin:{name}_change", args=[row.pk])
    fields = form_on(two[1], address)
    text = next(key for key in ("name", "title", "text") if key in fields)
    mark = token(browser)
    del browser.cookies["sessionid"]
    door = send(browser, address, fields | {text: "Mine", "_continue": "yes", "csrfmiddlewaretoken": mark})
    assert (door.status_code, ">Mine<" in door.text) == (401, True)
    sign_in(browser, door)
    done = send(browser, address, form_to(browser.get(reverse("typed_words")), address))
    assert (done.status_code, getattr(type(row).objects.get(pk=row.pk), text)) == (302, "Mine")


# --- the line of the way ---------------------------------------------------------------------------------------------


@pytest.fixture
def line(two):
    return two[2].rows["segment"]


@pytest.fixture
def out(browser):
    """Signed out, with the page still open: its token."""
    mark = token(browser)
    del browser.cookies["sessionid"]
    return mark


def test_a_wrong_password_keeps_what_was_typed(two, browser):
    address, _, door = late(browser, "segment", two)
    again = sign_in(browser, door, "a wrong one")
    assert ("The river rose." in again.content.decode(), again.status_code) == (True, 200)
    sign_in(browser, again)
    assert form_to(browser.get(reverse("typed_words")), address)["text"] == "The river rose."


def test_whoever_has_to_wait_keeps_what_was_typed(two, browser):
    door = late(browser, "segment", two)[2]
    for _ in range(9):
        door = sign_in(browser, door, "a wrong one")
    assert (door.status_code, "The river rose." in door.content.decode()) == (429, True)
    assert form_to(door, reverse("sign_in"))["typed"]


def test_what_was_typed_comes_as_it_was(browser, out, line):
    typed = "  “Łódź” <b>&amp;\r\n\r\nZwei Zeilen  "
    door = send(browser, f"/segments/{line.pk}/?a=1&b=%C3%A4", {"text": typed, "csrfmiddlewaretoken": out})
    sign_in(browser, door)
    ((_, words),) = browser.get(reverse("typed_words")).context["kept"]
    assert (words.address, words.fields) == (f"/segments/{line.pk}/?a=1&b=%C3%A4", [["text", typed]])


def test_a_file_is_asked_for_anew_and_what_was_typed_beside_it_is_there(browser, out, two):
    address = reverse("add_recording", args=[two[2].rows["family"].pk])
    asked = {"title": "At Grandma’s", "file": SimpleUploadedFile("tone.wav", b"RIFF"), "csrfmiddlewaretoken": out}
    door = browser.post(address, asked, headers=BROWSER)
    told = door.content.decode()
    assert ("At Grandma’s" in told, "choose it again" in told, "RIFF" in told) == (True, True, False)
    sign_in(browser, door)
    again = send(browser, address, form_to(browser.get(reverse("typed_words")), address))
    assert (again.status_code, "At Grandma’s" in again.content.decode()) == (400, True)


def test_what_is_too_long_to_be_carried_can_be_copied(browser, out, line):
    text = "Ice. " * 50_000
    door = send(browser, f"/segments/{line.pk}/", {"text": text, "csrfmiddlewaretoken": out})
    told = door.content.decode()
    assert (text.strip() in told, "copy it before you sign in" in told, 'name="typed"' in told) == (True, True, False)


def test_whoever_signed_in_anew_elsewhere_sends_it_once_more_with_a_button(browser, line):
    """The token of the page is an old one by then."""
    old = token(browser)
    other = {"username": browser.user.email, "password": PASSWORD, "csrfmiddlewaretoken": old}
    assert send(browser, reverse("sign_in"), other).status_code == 302
    led = send(browser, f"/segments/{line.pk}/", {"text": "The river rose.", "csrfmiddlewaretoken": old})
    assert led.headers["Location"] == reverse("typed_words")
    fields = form_to(browser.get(reverse("typed_words")), f"/segments/{line.pk}/")
    assert send(browser, f"/segments/{line.pk}/", fields).status_code == 302
    line.refresh_from_db()
    assert line.text == "The river rose."


def test_two_windows_that_were_open_lose_neither(browser, out, line, two):
    story = two[2].rows["story"]
    doors = [
        send(browser, address, {"csrfmiddlewaretoken": out, **typed})
        for address, typed in [
            (f"/segments/{line.pk}/", {"text": "The river rose."}),
            (f"/stories/{story.pk}/send-back/", {"reason": "Told twice."}),
        ]
    ]
    for door in doors:
        sign_in(browser, door)
    told = browser.get(reverse("typed_words")).content.decode()
    assert ("The river rose." in told, "Told twice." in told) == (True, True)


def test_it_can_be_thrown_away(two, browser):
    sign_in(browser, late(browser, "segment", two)[2])
    waiting = browser.get(reverse("typed_words"))
    send(browser, reverse("typed_words"), form_to(waiting, reverse("typed_words")))
    assert "The river rose." not in browser.get(reverse("typed_words")).content.decode()


def test_every_page_says_that_something_waits(two, browser):
    sign_in(browser, late(browser, "segment", two)[2])
    assert "is not sent yet" in browser.get(reverse("account")).content.decode()


def test_an_answer_that_did_not_take_it_leaves_it_where_it_is(two, browser):
    address, _, door = late(browser, "approve_story", two)
    sign_in(browser, door)
    two[2].rows["family"].memberships.filter(user=browser.user).update(role="relative")
    assert send(browser, address, form_to(browser.get(reverse("typed_words")), address)).status_code == 403
    assert form_to(browser.get(reverse("typed_words")), address)


# --- scripts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("says", [{"HX-Request": "true"}, {"Sec-Fetch-Mode": "cors"}])
def test_scripts_are_led_to_the_door_as_before(says, browser, out, line):
    answer = send(browser, f"/segments/{line.pk}/", {"text": "Ice.", "csrfmiddlewaretoken": out}, **says)
    assert (answer.status_code, answer.headers["Location"].startswith(reverse("sign_in"))) == (302, True)


# --- strangers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example", ""])
@pytest.mark.parametrize("is_in", [True, False])
def test_a_form_of_another_site_gets_no_button(origin, is_in, browser, line):
    mark = token(browser)
    if not is_in:
        del browser.cookies["sessionid"]
    headers = {"Origin": origin} if origin else {"Referer": "https://evil.example/page"}
    asked = {"text": "Bought by Evil.", "csrfmiddlewaretoken": "x" * 64}
    for fields in (asked, asked | {"csrfmiddlewaretoken": mark}):
        answer = browser.post(f"/segments/{line.pk}/", fields, headers=headers)
        if fields["csrfmiddlewaretoken"] == mark and not origin:
            continue  # the right token over http: Django itself takes it for ours
        assert (answer.status_code, "Bought by Evil." in answer.content.decode()) == (403, False)
    if is_in:
        assert typed_words.KEPT not in browser.session


def test_a_form_that_says_nothing_of_where_it_comes_from_is_not_believed_without_its_token(browser, line):
    answer = browser.post(f"/segments/{line.pk}/", {"text": "Bought by Evil."})
    assert (answer.status_code, "Bought by Evil." in answer.content.decode()) == (403, False)


def test_a_stranger_cannot_bring_words_into_the_session_of_another(two, browser, line):
    """Whoever has words signed in a browser of their own cannot have another's browser carry them over the door."""
    stranger = Client(enforce_csrf_checks=True)
    fields = {"text": "Bought by Evil.", "csrfmiddlewaretoken": token(stranger)}
    blob = form_to(send(stranger, f"/segments/{line.pk}/", fields), reverse("sign_in"))["typed"]
    asked = {"typed": blob, "username": browser.user.email, "password": PASSWORD}
    answer = browser.post(reverse("sign_in"), asked, headers={"Origin": "https://evil.example"})
    browser.get(f"{reverse('sign_in')}?typed={blob}")
    assert (answer.status_code, typed_words.KEPT in browser.session) == (403, False)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/segments/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "/no/such/page/",
        "/sign-out/",
        "",
    ],
)
def test_words_for_any_address_but_a_page_of_ours_are_not_carried(address):
    told = {"address": address, "fields": [["text", "Ice."]], "may_have_had_files": False}
    assert typed_words.unsigned(signing.dumps(told, salt=typed_words.SALT)) is None


@pytest.mark.parametrize("change", ["another letter", "another use", "too old"])
def test_words_that_we_have_not_signed_for_this_or_too_long_ago_are_not_carried(change, monkeypatch):
    words = typed_words.TypedWords("/account/", [["text", "Ice."]])
    text = typed_words.signed(words)
    assert typed_words.unsigned(text) == words
    if change == "another letter":
        text = text[:-1] + ("A" if text[-1] != "A" else "B")
    if change == "another use":
        text = signing.dumps({"address": "/account/", "fields": []}, salt="memoire.device")
    if change == "too old":
        monkeypatch.setattr(typed_words, "SECONDS", -1)
    assert typed_words.unsigned(text) is None


def test_no_password_is_carried_or_shown(browser, out):
    fields = {"old_password": "my old one", "new_password1": "my new one", "csrfmiddlewaretoken": out}
    answer = send(browser, reverse("change_password"), fields)
    assert (answer.status_code, "my old one" in answer.content.decode()) == (302, False)


def test_no_password_is_kept_when_the_token_of_the_door_is_an_old_one(two, browser):
    door = late(browser, "segment", two)[2]
    fields = form_to(door, reverse("sign_in")) | {"username": browser.user.email, "password": "s3cret-of-Bo"}
    again = send(browser, reverse("sign_in"), fields | {"csrfmiddlewaretoken": "x" * 64})
    told = again.content.decode()
    assert (again.status_code, "The river rose." in told, "s3cret-of-Bo" in told) == (403, True, False)
    assert form_to(again, reverse("sign_in"))["typed"]


def test_nothing_is_written_for_somebody_who_is_not_signed_in(two, browser, django_assert_num_queries):
    mark = token(browser)
    del browser.cookies["sessionid"]
    fields = {"text": "The river rose.", "csrfmiddlewaretoken": mark}
    with django_assert_num_queries(0):
        send(browser, f"/segments/{two[2].rows['segment'].pk}/", fields)


def test_what_was_typed_stands_in_no_log(two, browser, caplog):
    caplog.set_level(logging.DEBUG)
    address, _, door = late(browser, "segment", two)
    sign_in(browser, door)
    send(browser, address, form_to(browser.get(reverse("typed_words")), address) | {"csrfmiddlewaretoken": "x" * 64})
    ours = [each for each in caplog.records if each.name != "django.db.backends"]
    assert ours
    assert not [each for each in ours if "river rose" in f"{each.getMessage()}{each.__dict__}"]


def test_the_pages_with_what_was_typed_are_kept_by_no_cache(two, browser):
    door = late(browser, "segment", two)[2]
    sign_in(browser, door)
    waiting = browser.get(reverse("typed_words"))
    assert all("no-store" in each.headers["Cache-Control"] for each in (door, waiting))
