"""Whoever is refused sees a page of ours with words that help, in development too; clients of the API see a problem."""

import pytest
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpResponse, HttpResponseBadRequest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from audio.tests import factories as audio
from families.removal import remove
from families.tests import factories as families
from memoire_site.kind_pages import PAGES, KindPages

pytestmark = pytest.mark.django_db
OURS = '<main id="main"'
ANY_ONE = {"UUIDConverter": "00000000-0000-0000-0000-000000000000", "IntConverter": 1}
OF_DJANGO = ("DEBUG", "Traceback", "CSRF", "URLconf", "<h1>Bad Request")


@pytest.fixture(params=[False, True], ids=["for families", "in development"])
def debug(settings, request):
    settings.DEBUG = request.param


@pytest.fixture
def keeper(client):
    user = families.user()
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    client.raise_request_exception = False
    return user


def is_kind(response) -> bool:
    shown = response.content.decode()
    return OURS in shown and not any(word in shown for word in OF_DJANGO)


@pytest.mark.parametrize("address", ["/no/such/page", "/no/such/page/", "/families/x/", "/static/none.css", "/a\x00b"])
def test_an_address_that_is_not_there_shows_a_page_of_ours(client, keeper, debug, address):
    response = client.get(address, follow=True)
    assert (response.status_code, is_kind(response)) == (404, True)


def test_a_removed_recording_shows_a_page_of_ours(client, keeper, debug):
    recording = audio.recording(families.family(keeper=keeper))
    remove(recording, by=keeper)
    response = client.get(recording.get_absolute_url())
    assert (response.status_code, is_kind(response)) == (404, True)


def test_whoever_is_not_signed_in_sees_that_page_too(client, debug):
    response = client.get("/no/such/page/")
    assert (response.status_code, is_kind(response)) == (404, True)


def test_an_unknown_address_of_the_api_is_a_problem(client, debug):
    for address in ("/api/v1/none/", "/api/none"):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def own_addresses() -> list[str]:
    """One address for each of our own pages, as the table of addresses has them."""
    found = []
    for pattern in own_patterns(get_resolver()):
        kinds = {name: type(converter).__name__ for name, converter in pattern.pattern.converters.items()}
        found.append(reverse(pattern.name, kwargs={name: ANY_ONE.get(kind, "x") for name, kind in kinds.items()}))
    return found


def own_patterns(resolver: URLResolver):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            if not str(each.pattern).startswith(("admin/", "api/")):
                yield from own_patterns(each)
        elif isinstance(each, URLPattern) and each.name not in {"unknown", "view_on_site"}:
            yield each


def test_no_address_answers_any_method_with_nothing(client, keeper):
    """For every page of ours and every method: where the method is not known, a page of ours says so, with what is."""
    refused = set()
    for address in own_addresses():
        for method in ("get", "post", "put", "delete", "patch"):
            response = getattr(client, method)(address)
            if response.status_code == 405:
                refused.add(method)
                assert (is_kind(response), bool(response["Allow"])) == (True, True), (method, address)
    assert refused == {"get", "post", "put", "delete", "patch"}


def test_asking_for_the_next_question_by_its_address_shows_a_page_of_ours(client, keeper, debug):
    family = families.family(keeper=keeper)
    response = client.get(reverse("ask_next", args=[family.pk]))
    assert (response.status_code, is_kind(response)) == (405, True)


@pytest.mark.parametrize("code", sorted(PAGES))
def test_an_empty_refusal_becomes_a_page_and_keeps_its_headers(rf, code):
    request = rf.get("/somewhere/")
    response = KindPages(lambda _: HttpResponse(status=code, headers={"Retry-After": "9"}))(request)
    assert (response.status_code, is_kind(response), response["Retry-After"]) == (code, True, "9")


def test_a_sentence_of_ours_stands_in_the_page(rf):
    response = KindPages(lambda _: HttpResponseBadRequest("at_ms is a whole number."))(rf.get("/somewhere/"))
    assert (is_kind(response), "at_ms is a whole number." in response.content.decode()) == (True, True)


@pytest.mark.parametrize("error", [BadRequest("x"), RequestDataTooBig("x")])
def test_a_request_that_cannot_be_read_shows_a_page_of_ours(client, keeper, debug, monkeypatch, error):
    def burst(*_):
        raise error

    monkeypatch.setattr("families.accounts.account_views.account_page", burst)
    response = client.get("/account/")
    assert (response.status_code, is_kind(response)) == (400, True)


def test_a_fault_of_ours_keeps_the_page_for_developers_in_development(client, keeper, settings, monkeypatch):
    def burst(*_):
        raise RuntimeError("a fault")

    settings.DEBUG = True
    monkeypatch.setattr("families.accounts.account_views.account_page", burst)
    response = client.get("/account/")
    assert (response.status_code, "Traceback" in response.content.decode()) == (500, True)


def test_a_form_that_does_not_bear_our_mark_is_refused_in_words(debug):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/sign-in/", {"username": "a@b.example", "password": "x"})
    assert (response.status_code, is_kind(response), "Once more, please" in response.text) == (403, True, True)
