"""When a found title counts as speaking of the same thing as one that a reader gave."""

from dataclasses import replace

import pytest

from stories.engines.base import Extraction, FoundStory
from stories.engines.languages import available
from stories.gold.marks import GoldPerson, GoldStory, gold_transcripts
from stories.gold.measures import Share
from stories.gold.scoring import score
from stories.gold.titles import is_broken_title, shape_of, shares_head, telling_stems


def story(*titles):
    return GoldStory(
        ("1",), "1943", (GoldPerson("Pearl", "sister"),), ("Vilna",), ("the Mill",), titles or ("A telegram",)
    )


@pytest.mark.parametrize(
    ("title", "wanted", "language"),
    [
        ("The telegrams, 1943", "A telegram for Pearl", "en"),
        ("The wedding in Vilna", "We married on a Sunday", "en"),
        ("He sold the farm", "Selling up", "en"),
        ("Pearl and the strudel", "“She never ate strudel”", "en"),
        ("What became of the baker?", "The cold bakery", "en"),
        ("Die Glocken von Wien", "Als die Glocke schwieg", "de"),
        ("Mes noces à Nevers", "Le mariage sous la pluie", "fr"),
        ("Las redes rotas", "La red de mi abuela", "es"),
    ],
)
def test_a_thing_or_event_in_common_makes_titles_alike(title, wanted, language):
    assert shares_head(title, story(wanted), language)


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Pearl in Vilna", "Pearl leaves Vilna"),
        ("My sister and the ovens", "My sister’s strudel"),
        ("The war", "The end of the war"),
        ("The old house", "The old telegram"),
        ("March 1943", "A telegram in March 1943"),
        ("The mill", "The Mill burns"),
        ("Solomon’s rye", "Solomon’s shoes"),
    ],
)
def test_names_times_kin_and_qualities_earn_nothing(title, wanted):
    told = story(wanted)
    named = replace(told, people=(*told.people, GoldPerson("Solomon", "")))
    assert not shares_head(title, named, "en")


def test_one_of_two_readers_is_enough():
    assert shares_head("The strudel", story("The telegram", "Pearl and her strudel"), "en")
    assert not shares_head("The parakeet", story("The telegram", "Pearl and her strudel"), "en")


def test_the_name_of_who_tells_earns_nothing():
    assert shares_head("Baker and the oven", story("Baker and the shop"), "en")
    assert not shares_head("Baker and the oven", story("Baker and the shop"), "en", narrator="Ida Baker")


@pytest.mark.parametrize("language", available())
def test_every_language_has_its_lists(language):
    assert telling_stems("", language) == frozenset()
    assert len(telling_stems("Alpha beta gamma", language)) == 3


def test_stories_with_titles_are_counted_and_those_without_are_not():
    life = next(gold for gold in gold_transcripts("tuning") if gold.language == "en")
    first, second, *rest = (replace(told, titles=()) for told in life.stories)
    marked = replace(
        life, stories=(replace(first, titles=("A parakeet",)), replace(second, titles=("An oven",)), *rest)
    )
    found = FoundStory("The parakeets", "", first.segment_ids, None, (), ())
    figures = score(marked, Extraction((found,), ()))
    assert figures.shares["titles alike"] == Share(1, 2)
    assert [sentence for kind, sentence in figures.errors if kind == "titles"] == [
        f"{life.name} {second.segment_ids[0]} is An oven, found none"
    ]


@pytest.mark.parametrize(
    "title", ["The wind open", "Michael and the", "The small", "A pair of", "My old", "Because the", "The singer (a"]
)
def test_a_torn_title_is_broken(title):
    assert is_broken_title(title, "en")


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_no_title_that_a_reader_gave_is_broken(language):
    titles = [
        t for gold in gold_transcripts("tuning") if gold.language == language for s in gold.stories for t in s.titles
    ]
    assert [title for title in titles if is_broken_title(title, language)] == []


@pytest.mark.parametrize(
    ("title", "shape"),
    [
        ("Who has taken my fan?", "question"),
        ("“I put a snake in the pantry”", "words"),
        ("My father died", "act"),
        ("The river took the lower barn", "event"),
        ("Michael and the stove", "pair"),
        ("The telegram, 1943", "placed"),
        ("The letters in the flour bin", "placed"),
        ("My first violin", "owner"),
        ("The blackout", "thing"),
    ],
)
def test_a_title_has_a_shape_of_its_own(title, shape):
    assert shape_of(title, "en", ["michael"]) == shape


def test_broken_titles_and_those_that_stand_twice_are_counted():
    life = next(gold for gold in gold_transcripts("tuning") if gold.language == "en")
    told = life.stories[0].segment_ids
    found = [
        FoundStory(title, "", told, None, (), ()) for title in ("The small", "The stove", "The stove", "My violin")
    ]
    figures = score(life, Extraction(tuple(found), ()))
    assert figures.shares["broken titles"] == Share(2, 4)
    assert figures.shapes.total() == 4
