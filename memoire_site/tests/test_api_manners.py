"""How the API answers what it does not know: parameters, addresses, methods, bodies and kinds of data."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from audio.models import Recording
from audio.tests import factories as audio
from families.tests import factories as families
from memoire_site.description import description
from memoire_site.tests.test_access import WAYS, addresses
from stories.tests import factories as stories

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]
API = "/api/v1/"
LISTS = [
    "audio",
    "uploads",
    "prompts",
    "words",
    "transcripts",
    "segments",
    "hearings",
    "speakers",
    "stories",
    "places",
    "books",
]
OPERATIONS = [
    (f"{method} {path}", operation)
    for path, methods in description()["paths"].items()
    for method, operation in methods.items()
]


@pytest.fixture
def keeper(client):
    found = families.user()
    client.force_login(found, backend="memoire_site.backends.NoDemoUsersBackend")
    return found


@pytest.fixture
def family(keeper):
    return families.family(keeper=keeper)


@pytest.mark.parametrize("place", [*LISTS, "questions", "twice-told", "graph/pairs", "health/live"])
def test_a_parameter_that_is_not_known_is_refused_with_those_that_are(client, family, place):
    response = client.get(f"{API}{place}", {"colour": "green"})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert "colour" in response.json()["detail"]


OF_ONE_FAMILY = [
    path
    for path, methods in description()["paths"].items()
    if any(each["name"] == "family" for each in methods.get("get", {}).get("parameters", []))
]


def test_the_lists_of_one_family_are_known():
    assert {f"{API}questions/", f"{API}twice-told/"} <= set(OF_ONE_FAMILY)


@pytest.mark.parametrize("path", OF_ONE_FAMILY)
def test_a_filter_by_a_family_that_is_not_ones_own_is_refused_and_never_an_empty_list(client, family, path):
    period = {"when": "1947"} if "around" in path else {}
    answers = [
        client.get(path, {**period, "family": which}).status_code
        for which in (family.pk, families.family().pk, "00000000-0000-0000-0000-000000000000", "x", "")
    ]
    assert answers == [200, 404, 404, 400, 400]


def test_the_refusal_of_a_filter_names_the_filters_that_there_are(client, family):
    told = client.get(f"{API}stories/?state=proposed").json()["detail"]
    assert all(name in told for name in ("state", "audio", "narrator", "person", "place", "cursor", "limit"))


def test_a_parameter_that_is_not_known_changes_nothing(client, family):
    recording = audio.recording(family)
    assert client.delete(f"{API}audio/{recording.pk}/?really=no").status_code == 400
    assert Recording.objects.get().removed_at is None


def test_whoever_is_not_signed_in_hears_that_first():
    assert Client().get(f"{API}stories/?state=proposed").status_code == 401


@pytest.mark.parametrize(
    "address", ["/api/", "/api/v1/", "/api/v1/nothing", "/api/v1/stories/x/y/z/", "/api/v2/audio/"]
)
@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_address_that_does_not_exist_is_a_problem_and_no_page(client, settings, address, debug, method):
    settings.DEBUG = debug
    response = getattr(client, method)(address)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["status"] == 404


def test_a_page_that_does_not_exist_is_still_a_page(client):
    assert "text/html" in client.get("/nothing/")["Content-Type"]


def test_a_method_that_an_address_does_not_have_is_a_problem_that_says_which_it_has(client, keeper):
    response = client.put(f"{API}audio/")
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert "GET" in response["Allow"]


def test_a_body_of_another_kind_is_a_problem(client, keeper):
    response = client.post(f"{API}prompts/", "<a/>", content_type="application/xml")
    assert (response.status_code, response.json()["title"]) == (415, "Unsupported Media Type")


def test_an_answer_of_a_kind_that_we_do_not_have_is_a_problem(client, keeper):
    response = client.get(f"{API}audio/", headers={"Accept": "image/png"})
    assert (response.status_code, response["Content-Type"]) == (406, "application/problem+json")


def test_a_fault_of_ours_is_a_problem_too(client, keeper, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("audio.api.AudioViewSet.get_queryset", lambda self: 1 / 0)
    response = client.get(f"{API}audio/")
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")


def test_fields_that_are_wrong_are_named(client, family):
    told = client.post(f"{API}prompts/", {"family": family.pk, "text": ""}, content_type="application/json").json()
    assert told["status"] == 400
    assert told["errors"]["text"] == told["text"]
    assert told["detail"] == told["text"][0]


def test_what_was_promised_to_the_letter_stays_so(client, keeper):
    response = client.get(f"{API}audio/{families.family().pk}/status")
    assert response.json() == {"detail": "Audio file not found"}


def test_a_wrong_password_is_401(client):
    person = families.user()
    sent = {"username": person.email, "password": "not this one"}
    response = client.post(f"{API}auth/login", sent, content_type="application/json")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Token")


def test_places_in_sound_are_told_in_seconds_everywhere(client, family):
    story = stories.story(audio.recording(family))
    one = client.get(f"{API}stories/{story.pk}/").json()
    near = client.get(f"{API}graph/stories/{story.pk}/neighbourhood").json()["story"]
    listed = client.get(f"{API}stories/").json()["results"][0]
    for told in (one, near, listed):
        assert (told["start"], told["end"]) == (story.start_ms / 1000, story.end_ms / 1000)
        assert (told["start_ms"], told["end_ms"]) == (story.start_ms, story.end_ms)


def test_everything_that_has_milliseconds_has_seconds_beside_them():
    shapes = description()["components"]["schemas"]
    for name, shape in shapes.items():
        fields = set(shape.get("properties", {}))
        assert not {"start_ms", "end_ms"} & fields or {"start", "end"} <= fields, name


@pytest.mark.parametrize(
    ("form", "begins", "kind"),
    [
        ("srt", "1\n00:00:0", "application/x-subrip"),
        ("vtt", "WEBVTT", "text/vtt"),
        ("txt", "", "text/plain"),
    ],
)
def test_the_words_come_in_the_form_that_is_asked_for(client, family, form, begins, kind):
    transcript = stories.story(audio.recording(family)).recording.transcript
    address = f"{API}transcripts/{transcript.pk}/"
    for response in (client.get(address, {"format": form}), client.get(address, headers={"Accept": kind})):
        assert response.status_code == 200
        assert response["Content-Type"].startswith(kind)
        assert response.content.decode().startswith(begins)
    assert "segments" in client.get(address, headers={"Accept": "text/html, */*"}).json()
    assert client.get(address, {"format": "mp3"}).status_code == 400


# --- pages of lists --------------------------------------------------------------------------------------------------


def walk(client, address: str, meanwhile=lambda: None) -> list[str]:
    found = []
    while address:
        page = client.get(address).json()
        found += [row["id"] for row in page["results"]]
        address = page["next"]
        meanwhile()
    return found


def test_rows_that_arrive_while_somebody_reads_on_make_no_doubles(client, family):
    there = [str(audio.recording(family).pk) for _ in range(7)]
    read = walk(client, f"{API}audio/?limit=2", meanwhile=lambda: audio.recording(family))
    assert read == there[::-1]


def test_rows_that_go_while_somebody_reads_on_leave_no_gaps(client, family):
    there = [audio.recording(family) for _ in range(6)]
    first = client.get(f"{API}audio/?limit=2").json()
    there[-1].delete()
    assert walk(client, first["next"]) == [str(each.pk) for each in there[3::-1]]


def test_stories_without_a_date_come_in_pages_too(client, family):
    for starts, ends in [
        ("1931", "1931"),
        ("", ""),
        ("", "1940"),
        ("1931", "1931"),
        ("", ""),
        ("1925", ""),
        ("", "1940"),
    ]:
        row = stories.story(audio.recording(family))
        row.starts, row.ends = (f"{year}-01-01" if year else None for year in (starts, ends))
        row.save()
    whole = [row["id"] for row in client.get(f"{API}stories/").json()["results"]]
    assert len(whole) == 7
    for limit in (1, 2, 3):
        assert walk(client, f"{API}stories/?limit={limit}") == whole
        assert walk_back(client, f"{API}stories/?limit={limit}") == whole[::-1]


def walk_back(client, address: str) -> list[str]:
    """From the last page to the first."""
    while following := client.get(address).json()["next"]:
        address = following
    found = []
    while address:
        page = client.get(address).json()
        found += [row["id"] for row in page["results"]][::-1]
        address = page["previous"]
    return found


def test_one_can_read_back(client, family):
    for _ in range(5):
        audio.recording(family)
    first = client.get(f"{API}audio/?limit=2").json()
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()
    assert client.get(third["previous"]).json()["results"] == second["results"]
    back = client.get(second["previous"]).json()
    assert (back["results"], back["previous"]) == (first["results"], None)
    assert third["next"] is None


@pytest.mark.parametrize("place", LISTS)
@pytest.mark.parametrize("cursor", ["x", "W10", "bnVsbA", "W3RydWUse31d", "%00", "9" * 5000])
def test_a_cursor_that_somebody_made_up_is_refused(client, family, place, cursor):
    response = client.get(f"{API}{place}?cursor={cursor}")
    assert response.status_code == 400
    assert "cursor" in response.json()["errors"]


@pytest.mark.parametrize("limit", ["0", "-1", "201", "many", "", "٣", "9" * 400])
def test_a_limit_that_is_none_is_refused(client, family, limit):
    assert "limit" in client.get(f"{API}audio/", {"limit": limit}).json()["errors"]


# --- the description -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=[name for name, _ in OPERATIONS])
def test_an_operation_is_described_with_summary_example_and_errors(name, operation):
    assert 8 <= len(operation["summary"]) < 160
    assert operation["description"]
    contents = [each for one in operation["responses"].values() for each in one.get("content", {}).values()]
    bodies = [*contents, *operation.get("requestBody", {}).get("content", {}).values()]
    assert all("example" in each for each in bodies)
    errors = {code for code in operation["responses"] if code >= "400"}
    assert "400" in errors
    assert "401" in errors or {} in operation.get("security", [{}])
    assert "404" in errors or "{id}" not in name
    assert all(operation["responses"][code]["description"] for code in errors)


def test_every_address_of_the_api_is_described_but_for_the_description():
    described = {path.rstrip("/") for path in description()["paths"]}
    for name in set(addresses(get_resolver("memoire_site.api"))) - {"schema", "docs"}:
        kinds = [1, "0b3f6c2e-6d0a-4c57-9d5e-2f8a4d1c7b90"] if WAYS[name].of else [None]
        made = {
            reverse(name, args=[kind] if kind else []).replace(str(kind), "{id}") for kind in kinds if fits(name, kind)
        }
        assert {each.rstrip("/").replace("v{id}", "v1") for each in made} <= described


def fits(name: str, kind: object) -> bool:
    """Whether the address takes this kind of id."""
    try:
        return bool(reverse(name, args=[kind] if kind else []))
    except NoReverseMatch:
        return False


def test_the_description_is_made_once_and_known_again(client):
    first = client.get(f"{API}schema", {"format": "json"})
    assert first.json()["openapi"].startswith("3.")
    assert "immutable" in first["Cache-Control"]
    again = client.get(f"{API}schema", {"format": "json"}, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


@pytest.mark.parametrize("query", ["version=%00", "format=pdf", "format=%00", "lang=%ff"])
def test_the_description_refuses_what_it_does_not_know(client, query):
    response = client.get(f"{API}schema?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
