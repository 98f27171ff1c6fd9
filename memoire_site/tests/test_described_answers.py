"""Every operation of the description is sent what nobody foresaw: it answers as described, and never with a fault of ours."""

import pytest
from django.test import Client

from memoire_site.description import description
from memoire_site.tests.test_access import world

__all__ = ["world"]
pytestmark = pytest.mark.django_db
IDS = ["0b3f6c2e-6d0a-4c57-9d5e-2f8a4d1c7b90", "1", "x", "%00", "9" * 400, "é"]
BODIES = [b"", b"{}", b"[]", b"null", b"{", b'{"title": 1, "name": [], "text": {}, "date": -1, "version": 0}', b"\xff"]
OPERATIONS = [
    pytest.param(method, path, operation, id=f"{method} {path}")
    for path, methods in description()["paths"].items()
    for method, operation in methods.items()
]


@pytest.mark.parametrize("who", ["keeper", "nobody"])
@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_an_operation_answers_as_it_is_described_whatever_is_sent(method, path, operation, who, world):
    client = Client(raise_request_exception=False)
    if who == "keeper":
        client.force_login(world.people["keeper"], backend="memoire_site.backends.Door")
    queries = ["", *(f"?{each['name']}=%00%F0%9F" for each in operation.get("parameters", []) if each["in"] == "query")]
    for key in IDS if "{id}" in path else IDS[:1]:
        for body in BODIES if method != "get" else BODIES[:1]:
            for query in queries:
                address = path.replace("{id}", key) + query
                response = client.generic(method.upper(), address, body, content_type="application/json")
                allowed = {*operation["responses"], "404"}
                assert str(response.status_code) in allowed, (address, body, response.status_code)
                if response.status_code >= 400 and response.headers.get("Content-Type"):
                    assert response["Content-Type"] in {"application/problem+json", "application/json"}
