"""What nobody can have meant is refused in words, or cleaned: never a failure of ours."""

import json
from pathlib import Path

import pytest
from rest_framework.test import APIClient

import audio.tests
from audio.models import Recording, Upload
from audio.uploads.tests.tus_client import TUS, begin, patch, signed_in
from families.models import Prompt
from families.tests import factories
from families.text import parsing

SAMPLES = Path(audio.tests.__file__).parent / "samples"
pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


@pytest.fixture
def anna():
    return factories.user()


@pytest.fixture
def home(anna):
    return factories.family(keeper=anna)


@pytest.fixture
def api(anna, home):
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(anna)
    return client


def send(api, body, to="/api/v1/prompts/", kind="application/json"):
    return api.generic("POST", to, body, content_type=kind)


@pytest.mark.parametrize("where", ["/api/v1/auth/login", "/api/v1/prompts/", "/api/v1/words/"])
@pytest.mark.parametrize("deep", ["[" * 100_000, '{"a":' * 50_000 + "1" + "}" * 50_000, "[" * 40 + "]" * 40])
def test_a_body_that_is_nested_too_deeply_is_refused(api, where, deep):
    assert send(api, deep, where).status_code == 400


def test_a_body_may_be_as_deep_as_ours_are(api, home):
    body = {"family": str(home.pk), "text": "Why?", "more": json.loads("[" * 20 + "]" * 20)}
    assert send(api, json.dumps(body)).status_code == 201


@pytest.mark.parametrize("number", ["1" * 5_000, "9223372036854775808", "-1e999", "NaN", "1" * 30])
def test_a_number_that_no_column_holds_is_refused(api, number):
    answer = send(api, f'{{"family": {number}, "text": "Why?"}}')
    assert answer.status_code == 400


def test_a_body_that_is_too_long_is_refused(api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    assert send(api, json.dumps({"text": "a" * 2_000})).status_code == 413


@pytest.mark.parametrize("body", [b"\xff\xfe{}", b"{", b"", b"\x00", "{}".encode("utf-16")])
def test_a_body_that_is_no_json_is_refused(api, body):
    assert send(api, body).status_code == 400


@pytest.mark.parametrize("charset", ["hex", "zlib", "idna", "utf-7", "no-such", "rot13"])
def test_what_a_request_calls_its_letters_does_no_harm(api, home, client, anna, charset):
    body = json.dumps({"family": str(home.pk), "text": "Why?"})
    assert send(api, body, kind=f"application/json; charset={charset}").status_code == 201
    client.force_login(anna)
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    address = f"/families/{home.pk}/words/"
    assert client.generic("POST", address, "text=Zoe&kind=person", content_type=kind).status_code == 302


def test_a_lone_half_of_a_letter_is_not_echoed(api):
    answer = send(api, '{"family": "\\ud800", "text": "\\udfff"}')
    assert answer.status_code == 400
    answer.content.decode()


def test_the_renderer_can_say_everything():
    assert parsing.JSONRenderer().render({"detail": "half \ud800"}) == b'{"detail":"half "}'


def test_what_the_api_is_given_is_kept_clean(api, home):
    send(api, json.dumps({"family": str(home.pk), "text": "Who was\u0000 Zoe\u0308\uffff?"}))
    assert Prompt.objects.get().text == "Who was Zoë?"


def test_what_a_form_is_given_is_kept_clean(client, anna, home):
    client.force_login(anna)
    client.post(f"/families/{home.pk}/words/", {"text": "Zoe\u0308\x00\uffff", "kind": "person"})
    assert home.words.get().text == "Zoë"


def test_a_password_stays_as_it_was_typed():
    told = parsing.cleaned_body({"password": "e\u0301\x01", "username": "a\x01"})
    assert told == {"password": "e\u0301\x01", "username": "a "}


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/schema?version=%00",
        "/api/v1/schema?version=a%0Ab",
        "/api/v1/stories/?narrator=%00",
        "/api/v1/stories/?person=a%EF%BF%BF%00",
        "/api/v1/transcripts/?audio=%00",
        "/api/v1/audio/?limit=99999999999999999999999",
        "/api/v1/speakers/99999999999999999999999999/",
        "/api/v1/mentions/99999999999999999999999999/",
        "/api/v1/audio/%00/",
        "/api/v1/speakers/?transcript=%00",
    ],
)
def test_an_address_with_nonsense_in_it_is_no_failure(api, address):
    assert api.get(address).status_code < 500


def test_an_address_with_letters_that_nothing_is_called_by_leads_nowhere(client, anna):
    client.force_login(anna)
    assert client.get("/families/\x00/").status_code == 404


@pytest.mark.parametrize("at_ms", [10**30, 2**63, -1])
def test_a_moment_beyond_all_recordings_is_refused_before_the_last_byte(anna, home, at_ms):
    client = signed_in(anna)
    place = begin(client, 10)
    body = json.dumps({"asked": [{"text": "Why?", "at_ms": at_ms}]})
    assert client.put(f"{place}/about", body, content_type="application/json", headers=TUS).status_code == 400


def test_an_upload_with_such_a_moment_from_before_still_becomes_a_recording(anna, home):
    tone = (SAMPLES / "austen-0870.wav").read_bytes()
    client = signed_in(anna)
    place = begin(client, len(tone), filename="voice\x01\uffff.wav", narrator="Zoe\u0308\u200b Müller")
    Upload.objects.update(asked=[{"prompt": "", "text": "Why?", "at_ms": 10**30}])
    assert patch(client, place, 0, tone).status_code == 204
    made = Recording.objects.get()
    assert (made.filename, made.narrator.name) == ("voice .wav", "Zoë Müller")
