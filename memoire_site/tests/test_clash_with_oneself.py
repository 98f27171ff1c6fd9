"""Who has one thing open in two windows, and writes in both, is told so, and not of somebody by their own name."""

from typing import Any

import pytest
from django.urls import reverse
from lxml import html

from families.editing.versions import Clash
from memoire_site.tests.test_access import world  # noqa: F401 - a fixture
from memoire_site.tests.test_two_writers import (
    given,
    pair,
    read_by_client,
    read_on_page,
    send,
    two,  # noqa: F401 - a fixture
    ways,
)
from memoire_site.tests.two_writers import ADMIN, API, PAGES

# ruff: noqa: F811 - the fixtures `world` and `two` are those of others
pytestmark = pytest.mark.django_db
ALL = {**PAGES, **ADMIN}
OF_A_LINE = {"segment", "segment_right", "segment_as_heard", *(name for name in ADMIN if "segment" in name)}
OF_A_STORY = {name for name in ALL if name.endswith("_story") or "stories_story" in name}
UNKNOWN = "by somebody else, or by you in another window"


def second_answer(name: str, two: Any, writers: tuple[int, int]) -> str:
    """What the later of two windows shows; `writers` say which of the two people sits before which."""
    world = two[2]
    early, late = (two[writer] for writer in writers)
    edit = ALL[name]
    extra = pair(world) if name == "twice_told" else {}
    first, second = (read_on_page(each, edit, late, world) for each in (edit.earlier or name, name))
    early.post(ways(edit.earlier or name, edit, world), {**first, **given(edit.first, world), **extra})
    answer = late.post(ways(name, edit, world), {**second, **given(edit.second, world), **extra})
    assert answer.status_code == 409
    return answer.content.decode()


def is_true_of_oneself(told: str) -> bool:
    return ("You changed" in told or UNKNOWN in told) and "Anna has" not in told and "Somebody else" not in told


@pytest.mark.parametrize("name", sorted(ALL))
def test_no_page_speaks_of_oneself_as_of_another(name, two):
    assert is_true_of_oneself(second_answer(name, two, (0, 0)))


@pytest.mark.parametrize("name", sorted(OF_A_LINE))
def test_whose_line_it_was_is_said_where_it_is_known(name, two):
    assert "You changed this" in second_answer(name, two, (0, 0))


@pytest.mark.parametrize("name", sorted(OF_A_LINE | OF_A_STORY))
def test_another_is_called_by_name_where_it_is_known(name, two):
    assert "Anna has changed this" in second_answer(name, two, (0, 1))


def test_what_was_changed_is_called_as_in_the_form(two):
    page = html.fromstring(second_answer("retell_story", two, (0, 1)))
    called = {each.text_content().strip() for each in page.xpath("//main//dt | //main//label")}
    assert called == {"Its title", "What it tells, in a sentence or two", "When it happened"}


@pytest.mark.parametrize("name", sorted(API))
def test_no_answer_of_the_api_speaks_of_oneself_as_of_another(name, two):
    one, _, world = two
    edit = API[name]
    extra = pair(world) if name == "twice-told-api-judge" else {}
    extra |= {"family": str(world.rows["family"].pk)} if "word-api-list" in (name, edit.earlier) else {}
    version = read_by_client(name, edit, one, world)
    first_at = reverse(edit.earlier) if "list" in edit.earlier else ways(edit.earlier or name, edit, world)
    how = "in the body"
    send(one, "post" if edit.earlier else edit.method, first_at, {**given(edit.first, world), **extra}, version, how)
    late = send(one, edit.method, ways(name, edit, world), {**given(edit.second, world), **extra}, version, how)
    assert late.status_code == 409
    assert is_true_of_oneself(late.json()["detail"])


@pytest.mark.parametrize("mine", [True, False])
def test_on_the_review_page_of_staff_too(mine, two):
    one, other, world = two
    line = world.rows["segment"]
    address = reverse("admin:transcripts_transcript_review", args=[line.transcript_id])
    read = {f"version-{line.pk}": line.version}
    one.post(address, read | {f"text-{line.pk}": "The river froze hard."})
    told = (one if mine else other).post(address, read | {f"text-{line.pk}": "The river rose."}).content.decode()
    said = "You changed this line elsewhere" if mine else "Anna has changed this line"
    assert f"{said} since you opened it. It says now: “The river froze hard.”" in told


def test_a_line_that_a_machine_has_changed_since_is_nobodys(two):
    _, _, world = two
    line = world.rows["segment"]
    line.corrections.create(before=line.text, after="The river froze hard.", by=world.people["keeper"])
    line.text = "The river froze."
    assert UNKNOWN in Clash(line, ["text"]).told_to(world.people["keeper"])


def test_a_voice_that_was_changed_is_not_said_to_be_by_whoever_mended_the_words(two):
    _, _, world = two
    line = world.rows["segment"]
    line.corrections.create(before="Ice.", after=line.text, by=world.people["keeper"])
    assert UNKNOWN in Clash(line, ["speaker"]).told_to(world.people["keeper"])
