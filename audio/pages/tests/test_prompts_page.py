"""The page of a family's questions."""

import pytest

from audio.tests import factories
from audio.uploads.tests.tus_client import signed_in
from families import prompts
from families.tests import factories as families

pytestmark = pytest.mark.django_db

QUESTION = "What did your mother cook when there was nothing in the house?"


@pytest.fixture
def page(home):
    return f"/families/{home.pk}/questions/"


def test_anybody_of_the_family_adds_and_retires(browser, home, page):
    assert QUESTION in browser.post(page, {"text": QUESTION}, follow=True).content.decode()
    prompt = home.prompts.get()
    browser.post(f"/questions/{prompt.pk}/retire/")
    assert "Ask it again" in browser.get(page).content.decode()


def test_an_empty_question_is_refused_in_words(browser, page):
    response = browser.post(page, {"text": " "})
    assert (response.status_code, "Write the question first." in response.content.decode()) == (400, True)


def test_the_page_counts_recordings_that_answer(browser, home, page):
    prompt = prompts.add(home, QUESTION, by=None)
    recording = factories.recording(home)
    for at_ms in (0, 5_000):
        recording.asked.create(prompt=prompt, text=QUESTION, at_ms=at_ms)
    assert "Answered once" in browser.get(page).content.decode()


def test_a_stranger_finds_none(home, page):
    prompt = prompts.add(home, QUESTION, by=None)
    stranger = signed_in(families.user())
    answers = [stranger.get(page), stranger.post(f"/questions/{prompt.pk}/retire/")]
    assert [each.status_code for each in answers] == [404, 404]
    assert home.prompts.current().exists()


def test_a_recording_says_what_it_answers(browser, home):
    recording = factories.recording(home)
    recording.asked.create(text=QUESTION, at_ms=65_000)
    page = browser.get(recording.get_absolute_url()).content.decode()
    assert QUESTION in page
    assert "?at=65000" in page
