import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stories.engines.tests.talk import find

BICYCLE = """Uncle Jim bought me a blue bicycle in 1944. I rode the bicycle to school every day. One day the bicycle was
gone from the railings. Uncle Jim walked the whole town until he found it in the canal."""


def only(text):
    (story,) = find(text).stories
    return story


def words(text):
    return re.findall(r"\w+", text.lower())


def test_a_title_without_people_names_the_place():
    assert only("The harbour lights in Hull were red. I liked it.").title == "The harbour lights in Hull"


def test_a_story_with_nothing_to_name_takes_its_own_short_sentence():
    assert only("It was so cold. It was so dark.").title == "It was so cold"


@pytest.mark.parametrize(
    "text", ["Rain.", "I went there and then he said that we would have been going to see it all."]
)
def test_a_title_has_two_to_eight_words(text):
    assert 2 <= len(only(text).title.replace("…", "").split()) <= 8


def test_two_stories_do_not_share_a_title():
    text = BICYCLE + "\n\n" + BICYCLE.replace("1944", "1964") + "\n\n" + BICYCLE.replace("1944", "1984")
    titles = [story.title for story in find(text).stories]
    assert len(titles) == len(set(titles)) == 3


def test_a_summary_is_made_of_sentences_that_were_said_in_order():
    story = only("Well, you know, we had bread. " + BICYCLE)
    spoken = " ".join(words("Well, you know, we had bread. " + BICYCLE))
    assert len(story.summary.split()) <= 45
    assert all(" ".join(words(sentence)) in spoken for sentence in re.split(r"(?<=\.)\s", story.summary))
    assert story.summary.startswith("Uncle Jim bought me a blue bicycle in 1944.")


def test_a_summary_leaves_fillers_away():
    assert only("Well, you know, we kept forty hens in the yard.").summary == "We kept forty hens in the yard."


@given(st.lists(st.sampled_from([*BICYCLE.split(), "the", "a", "my", "and", "?", "…"]), min_size=1, max_size=120))
@settings(max_examples=60, deadline=None)
def test_any_jumble_keeps_to_the_measures(said):
    text = " ".join(said)
    for story in find(text).stories:
        assert 2 <= len(story.title.replace("…", "").split()) <= 8
        assert len(story.summary.replace("…", "").split()) <= 45
        assert set(words(story.summary)) <= set(words(text))


def test_a_summary_never_begins_with_he_of_somebody_unnamed():
    story = only("He came from Dunkirk with two medals. Uncle Jim sold his boat in Hull. Nan cried.")
    assert story.summary == "Uncle Jim sold his boat in Hull. Nan cried."


def test_a_summary_goes_on_with_he_behind_the_sentence_that_names_him():
    story = only("Uncle Jim came to Hull in 1944. He sold his boat in 1950.")
    assert story.summary == "Uncle Jim came to Hull in 1944. He sold his boat in 1950."
