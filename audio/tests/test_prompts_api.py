"""Clients read, add and retire a family's questions, and say which one a recording answers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audio.models import Recording
from audio.tests import factories
from audio.uploads.tests.tus_client import create, signed_in
from families import prompts
from families.tests import factories as families

pytestmark = pytest.mark.django_db

API = "/api/v1/prompts/"
QUESTION = "What did your mother cook when there was nothing in the house?"


@pytest.fixture
def prompt(home):
    return prompts.add(home, QUESTION, by=None)


def test_a_question_is_added_once(browser, home):
    answers = [browser.post(API, {"family": str(home.pk), "text": QUESTION}) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    assert [each["text"] for each in browser.get(API).json()["results"]] == [QUESTION]


def test_one_that_is_deleted_is_only_retired(browser, home, prompt):
    assert browser.delete(f"{API}{prompt.pk}/").status_code == 204
    assert (home.prompts.count(), browser.get(API).json()["results"]) == (1, [])


def test_a_stranger_neither_reads_nor_adds_nor_retires(home, prompt):
    stranger = signed_in(families.user())
    assert stranger.get(API).json()["results"] == []
    assert stranger.post(API, {"family": str(home.pk), "text": "And then?"}).status_code == 400
    assert stranger.delete(f"{API}{prompt.pk}/").status_code == 404


@pytest.mark.parametrize("way", ["whole", "in pieces"])
def test_a_recording_keeps_what_it_answers(browser, prompt, way):
    if way == "whole":
        file = SimpleUploadedFile("tone.wav", factories.tone())
        browser.post("/api/v1/audio/upload", {"file": file, "prompt": str(prompt.pk)})
    else:
        create(browser, len(factories.tone()), factories.tone(), prompt=str(prompt.pk))
    assert list(Recording.objects.get().asked.values_list("prompt", "text")) == [(prompt.pk, QUESTION)]


def test_a_question_of_another_family_is_refused(browser):
    foreign = prompts.add(families.family(), QUESTION, by=None)
    assert create(browser, 9, prompt=str(foreign.pk)).json()["prompt"] == ["Your family has no such prompt."]
