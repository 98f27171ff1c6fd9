"""Titles as a person would write them: whole phrases of the teller's own, in several shapes."""

import re

import pytest

from stories.engines.base import Narrator, SpokenSegment
from stories.engines.languages import available, load
from stories.engines.rules import RulesEngine
from stories.engines.tests.talk import find
from stories.engines.wording.broken_titles import is_broken
from stories.engines.wording.salience import words_of


def title(text, language="en"):
    spoken = tuple(
        SpokenSegment(str(at), at * 5.0, at * 5.0 + 4, line) for at, line in enumerate(text.strip().splitlines())
    )
    (story,) = RulesEngine(language).find(spoken, narrator=Narrator("Jo", "1930"), recorded="2001").stories
    return story.title


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I put a snake in the pantry.\nNobody said anything.", "“I put a snake in the pantry”"),
        ("Uncle Jim bought me a blue bicycle.\nIt was Sunday.", "Uncle Jim bought me a blue bicycle"),
        ("The river took the lower barn.\nIt was cold.", "The river took the lower barn"),
        ("That was the night of the blackout.\nIt was so cold.", "The night of the blackout"),
        ("It was about my first violin.\nIt was so cold.", "My first violin"),
        ("How did you meet the magician?\nOh, in town.", "How did you meet the magician?"),
        ("I will tell you how to mend a net.\nIt takes time.", "How to mend a net"),
        ("I made the dress on Mr. Kaplan's machine.\nIt was so cold.", "“I made the dress on Mr. Kaplan's machine”"),
        ("It was a telegram, in Hull.\nIt was so cold.", "The telegram, Hull"),
    ],
)
def test_a_title_has_the_shape_of_what_was_said(text, wanted):
    assert title(text) == wanted


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("de", "Die Fahrkarte lag in der Schublade.\nEs war kalt.", "Die Fahrkarte lag in der Schublade"),
        ("de", "Ich habe den Zug angehalten.\nEs war kalt.", "„Ich habe den Zug angehalten“"),
        ("fr", "La filature a fermé un lundi.\nIl faisait froid.", "La filature a fermé un lundi"),
        ("fr", "C'était la cloche de l'écluse.\nIl faisait froid.", "La cloche de l'écluse"),
        ("es", "La cuchara cayó al agua.\nHacía frío.", "La cuchara cayó al agua"),
        ("es", "Era una aguja de boj.\nHacía frío.", "Una aguja de boj"),
    ],
)
def test_a_title_is_in_the_language_of_who_tells(language, text, wanted):
    assert title(text, language) == wanted


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("I carried the masks to the hospital in shopping bags.\nIt was so cold.", "The hospital in shopping bags"),
        ("He could graft a tree with a table knife.\nIt was so cold.", "A tree with a table knife"),
    ],
)
def test_how_something_is_done_is_no_part_of_a_thing(text, torn):
    assert title(text) != torn


def test_a_rare_word_tells_more_than_a_common_one():
    assert title("It was by the trellis, or the house.\nIt was so cold.") == "The trellis"
    assert title("It was by the house, or the trellis.\nIt was so cold.") == "The trellis"


def test_what_is_said_again_tells_more_than_what_is_said_once():
    assert title("There was a lantern and a trellis.\nWe lit the lantern.") in ("The lantern", "“We lit the lantern”")


def test_what_has_no_capitals_gets_those_of_names_and_of_the_one_who_tells():
    assert title("then uncle jim bought me a bicycle in 1944\nand it rained") == "Uncle Jim bought me a bicycle in 1944"
    assert title("so in march i lost my shoe in london\nit was so cold") == "“I lost my shoe in London”"


def test_nouns_have_capitals_where_their_language_writes_them():
    assert title("die fahrkarte lag in der schublade\nes war kalt", "de") == "Die Fahrkarte lag in der Schublade"


@pytest.mark.parametrize(
    ("said", "torn"),
    [
        ("He left the wind open and the small behind.", r"the (wind open|small)$"),
        ("She kept the little and the dawns were cold.", r"the little$"),
        ("We walked to the truck stop by the river.", r"the truck$"),
        ("He gave the old to the lifeboat men.", r"the (old|lifeboat)$"),
        ("We were told that the bread and.", r"and$"),
    ],
)
def test_no_title_is_torn_from_its_phrase(said, torn):
    assert not re.search(torn, title(f"{said}\nIt was so cold."), re.IGNORECASE)


@pytest.mark.parametrize("letters", ["DA", "DNA", "DNV" + "D", "MN" + "P" + "D", "DNC", "D", "Q", "DNG", "IVT", "NS"])
def test_letters_that_make_no_whole_phrase_are_refused(letters):
    assert is_broken("some words", letters)


@pytest.mark.parametrize("letters", ["DN", "DAN", "MQN", "DNPDN", "DNV", "IVDN", "EVDN", "DNVPDN", "EXVR", "STVN"])
def test_whole_phrases_and_sentences_are_not_refused(letters):
    assert not is_broken("some words", letters)


def test_a_title_never_says_he_of_somebody_unnamed():
    said = "He sold the piano. She hid the letters. They gave him a medal. Pearl hid the violin in the oven."
    assert title(said.replace(". ", ".\n")) == "Pearl hid the violin in the oven"


@pytest.mark.parametrize(
    "said", ["I know that Nan and Aunty Kui were on the train.", "My brother Peter and I pulled the sledge."]
)
def test_who_acts_together_is_not_torn_apart(said):
    assert not re.match(r"“?(Aunty Kui were|I pulled)", title(f"{said}\nIt was so cold."))


def test_a_thing_of_somebody_unnamed_is_no_title():
    assert (
        title("His breakfast was cold.\nHer violin was in the oven.\nWe hid the telegram.") == "“We hid the telegram”"
    )


def test_a_denial_keeps_its_not():
    assert "not" in title("Not even the rabbi saw the telegram.\nIt was so cold.").lower().split() or title(
        "Not even the rabbi saw the telegram.\nIt was so cold."
    ).startswith("The telegram")


def test_stories_of_one_recording_never_share_a_title():
    told = (
        "In {} Uncle Jim bought me a blue bicycle. I rode it to school. One day it was gone. He found it in the canal."
    )
    text = "\n\n".join(told.format(year) for year in range(1930, 1990, 10))
    titles = [story.title for story in find(text).stories]
    assert len(titles) > 2
    assert len(titles) == len(set(titles))


def test_two_workers_give_the_same_titles():
    text = "\n\n".join(
        ["Uncle Jim bought me a bicycle in 1944. The river rose.", "We sold the boat in 1960. Nan cried."]
    )
    assert [s.title for s in find(text).stories] == [s.title for s in find(text).stories]


@pytest.mark.parametrize(
    "text", ["", "…", "?!", "the the the", "and and", "the wind open", "«", "“I", "12 12 12", "a (b", "😀 😀"]
)
@pytest.mark.parametrize("language", available())
def test_hostile_talk_gets_a_title_of_its_measures(text, language):
    found = RulesEngine(language).find((SpokenSegment("1", 0.0, 2.0, text),)).stories
    assert all(story.title and len(story.title) <= 70 for story in found)


@pytest.mark.parametrize("language", available())
def test_every_language_classes_its_own_small_words(language):
    known = load(language)
    words = words_of([], [], frozenset(), known)
    assert words.stems == ()
