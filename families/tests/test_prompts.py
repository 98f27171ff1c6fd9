"""A family's questions: chosen from the library or its own, asked until they are retired."""

import tomllib

import pytest

from families import prompts
from families.models import Prompt
from families.tests import factories

pytestmark = pytest.mark.django_db

QUESTION = "What did your mother cook when there was nothing in the house?"


@pytest.fixture
def home():
    return factories.family()


def test_every_file_of_the_library_can_be_read_and_repeats_nothing():
    for file in prompts.LIBRARY.iterdir():
        questions = [q for theme in prompts.library(file.stem) for q in theme.questions]
        assert len(questions) == len(set(questions))
        assert max(map(len, questions)) <= Prompt.LONGEST
        assert tomllib.loads(file.read_text())["themes"]


def test_a_language_without_a_library_gets_the_english_one():
    assert prompts.library("xx") == prompts.library("en-GB") == prompts.library("en")


def test_what_is_suggested_goes_from_theme_to_theme(home):
    first, second = prompts.library("en")[:2]
    assert prompts.suggested(home)[:2] == [first.questions[0], second.questions[0]]
    assert len(prompts.suggested(home)) == sum(len(theme.questions) for theme in prompts.library("en"))


def test_what_a_family_has_is_not_offered_again(home):
    prompts.retire(prompts.add(home, QUESTION, by=None))
    assert all(QUESTION not in theme.questions for theme in prompts.still_new(home))


def test_the_same_words_are_one_prompt(home):
    again = prompts.add(home, f"  {QUESTION.replace(' ', '  ')} ", by=None)
    assert (prompts.add(home, QUESTION, by=None), home.prompts.count()) == (again, 1)


def test_a_retired_one_may_be_asked_again(home):
    prompt = prompts.add(home, QUESTION, by=None)
    prompts.retire(prompt)
    assert not home.prompts.current().exists()
    prompts.add(home, QUESTION, by=None)
    assert home.prompts.current().get() == prompt
