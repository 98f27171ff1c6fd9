"""What somebody typed while signed out is shown under the words that stood beside it in its form."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, resolve, reverse
from lxml import html

from families.accounts.typed_words import TypedWords
from families.text.field_labels import label_of, labels_at
from memoire_site.tests.test_access import WAYS, addresses, world  # noqa: F401 - a fixture

# ruff: noqa: F811 - the fixture `world` is that of others
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
UNTYPED = {"hidden", "submit", "button", "checkbox", "radio", "file", "password"}
OF_THE_ROW = {  # labels that name the row they are about
    "mention": {
        "In this story should be called": "It should be called",
        "The place should be called": "It should be called",
    },
    "same_person": {"The same person as Ilse Brandt": "The same person"},
    "remove_family": {"To be sure, write “The Brandt family” here": "To be sure, write the name of the family here"},
}
PAGES = sorted(
    name for name in set(addresses(get_resolver())) if WAYS[name].method == "get" and 200 in WAYS[name].answers[:1]
)


@pytest.fixture
def keeper(world) -> Client:
    client = Client()
    client.force_login(world.people["keeper"], backend="memoire_site.backends.NoDemoUsersBackend")
    return client


def typed_fields(page: Any, here: str) -> Iterator[tuple[str, str, str]]:
    """Of every form that sends words: where to, the name of a field, and its label."""
    for form in page.iter("form"):
        if form.get("method", "get").lower() == "post" and not form.xpath(".//input[@type='password']"):
            for field in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
                if field.get("type", "text") not in UNTYPED:
                    (label,) = page.xpath("//label[@for=$id]", id=field.get("id")) or [None]
                    yield form.get("action") or here, field.get("name"), " ".join(label.text_content().split())


def fields_of_pages(keeper: Client, world: Any) -> Iterator[tuple[str, str, str]]:
    for name in [*PAGES, "start_family"]:
        way = WAYS[name]
        address = reverse(name, args=[world.rows[way.of].pk, *way.more] if way.of else [])
        answer = keeper.get(address)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            yield from typed_fields(html.fromstring(answer.text), address)
        answer.close()


def test_each_field_of_each_form_is_called_as_in_its_form(keeper, world):
    differing, seen = [], set()
    for where, field, label in fields_of_pages(keeper, world):
        view = resolve(where.partition("?")[0]).url_name or ""
        wanted, said = OF_THE_ROW.get(view, {}).get(label, label), label_of(field, labels_at(where))
        differing += [(view, field, wanted, said)] if wanted != said else []
        seen.add((view, field))
    assert differing == []
    assert len(seen) >= 20
    assert {("segment", "text"), ("send_back_story", "reason"), ("change_book", "subtitle"), ("mention", "new")} <= seen


def shown(address: str, **fields: str) -> list[tuple[str, str]]:
    return TypedWords(address, [[name, value] for name, value in fields.items()]).shown


def test_the_forms_of_the_admin_say_what_their_fields_are_called(world):
    story = reverse("admin:stories_story_change", args=[world.rows["story"].pk])
    reason = f"reason-{world.rows['story'].pk}"
    typed = {"title": "Ice", "edtf": "1946", "mentions-0-name": "Ilse", reason: "Told twice."}
    assert shown(story, **typed) == [
        ("Title", "Ice"),
        ("When (EDTF)", "1946"),
        ("Name", "Ilse"),
        ("Why it goes back", "Told twice."),
    ]
    review = reverse("admin:transcripts_transcript_review", args=[world.rows["transcript"].pk])
    assert shown(review, **{f"text-{world.rows['segment'].pk}": "The river"}) == [("Words of a segment", "The river")]


def test_a_field_that_no_view_has_named_is_called_by_its_first_word():
    assert shown("/", sounds_like="Zosha") == [("Sounds like", "Zosha")]
    assert shown("/nowhere/", **{"text-1": "The river"}) == [("Text", "The river")]
