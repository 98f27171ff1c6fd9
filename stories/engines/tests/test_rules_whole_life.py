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
    paragraphs = LIFE.read_text(encoding="utf-8").strip().split("\n\n")
    assert [len(story.chunk_ids) for story in life.stories] == [len(talk(text)) for text in paragraphs]


def test_each_story_has_its_year(life):
    years = [story.marker.edtf[:4] for story in life.stories if story.marker]
    assert years == ["1935", "1944", "1947", "1953", "1957", "1963"]


def test_each_title_is_a_phrase_of_its_story(life):
    paragraphs = LIFE.read_text(encoding="utf-8").lower().strip().split("\n\n")
    titles = [story.title.strip("“”") for story in life.stories]
    assert all(title.lower() in text for title, text in zip(titles, paragraphs, strict=True))
    assert titles[2] == "Uncle Walter made a wooden sledge"


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
