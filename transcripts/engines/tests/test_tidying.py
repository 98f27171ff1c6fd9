"""Whatever an engine says comes out in order, inside the sound, and as text that a database takes."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.engines.base import Line, Word
from transcripts.engines.tidying import plain, tidied


@pytest.mark.parametrize(
    ("heard", "kept"),
    [
        ("Well,, ,the river , froze .", "Well, the river, froze."),
        ("Two\nlines\tand\x00more", "Two lines and more"),
        ("  As it is. ", "As it is."),
        ("Back\b space, \ud800 alone", "Back space, alone"),
    ],
)
def test_marks_and_spaces_are_put_right(heard, kept):
    assert plain(heard) == kept


@pytest.mark.parametrize("text", ["", "?", "…", "\x00", "\ufffd", " - "])
def test_a_line_without_a_letter_is_none(text):
    assert tidied([Line(text, 0, 1)], 2) == []


@pytest.mark.parametrize(("start", "end"), [(5, 6), (1, 1), (2, 1), (-2, -1), (math.nan, math.nan), (4, math.inf)])
def test_a_line_without_time_in_the_sound_is_none(start, end):
    assert tidied([Line("The river froze.", start, end)], 4) == []


def test_a_line_lies_inside_the_sound():
    (line,) = tidied([Line("The river froze.", -1, 9)], 4)
    assert (line.start, line.end) == (0, 4)


def test_lines_come_in_order_without_overlap():
    lines = tidied([Line("second", 1.5, 3), Line("first", 0, 2)], 4)
    assert [(line.text, line.start, line.end) for line in lines] == [("first", 0, 2), ("second", 2, 3)]


def test_a_line_inside_the_time_of_another_loses_no_word():
    (line,) = tidied([Line("the long one", 0, 3), Line("inside it", 1, 2)], 4)
    assert line.text == "the long one inside it"


def test_numbers_become_pythons_own():
    word = Word("froze", np.float64(0.2), np.float32(0.9), np.float32(0.5))
    (line,) = tidied([Line("froze", np.float64(0), np.float64(1), np.float64(1.5), words=(word,))], 2)
    numbers = [line.start, line.end, line.confidence, line.words[0].start, line.words[0].end, line.words[0].confidence]
    assert [type(number) for number in numbers] == [float] * 6
    assert line.confidence == 1


def test_times_of_words_run_forward_inside_their_line():
    words = (Word("the", 0.9, 0.4), Word("river", 0.2, 1.2), Word("froze", 1.1, 8))
    (line,) = tidied([Line("the river froze", 0.5, 1.5, words=words)], 2)
    times = [moment for word in line.words for moment in (word.start, word.end)]
    assert times == pytest.approx([0.7, 0.9, 0.9, 1.2, 1.2, 1.5])


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ([(0.0, 0.4), (0.4, 0.4), (0.9, 1.2)], [(0.0, 0.4), (0.4, 0.6), (0.9, 1.2)]),  # of the silence behind it
        ([(0.0, 0.4), (0.4, 0.4), (0.5, 1.2)], [(0.0, 0.4), (0.4, 0.5), (0.5, 1.2)]),  # as much as there is
        ([(0.0, 0.4), (0.9, 0.9), (0.9, 1.2)], [(0.0, 0.4), (0.7, 0.9), (0.9, 1.2)]),  # before it
        ([(0.0, 0.8), (0.8, 0.8), (0.8, 1.2)], [(0.0, 0.4), (0.4, 0.8), (0.8, 1.2)]),  # that of the word before it
        ([(0.0, 0.0), (0.0, 0.8), (0.8, 1.2)], [(0.0, 0.4), (0.4, 0.8), (0.8, 1.2)]),  # of the one behind it
    ],
)
def test_a_word_without_time_is_given_some(told, kept):
    words = tuple(Word(text, *times) for text, times in zip(["one", "two", "six"], told, strict=True))
    (line,) = tidied([Line("one two six", 0.0, 1.2, words=words)], 2)
    assert [(word.start, word.end) for word in line.words] == [pytest.approx(pair) for pair in kept]


@given(st.lists(st.floats(0, 5), min_size=2, max_size=12))
def test_whatever_times_an_engine_gives_words_run_forward(moments):
    pairs = list(itertools.pairwise(moments))
    words = tuple(Word(f"w{n}", *pair) for n, pair in enumerate(pairs))
    for line in tidied([Line(" ".join(word.text for word in words), 0.5, 4.5, words=words)], 5):
        times = [moment for word in line.words for moment in (word.start, word.end)]
        assert times == sorted(times)
        assert (times[0] >= 0.5, times[-1] <= 4.5) == (True, True)


def test_bare_words_are_written_as_the_text_has_them():
    words = (Word("the", 0, 0.4), Word("river", 0.4, 0.8), Word("froze", 0.8, 1))
    (line,) = tidied([Line("The river, froze.", 0, 1, words=words)], 2)
    assert [word.text for word in line.words] == ["The", "river,", "froze."]


def test_words_that_are_not_those_of_the_text_are_left_out():
    (line,) = tidied([Line("The river froze.", 0, 1, words=(Word("lantern", 0, 1),))], 2)
    assert line.words == ()


def test_words_of_a_text_without_spaces_are_kept():
    words = (Word("川", 0, 0.5), Word("が", 0.5, 1))
    (line,) = tidied([Line("川が", 0, 1, words=words)], 2)
    assert line.words == words
