"""The page of the recorder, before a script runs: which questions it asks, whom it offers, and what it says without scripts."""

import json
import re

import pytest
from django.utils import timezone

from families.prompts import suggested
from families.tests import factories as families

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(browser, home):
    """The page as text; `ask` goes behind the question mark of its address."""

    def get(**ask):
        response = browser.get(f"/families/{home.pk}/record/", ask)
        assert response.status_code == 200
        return response.content.decode()

    return get


def asked(page: str) -> list[dict]:
    written = re.search(r'<script id="questions" type="application/json">(.*?)</script>', page)
    return json.loads(written[1])


def test_the_questions_of_the_family_are_asked_in_their_order(page, home):
    own = [home.prompts.create(text=text) for text in ("Who taught you to read?", "Where did you hide?")]
    assert asked(page()) == [{"id": str(each.pk), "text": each.text} for each in own]


def test_a_question_that_is_asked_no_more_is_not_shown(page, home):
    home.prompts.create(text="Who taught you to read?")
    home.prompts.create(text="Where did you hide?", retired_at=timezone.now())
    assert [each["text"] for each in asked(page())] == ["Who taught you to read?"]


def test_the_question_that_was_chosen_comes_first(page, home):
    home.prompts.create(text="Who taught you to read?")
    chosen = home.prompts.create(text="Where did you hide?")
    shown = page(prompt=str(chosen.pk))
    assert [each["text"] for each in asked(shown)] == ["Where did you hide?", "Who taught you to read?"]
    assert re.search(r"<h1[^>]*>Where did you hide\?</h1>", shown)


def test_after_the_chosen_question_come_those_behind_it_and_then_the_first(page, home):
    _, second, _ = [home.prompts.create(text=text) for text in ("Who?", "Where?", "When?")]
    assert [each["text"] for each in asked(page(prompt=str(second.pk)))] == ["Where?", "When?", "Who?"]


def test_a_question_of_the_library_is_chosen_by_its_words(page, home):
    all_of_them = suggested(home)
    chosen = all_of_them[2]
    assert [each["text"] for each in asked(page(prompt=chosen))] == all_of_them[2:] + all_of_them[:2]
    assert "What is nobody asking?" not in page(prompt="What is nobody asking?")


@pytest.mark.parametrize("prompt", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_question_that_is_none_changes_nothing(page, home, prompt):
    home.prompts.create(text="Who taught you to read?")
    assert [each["text"] for each in asked(page(prompt=prompt))] == ["Who taught you to read?"]


def test_a_question_of_another_family_is_not_shown(page):
    other = families.family().prompts.create(text="Where is the silver?")
    assert "Where is the silver?" not in page(prompt=str(other.pk))


def test_a_family_without_questions_gets_those_of_the_library(page, home):
    assert asked(page()) == [{"id": None, "text": text} for text in suggested(home)]


def test_a_question_cannot_close_the_script_that_it_stands_in(page, home):
    home.prompts.create(text="</script><b>Who?")
    assert [each["text"] for each in asked(page())] == ["</script><b>Who?"]


def test_the_people_of_the_family_are_offered_and_no_others(page, home):
    families.person(home, "Ilse Brandt")
    families.person(families.family(), "Olaf Iversen")
    shown = page()
    assert ("Ilse Brandt" in shown, "Olaf Iversen" in shown) == (True, False)


def test_without_scripts_the_page_leads_to_the_form(page, home):
    without = re.search(r'<div class="unable" data-part="unable">(.*?)</div>', page(), re.DOTALL)
    assert without
    assert "it runs no scripts, or it is too old" in without[1]
    assert f'href="/families/{home.pk}/recordings/new/"' in without[1]


def test_the_family_page_leads_to_the_recorder_first(browser, page, home):
    shown = browser.get(f"/families/{home.pk}/").content.decode()
    ways = re.findall(r'<a id="next-(\w+)" class="button[^"]*" href="([^"]+)"', shown)
    assert ways[:2] == [("record", f"/families/{home.pk}/record/"), ("add", f"/families/{home.pk}/recordings/new/")]
