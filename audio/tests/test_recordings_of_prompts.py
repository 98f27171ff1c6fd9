"""Clients say which of a family's questions a recording answers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audio.models import Recording
from audio.tests import factories
from audio.uploads.tests.tus_client import create
from families import prompts
from families.tests import factories as families

pytestmark = pytest.mark.django_db

QUESTION = "What did your mother cook when there was nothing in the house?"


@pytest.fixture
def prompt(home):
    return prompts.add(home, QUESTION, by=None)


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
