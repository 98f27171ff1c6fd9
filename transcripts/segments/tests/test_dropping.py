"""A hearing that has no words for a stretch of speech loses against the one that has."""

import pytest

from transcripts.doubt.choosing import chosen
from transcripts.doubt.dropping import dropped
from transcripts.doubt.rarity import Rarity
from transcripts.engines.base import Word
from transcripts.segments.merging import New, Old, merge_hearing
from transcripts.segments.spreading import spread


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ("born in I'mteen thirty four here", "born in four here", ["I'mteen", "thirty"]),
        ("in nineteen thirty four", "in for", ["nineteen", "thirty", "four"]),
        ("in nineteen thirty four", "in 1934", []),
        ("in 1934 we moved", "we moved", ["in", "1934"]),
        ("the she man ski house", "the Szymanski house", []),
        ("the the river froze", "the river froze", []),
        ("nobody came", "nobody came home", []),
        ("Well – yes", "Well yes", []),
        ("we saw the harbour lights", "", ["we", "saw", "the", "harbour", "lights"]),
    ],
)
def test_a_stretch_without_words_is_told_from_other_words(before, after, gone):
    tokens = before.split()
    assert [tokens[number] for number in dropped(tokens, after.split())] == gone


def test_a_long_word_may_be_short_in_time_and_a_short_one_long():
    assert dropped(["we", "oh", "went"], ["we", "went"], [0.2, 1.0, 0.2]) == [1]
    assert dropped(["we", "indeed", "went"], ["we", "went"], [0.2, 0.3, 0.2]) == []


def test_a_vote_that_drops_a_year_is_never_chosen():
    first = ["he", "was", "born", "in", "I'mteen", "thirty", "four"]
    short = ["he", "was", "born", "in", "four"]
    assert chosen(first, [short, short], Rarity()) is first


def merged(old: str, *new: tuple[float, float, str], chosen: tuple[str, ...] = (), **fields):
    line = Old("1", 0, 5, old, old, words=tuple(spread(old, 0, 5)), **fields)
    heard = [New(n, tuple(spread(text, *span)), *span) for n, (*span, text) in enumerate(new)]
    return merge_hearing([line], heard, chosen=chosen)[0]


def test_a_second_hearing_that_drops_a_year_is_a_proposal_that_somebody_may_choose():
    old = "He was born in nineteen thirty four."
    found = merged(old, (0, 5, "He was born in four."))
    assert (found.text, found.proposed, found.is_conflict) == (old, "He was born in four.", True)
    assert found.suspicion == ""
    assert merged(old, (0, 5, "He was born in four."), chosen=("1",)).text == "He was born in four."


def test_words_that_the_new_hearing_puts_into_the_next_line_are_not_dropped():
    lines = [
        Old("1", 0, 4, "We moved in nineteen thirty", "We moved in nineteen thirty"),
        Old("2", 4, 8, "four to the coast", "four to the coast"),
    ]
    times = {"We": 0.2, "moved": 0.5, "in": 0.9, "nineteen": 3.9, "thirty": 4.6, "four": 5.2, "to": 5.6, "the": 6.0}
    words = tuple(Word(text, at, at + 0.3) for text, at in (times | {"shore": 6.4}).items())
    found = merge_hearing(lines, [New(0, words[:3], 0.2, 1.2), New(1, words[3:], 3.9, 6.7)])
    assert " ".join(each.text for each in found) == "We moved in nineteen thirty four to the shore"


def test_what_the_engine_may_have_invented_is_no_speech_that_is_lost():
    assert merged("Yes. Thank you. Thank you.", (0, 5, "Yes."), is_suspect=True).text == "Yes."
