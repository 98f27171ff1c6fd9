"""The API's description is valid, and holds what clients were promised."""

import io

import pytest
import yaml
from django.core.management import call_command
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.validation import validate_schema

BASE = "/api/v1"
PROMISED = {
    "/auth/login": ("post", "200", {"token", "expiry"}),
    "/audio/upload": ("post", "202", {"audio_id", "status", "message"}),
    "/audio/{id}/status": ("get", "200", {"audio_id", "status", "processing_stage"}),
    "/audio/{id}": (
        "get",
        "200",
        {"id", "filename", "status", "processing_stage", "size", "sha256", "duration_ms", "created_at", "media"},
    ),
    "/transcripts/{id}": ("get", "200", {"id", "audio_id", "language", "engine", "review_status", "segments"}),
    "/stories/{id}": (
        "get",
        "200",
        {"id", "audio_id", "title", "summary", "temporal_marker", "chunk_ids", "people", "places"},
    ),
    "/books/{id}": ("get", "200", {"id", "title"}),
    "/health/live": ("get", "200", {"status"}),
    "/health/ready": ("get", "200", {"status"}),
    "/health/": ("get", "200", {"status", "components"}),
}
LISTS = ["/audio", "/transcripts", "/stories", "/books"]


@pytest.fixture(scope="module")
def schema():
    out = io.StringIO()
    call_command("spectacular", "--fail-on-warn", stdout=out)
    return yaml.safe_load(out.getvalue())


def operation(schema, path: str, method: str):
    """The operation, however its address writes the slash at the end and the name of the id."""
    for address, methods in schema["paths"].items():
        if address.removeprefix(BASE).replace("/?", "").rstrip("/") == path.rstrip("/"):
            return methods[method]
    raise AssertionError(f"{path} is not in the description.")


def fields(schema, answer) -> set[str]:
    found = answer["content"]["application/json"]["schema"]
    if "$ref" in found:
        found = schema["components"]["schemas"][found["$ref"].rsplit("/", 1)[1]]
    return set(found["properties"])


def test_the_description_is_valid_openapi_3(schema):
    validate_schema(schema)
    assert schema["openapi"].startswith("3.")


@pytest.mark.parametrize("path", PROMISED)
def test_what_was_promised_is_described_at(schema, path):
    method, status, promised = PROMISED[path]
    assert promised <= fields(schema, operation(schema, path, method)["responses"][status])


@pytest.mark.parametrize("path", LISTS)
def test_lists_come_in_pages(schema, path):
    answer = operation(schema, path, "get")["responses"]["200"]
    assert {"count", "next", "previous", "results"} <= fields(schema, answer)


@pytest.mark.parametrize("path", ["/transcripts", "/stories"])
def test_rows_of_one_recording_can_be_asked_for(schema, path):
    assert "audio" in [parameter["name"] for parameter in operation(schema, path, "get")["parameters"]]


def test_an_upload_is_a_form_with_a_file(schema):
    (kind,) = operation(schema, "/audio/upload", "post")["requestBody"]["content"]
    assert kind == "multipart/form-data"


def test_an_upload_names_all_that_may_be_sent(schema):
    content = operation(schema, "/audio/upload", "post")["requestBody"]["content"]["multipart/form-data"]["schema"]
    described = schema["components"]["schemas"][content["$ref"].rsplit("/", 1)[1]]
    assert (
        described["required"],
        {"file", "narrator", "recorded_on", "language", "family"} <= set(described["properties"]),
    ) == (
        ["file"],
        True,
    )


@pytest.mark.parametrize("status", ["400", "413"])
def test_an_upload_says_how_it_may_be_refused(schema, status):
    (answer,) = operation(schema, "/audio/upload", "post")["responses"][status]["content"].values()
    assert "detail" in schema["components"]["schemas"][answer["schema"]["$ref"].rsplit("/", 1)[1]]["properties"]


def test_the_book_is_described_as_a_pdf(schema):
    assert "application/pdf" in operation(schema, "/books/{id}/pdf", "get")["responses"]["200"]["content"]


def test_no_address_in_the_description_has_a_pattern_in_it(schema):
    assert [address for address in schema["paths"] if set(address) & set("?^$()")] == []


def test_a_client_learns_how_to_send_its_token(schema):
    schemes = schema["components"]["securitySchemes"].values()
    assert ("Authorization", True) in [(scheme["name"], "Token" in scheme.get("description", "")) for scheme in schemes]


def test_the_description_is_served_to_anybody(client):
    assert client.get("/api/v1/schema").status_code == 200


def test_the_description_calls_itself_version_1(schema):
    assert (
        (schema["info"]["title"], schema["info"]["version"])
        == ("Memoire", spectacular_settings.VERSION)
        == ("Memoire", "1")
    )
