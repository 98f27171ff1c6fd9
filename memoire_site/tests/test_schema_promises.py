"""Every operation keeps what the description of the API promises, whatever is sent: what it allows, what it forbids, and nonsense.

Bounded and the same each time: a dozen requests for each operation, made by schemathesis from the description.
"""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.urls import resolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rest_framework.serializers import ModelSerializer
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from families.accounts.tokens import give_token
from memoire_site.description import description
from memoire_site.tests.test_access import WAYS, world
from transcripts.words.downloads import FORMS

__all__ = ["world"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stays_connected")]
PROMISES = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
UNWELL = "/api/v1/health/"  # answers 503 while no worker runs, as here
NO_ROW = "0b3f6c2e-6d0a-4c57-9d5e-2f8a4d1c7b90"
STRANGE_IDS = [NO_ROW, "1", "x", "%00", "9" * 400, "é"]
BOUNDED = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=12,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SITE = get_wsgi_application()


def whole_answers(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """The site, with each answer read and closed, as a server does it."""
    with closing(SITE(environ, start_response)) as answer:
        return [b"".join(answer)]


@schemathesis.serializer("application/offset+octet-stream")
def as_bytes(context: Any, value: Any) -> Any:
    """A piece of an upload is sent as it is."""
    return {"data": value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")}


def promised() -> Iterator[Any]:
    told = schemathesis.openapi.from_dict(json.loads(json.dumps(description(), default=str)))
    told.app = whole_answers
    for each in told.get_all_operations():
        yield pytest.param(each.ok(), id=each.ok().label)


def ids(operation: Any, world: SimpleNamespace) -> st.SearchStrategy[str]:
    """Most often that of a row that is there, where the table of addresses knows one."""
    way = WAYS.get(str(resolve(re.sub(r"\{\w+\}", NO_ROW, operation.path)).url_name)) if "{" in operation.path else None
    there = [str(world.rows[way.of].pk)] if way and way.of else []
    return st.sampled_from(there * 6 + STRANGE_IDS)


@pytest.mark.parametrize("operation", list(promised()))
def test_an_operation_keeps_what_is_promised(operation, world):
    _, token = give_token(world.people["keeper"])
    cases = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]
    who = st.sampled_from([{"Authorization": f"Token {token}"}] * 5 + [{}])

    @BOUNDED
    @given(case=st.one_of(cases), key=ids(operation, world), headers=who)
    def send(case: Case, key: str, headers: dict[str, str]) -> None:
        case.path_parameters.update({name: key for name in case.path_parameters if name == "id"})
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        is_unwell = operation.path.startswith(UNWELL) and response.status_code == 503
        case.validate_response(response, checks=PROMISES if is_unwell else [not_a_server_error, *PROMISES])

    send()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_words_is_described_by_its_kind(form, world):
    operation = next(each.values[0] for each in promised() if each.id == "GET /api/v1/transcripts/{id}/download/")
    _, token = give_token(world.people["keeper"])
    case = operation.Case(path_parameters={"id": str(world.rows["transcript"].pk)}, query={"as": form})
    response = case.call(headers={"Authorization": f"Token {token}"})
    assert response.status_code == 200
    case.validate_response(response, checks=PROMISES)


def serializers_of(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from serializers_of(each)


def test_what_a_row_may_lack_is_described_as_nullable():
    """The rows of one test have most of what they may have: this looks at every column."""
    components, wrong = description()["components"]["schemas"], []
    for serializer in serializers_of(ModelSerializer):
        told = components.get(serializer.__name__.removesuffix("Serializer"))
        if told is None or not hasattr(serializer, "Meta"):
            continue
        columns = {each.name: each for each in serializer.Meta.model._meta.concrete_fields}
        for name, field in serializer().fields.items():
            column = columns.get(field.source)
            if column is not None and column.null and not is_nullable(told["properties"][name]):
                wrong.append(f"{serializer.__name__}.{name}")
    assert wrong == []


def is_nullable(told: dict[str, Any]) -> bool:
    return told.get("nullable", False) or "null" in str(told.get("oneOf", "")) or "null" in told.get("type", "")
