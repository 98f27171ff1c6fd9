"""Which line a word of a new hearing belongs to beyond doubt, and when a line has lost words or only lent them to its neighbour."""

import pytest

from transcripts.segments import merging
from transcripts.segments.merging import REACH, Old, Taking, has_run, note_dropped, same_words
from transcripts.word import Word


def words(text: str, *, at: float = 0.0) -> list[Word]:
    """Half a second each, one after the other."""
    return [Word(word, at + number / 2, at + number / 2 + 0.5) for number, word in enumerate(text.split())]


def old(text: str, *, start: float = 0.0, end: float = 4.0) -> Old:
    return Old(text, start, end, text, text)


def dropping(*lines: tuple[str, str]) -> list[bool]:
    """Of lines, each with what stood and what is heard now: which have lost something."""
    takings = [Taking(old(before), words(after)) for before, after in lines]
    note_dropped(takings)
    return [taking.drops for taking in takings]


@pytest.mark.parametrize("wanted", ["we", "We moved", "moved there then", "then", "we moved there then"])
def test_words_that_stand_one_after_another_are_a_run_wherever_it_lies(wanted):
    assert has_run(words("We moved there, then."), [each.lower() for each in wanted.split()])


@pytest.mark.parametrize("wanted", ["there moved", "we there", "then we", "we moved there then on"])
def test_words_in_another_order_with_a_gap_or_beyond_the_end_are_none(wanted):
    assert not has_run(words("We moved there, then."), wanted.split())


@pytest.mark.parametrize(
    "lines",
    [
        [("in nineteen thirty four", "in"), ("we moved", "nineteen thirty four we moved")],
        [("we moved", "we moved nineteen thirty four"), ("in nineteen thirty four", "in")],
    ],
    ids=["the next", "the one before"],
)
def test_words_that_are_in_the_line_beside_are_not_lost(lines):
    assert not any(dropping(*lines))


def test_words_that_are_two_lines_away_are_lost_here():
    far = dropping(("in nineteen thirty four", "in"), ("we moved", "we moved"), ("on", "on nineteen thirty four"))
    assert far == [True, False, False]
    far = dropping(("on", "on nineteen thirty four"), ("we moved", "we moved"), ("in nineteen thirty four", "in"))
    assert far == [False, False, True]


def test_a_line_beside_itself_is_no_line_beside():
    assert dropping(("nineteen thirty four nineteen thirty four and on", "and on")) == [True]


def test_the_same_words_at_the_same_time_belong_to_their_line():
    assert same_words(
        [old("the river"), old("froze", start=4, end=6)], [*words("the river"), *words("froze", at=4)]
    ) == [0, 0, 1]


@pytest.mark.parametrize(("beyond", "is_known"), [(0.0, True), (REACH, True), (REACH + 0.1, False)])
@pytest.mark.parametrize("more", ["", " again"], ids=["word for word", "with another word"])
def test_the_same_words_belong_to_their_line_as_far_as_it_reaches(beyond, is_known, more):
    (_, last, *_) = same_words([old("the river")], words(f"the river{more}", at=3.25 + beyond))
    assert (last == 0) is is_known


def test_too_many_words_are_not_compared(monkeypatch):
    monkeypatch.setattr(merging, "MOST_COMPARED", 2)
    assert same_words([old("the river")], words("the lake")) == [0, None]
    assert same_words([old("the river froze")], words("the lake")) == [None, None]
    assert same_words([old("the river")], words("the lake froze")) == [None, None, None]
