"""A word made of several keeps their time and their doubt, and what the engine said stays with the line."""

import pytest

from transcripts.engines.base import Line, Word
from transcripts.numbers.lines import with_numbers


def line(*words: Word, **more: str) -> Line:
    return Line(" ".join(word.text for word in words), words[0].start, words[-1].end, words=words, **more)


YEAR = line(
    Word("in", 0.0, 0.2, 0.9),
    Word("nineteen", 0.3, 0.7, 0.8),
    Word("forty", 0.8, 1.1, 0.4),
    Word("one.", 1.2, 1.5, 0.7),
)


def test_a_year_lasts_from_its_first_word_to_its_last_and_is_as_sure_as_the_least_sure():
    assert with_numbers(YEAR, "en").words == (Word("in", 0.0, 0.2, 0.9), Word("1941.", 0.3, 1.5, 0.4))


def test_what_the_engine_said_stays_with_the_line():
    made = with_numbers(YEAR, "en-GB")
    assert (made.text, made.said) == ("in 1941.", "in nineteen forty one.")


def test_a_line_that_stays_as_it_is_says_nothing_twice():
    assert with_numbers(line(Word("Hello", 0, 1)), "en").said == ""


def test_a_long_pause_parts_two_numbers():
    apart = line(Word("in", 0.0, 0.2), Word("nineteen", 0.3, 0.7), Word("forty", 2.0, 2.4), Word("of.", 2.4, 2.6))
    assert with_numbers(apart, "en") == apart


def test_a_line_without_words_is_written_as_text():
    assert with_numbers(Line("in nineteen forty", 0, 2), "en").text == "in 1940"


def test_what_is_written_in_two_words_shares_the_time():
    made = with_numbers(
        line(Word("three", 0.0, 0.5, 0.9), Word("million", 0.5, 1.2, 0.6), Word("men", 1.2, 1.5, 0.9)), "en"
    )
    assert [word.text for word in made.words] == ["3", "million", "men"]
    assert (made.words[0].start, made.words[1].end) == (0.0, 1.2)
    assert all(one.end <= other.start for one, other in zip(made.words, made.words[1:], strict=False))


@pytest.mark.parametrize("language", ["", "it", "zh", "../en", "x" * 40])
def test_a_language_of_which_nobody_wrote_down_the_numbers_stays_as_it_is(language):
    assert with_numbers(YEAR, language) == YEAR


def test_the_language_that_the_engine_heard_goes_before():
    german = line(Word("neunzehnhundertvierzig", 0, 1), language="de")
    assert with_numbers(german, "en").text == "1940"


def test_words_that_are_not_those_of_the_text_are_left_alone():
    odd = Line("in nineteen forty", 0, 2, words=(Word("in nineteen", 0, 1), Word("forty", 1, 2)))
    assert with_numbers(odd, "en") == odd
