"""The demo's life, as it was written: what a family would find on the first page."""

from pathlib import Path

import pytest

from stories.engines import Extraction, Narrator, get_engine
from stories.engines.tests.talk import talk

LIFE = Path(__file__).parents[3] / "memoire_site" / "demo" / "life.txt"


@pytest.fixture(scope="module")
def life() -> Extraction:
    narrator = Narrator("Rose Tregenza", "1935-01")
    return get_engine("rules").find(talk(LIFE.read_text(encoding="utf-8")), narrator=narrator, recorded="2019-03-14")


def test_each_paragraph_is_a_story(life):
    paragraphs = LIFE.read_text(encoding="utf-8").lower().strip().split("\n\n")
    phrases = [story.title.strip("“”").lower().removeprefix("the ") for story in life.stories]
    assert all(phrase in text for phrase, text in zip(phrases, paragraphs, strict=True))
    assert phrases[2] == "uncle walter made a wooden sledge"


def test_people_and_places_are_those_of_the_tale(life):
    people = {person.name: person.relation for story in life.stories for person in story.people if person.name}
    assert people == {
        "Arthur": "father",
        "Frank": None,
        "Uncle Walter": "uncle",
        "Peter": "brother",
        "Mrs Harrison": None,
        "Miss Fletcher": None,
        "Henry": None,
        "Alice": "daughter",
        "Aunt Helen": "aunt",
    }
    assert {place.name for story in life.stories for place in story.places} == {
        "Plymouth",
        "Ohio",
        "Church Street",
        "Bristol",
    }
