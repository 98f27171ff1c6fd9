"""What cannot be done is told to whoever asked, on pages and to clients, and nothing else is taken for it."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory
from rest_framework.exceptions import ValidationError

from families.editing.refusals import (
    NotAsThingsStand,
    catching_refusals,
    refusals_as_400,
    refusals_as_409,
    telling_refusals,
)
from families.refusal import Refusal

ROOMS = ["families", "audio", "transcripts", "stories", "books"]


class TooLate(Refusal):
    pass


@pytest.fixture
def request_with_messages():
    request = RequestFactory().post("/")
    request._messages = CookieStorage(request)
    return request


def test_a_page_tells_what_was_refused(request_with_messages):
    with telling_refusals(request_with_messages) as refused:
        raise TooLate("It has left already.")
    assert refused.why == "It has left already."
    assert [str(each) for each in get_messages(request_with_messages)] == ["It has left already."]


def test_a_page_tells_nothing_where_it_was_done(request_with_messages):
    with telling_refusals(request_with_messages) as refused:
        pass
    assert refused.why == ""
    assert list(get_messages(request_with_messages)) == []


def test_a_form_learns_what_was_refused():
    with catching_refusals() as refused:
        raise TooLate("It has left already.")
    assert refused.why == "It has left already."


def test_a_client_reads_why_as_a_bad_request():
    with pytest.raises(ValidationError) as told, refusals_as_400():
        raise TooLate("It has left already.")
    assert told.value.detail == {"detail": "It has left already."}


def test_a_client_reads_which_field_was_refused():
    with pytest.raises(ValidationError) as told, refusals_as_400("text"):
        raise TooLate("It has left already.")
    assert told.value.detail == {"text": ["It has left already."]}


def test_a_client_reads_why_not_now_as_a_conflict():
    with pytest.raises(NotAsThingsStand) as told, refusals_as_409():
        raise TooLate("It has left already.")
    assert (told.value.status_code, told.value.detail) == (409, "It has left already.")


@pytest.mark.parametrize("mapping", [catching_refusals, refusals_as_400, refusals_as_409])
def test_any_other_error_goes_on(mapping):
    with pytest.raises(ValueError, match="a fault of ours"), mapping():
        raise ValueError("a fault of ours")


def our_classes():
    """Each class of ours by name: what it derives from, and what is said about it."""
    paths = [path for room in ROOMS for path in (Path(settings.BASE_DIR) / room).rglob("*.py")]
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    return [(each.name, {ast.unparse(base) for base in each.bases}, ast.get_docstring(each) or "") for each in classes]


def test_every_error_with_a_message_for_people_is_a_refusal_or_says_which_field_is_wrong():
    classes, known = our_classes(), {"Refusal", "ValidationError"}
    for _ in range(3):
        known |= {name for name, bases, _ in classes if bases & known}
    told = {name for name, _, said in classes if "the message says" in said.lower()}
    assert len(told) >= 15
    assert told - known == set()
