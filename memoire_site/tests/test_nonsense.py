"""Nonsense in every field of every operation and form, with all else right, is no failure of ours. Bounded: some thousand requests."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse

from memoire_site.description import description
from memoire_site.tests.test_access import WAYS, filled, world

__all__ = ["world"]
pytestmark = [pytest.mark.django_db, pytest.mark.each_database]
IN_JSON = {
    "nul": '"a\\u0000b"',
    "half": '"\\ud800"',
    "no letter": '"\\uffff\\ufdd0"',
    "digits": "1" * 5_000,
    "digits as text": f'"{"1" * 5_000}"',
    "beyond 64 bits": str(10**30),
    "within 64 bits": str(2**63 - 1),
    "below": str(-(2**63)),
    "more than 31 bits": str(2**31),
    "infinite": "1e999",
    "deep": "[" * 25 + "]" * 25,
    "deeper": "[" * 9_000 + "]" * 9_000,
    "list": "[null, {}]",
    "dictionary": '{"a": {"b": 1}}',
    "nothing": "null",
    "yes": "true",
    "long": json.dumps("ä" * 70_000),
    "unseen": '"\\u200b\\u200e"',
}
IN_FORMS = {
    "nul": "a\x00b",
    "half": "\ud800",
    "no letter": "\uffff",
    "digits": "1" * 5_000,
    "other digits": "١" * 30,
    "beyond 64 bits": str(10**30),
    "within 64 bits": str(2**63 - 1),
    "below": "-1",
    "infinite": "inf",
    "no number": "nan",
    "deep": "[" * 2_000,
    "unseen": "\u200b",
    "long": "ä" * 2_000,
}
NAMES = sorted(
    {
        name
        for page in Path(settings.BASE_DIR).glob("templates/**/*.html")
        for name in re.findall(r' name="([a-z_]+)"', page.read_text(encoding="utf-8"))
    }
    | {key for way in WAYS.values() for key in way.data}
)


@pytest.fixture
def keeper(world) -> Client:
    """Who may do all: a keeper who is staff as well."""
    user = world.people["keeper"]
    user.is_staff = user.is_superuser = True
    user.save()
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return client


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def fields_of(operation: dict[str, Any]) -> list[str]:
    """The fields of its body, whatever kind that has."""
    found: set[str] = set()
    for each in operation.get("requestBody", {}).get("content", {}).values():
        schema = each["schema"]
        if "$ref" in schema:
            schema = description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        found |= set(schema.get("properties", {}))
    return sorted(found)


def real_address(path: str, world: Any) -> tuple[str, dict[str, Any]]:
    """Of a row that is there, with what is right to send."""
    name = resolve(re.sub(r"\{\w+\}", "0b3f6c2e-6d0a-4c57-9d5e-2f8a4d1c7b90", path)).url_name if "{" in path else None
    way = WAYS.get(str(name or resolve(path).url_name))
    if way is None or not way.of:
        return path, dict(filled(way.data, world)) if way else {}
    return re.sub(r"\{\w+\}", str(world.rows[way.of].pk), path, count=1), dict(filled(way.data, world))


def fault(client: Client, method: str, address: str, body: Any, **options: Any) -> str:
    """What went wrong, or nothing. Whatever was changed is taken back."""
    with transaction.atomic():
        answer = client.generic(method.upper(), address, body, **options)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    is_ours = answer.status_code >= 500 and "/health" not in address  # no worker runs here
    return f"{method} {address}: {answer.status_code}" if is_ours else ""


@pytest.mark.parametrize("kind", IN_JSON)
def test_nonsense_in_a_body_or_a_query_of_the_api(kind, keeper, world):
    faults = []
    for method, path, operation in operations():
        try:
            address, right = real_address(path, world)
        except NoReverseMatch:
            address, right = path, {}
        plain = {name: value for name, value in right.items() if isinstance(value, str)}
        for field in fields_of(operation):
            others = ", ".join(
                f"{json.dumps(key)}: {json.dumps(value)}" for key, value in plain.items() if key != field
            )
            body = f'{{"{field}": {IN_JSON[kind]}{", " if others else ""}{others}}}'
            faults.append(fault(keeper, method, address, body, content_type="application/json"))
        if method == "get":
            value = str(IN_FORMS.get(kind, IN_JSON[kind]))[:6_000].encode("utf-8", "surrogatepass")
            said = "".join(f"%{byte:02X}" for byte in value)
            asked = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]
            faults += [fault(keeper, "get", f"{address}?{name}={said}", "") for name in asked]
    assert [each for each in faults if each] == []


@pytest.mark.parametrize("kind", IN_FORMS)
def test_nonsense_in_every_field_of_every_form(kind, keeper, world):
    """All fields at once, and those that the table of addresses knows one by one."""
    value = "".join(f"%{byte:02X}" for byte in IN_FORMS[kind].encode("utf-8", "surrogatepass"))
    faults = []
    for name, way in WAYS.items():
        if way.headers:
            continue
        more = [world.rows[str(part)[4:]].pk if str(part).startswith("the ") else part for part in way.more]
        address = reverse(name, args=[world.rows[way.of].pk, *more] if way.of else [])
        right = {key: each for key, each in filled(way.data, world).items() if not hasattr(each, "read")}
        bodies = ["&".join(f"{each}={value}" for each in NAMES)]
        for field in right:
            bodies.append("&".join(f"{key}={value if key == field else each}" for key, each in right.items()))
        for body in bodies:
            faults.append(fault(keeper, "post", address, body, content_type="application/x-www-form-urlencoded"))
    assert [each for each in faults if each] == []
