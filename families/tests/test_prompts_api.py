"""Clients read, add and retire a family's questions."""

import pytest
from django.conf import settings
from django.test import Client

from families import prompts
from families.models import Family
from families.tests import factories

pytestmark = pytest.mark.django_db

API = "/api/v1/prompts/"
QUESTION = "What did your mother cook when there was nothing in the house?"


@pytest.fixture
def browser() -> Client:
    return signed_in()


@pytest.fixture
def home(browser) -> Family:
    return factories.family(relative=browser.user)


def signed_in() -> Client:
    client = Client()
    client.user = factories.user()
    client.force_login(client.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


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
    stranger = signed_in()
    assert stranger.get(API).json()["results"] == []
    assert stranger.post(API, {"family": str(home.pk), "text": "And then?"}).status_code == 400
    assert stranger.delete(f"{API}{prompt.pk}/").status_code == 404
