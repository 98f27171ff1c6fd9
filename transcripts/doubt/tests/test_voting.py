"""Hearings are laid beside each other word by word; what most of them have stands, and what none agrees on is doubtful."""

import pytest

from transcripts.doubt.again import at_tempo, other_hearings
from transcripts.doubt.choosing import chosen
from transcripts.doubt.rarity import Rarity
from transcripts.doubt.voting import dissent, voted
from transcripts.tests import voices


@pytest.fixture(scope="module")
def rarity() -> Rarity:
    return Rarity()


def test_what_another_hearing_has_differently_is_doubtful():
    assert dissent(["The", "river", "froze"], [["the", "liver", "froze"]]) == [0, 1, 0]


def test_marks_and_capitals_are_no_difference():
    assert dissent(["Well,", "the", "river", "–", "froze."], [["well", "the", "River", "froze"]]) == [0] * 5


def test_a_word_beside_which_another_was_heard_is_half_doubtful():
    assert dissent(["we", "went", "home"], [["we", "all", "went", "home"]]) == [0.5, 0.5, 0]


def test_without_other_hearings_nothing_is_doubtful():
    assert dissent(["a", "b"], []) == [0, 0]


@pytest.mark.parametrize(
    ("first", "others", "together"),
    [
        ("the liver froze", ["the river froze", "the river rose"], "the river froze"),
        ("the liver froze", ["the river froze", "the fever froze"], "the liver froze"),
        ("the river", ["the river froze", "the river froze"], "the river froze"),
        ("the the river", ["the river", "the river"], "the river"),
        ("The river, froze.", ["the river froze", "the river froze"], "The river, froze."),
        ("", ["the river", "the river"], "the river"),
    ],
)
def test_what_two_of_three_have_stands(first, others, together):
    assert " ".join(voted(first.split(), [each.split() for each in others])) == together


def test_of_three_hearings_the_one_that_people_say_is_chosen(rarity):
    first = ["the", "smell", "of", "cold", "was", "poor", "company", "after", "the", "smell", "of", "bread"]
    others = [
        "the smell of coal was poor company after the smell of bread",
        "the smell of coal was poor company after the smell of bed",
    ]
    assert chosen(first, [each.split() for each in others], rarity) == others[0].split()


def test_with_one_other_hearing_only_the_first_stands(rarity):
    first = ["one"]
    assert chosen(first, [["two"]], rarity) is first


def test_a_hearing_that_loops_is_never_chosen(rarity):
    first = ["we", "went", "home"]
    loop = ["and", "so"] * 12
    assert chosen(first, [loop, loop], rarity) is first


def test_where_the_first_other_hearing_agrees_no_more_are_asked_for():
    asked = []

    def hear(samples):
        asked.append(len(samples))
        return ["yes,", "it", "did"]

    samples = voices.talk(1, 1)
    assert len(other_hearings(voices.as_floats(samples), ["Yes", "it", "did."], hear)) == 1
    assert len(other_hearings(voices.as_floats(samples), ["No", "it", "did."], hear)) == 2
    assert len(asked) == 3


def test_a_higher_tempo_is_shorter():
    assert len(at_tempo(voices.as_floats(voices.talk(1, 1)), 1.25)) == 2 * 16_000 / 1.25
