"""How numbers are said, and which come from outside."""

import pytest

from families.text.numbers import LARGEST, ONES, TENS, ordinal, plural, spoken, whole_number


def test_each_number_below_a_hundred_has_words_of_its_own():
    assert (ONES[0], ONES[13], ONES[15], ONES[18], ONES[19], len(ONES)) == (
        "zero",
        "thirteen",
        "fifteen",
        "eighteen",
        "nineteen",
        20,
    )
    assert (TENS[2], TENS[9]) == ("twenty", "ninety")
    assert len({spoken(number) for number in range(100)}) == 100


@pytest.mark.parametrize(
    ("number", "word"), [(0, "zero"), (13, "thirteen"), (20, "twenty"), (31, "thirty-one"), (99, "ninety-nine")]
)
def test_a_count_in_a_sentence(number, word):
    assert spoken(number) == word


def test_a_count_beyond_words_is_a_figure():
    assert spoken(100) == "100"
    assert spoken(-1) == "-1"


@pytest.mark.parametrize(("word", "said"), [("one", "first"), ("six", "sixth"), ("twenty", "twentieth")])
def test_the_ordinal_of_a_number(word, said):
    assert ordinal(word) == said


def test_several_of_a_number():
    assert (plural("forty"), plural("two")) == ("forties", "twos")


@pytest.mark.parametrize(("said", "number"), [("0", 0), ("007", 7), (str(LARGEST), LARGEST)])
def test_a_whole_number_from_outside(said, number):
    assert whole_number(said) == number


@pytest.mark.parametrize("said", ["", "-1", "+1", "1.0", " 1", "1_000", "١", "²", "a", str(LARGEST + 1), "9" * 5_000])
def test_anything_else_is_no_number_however_long(said):
    assert whole_number(said) is None


def test_a_number_beyond_what_may_be_is_none():
    assert (whole_number("200", most=200), whole_number("201", most=200)) == (200, None)
