"""However a number is said, it is the same number; and two numbers that follow each other stay two."""

import pytest

from transcripts.measuring.numerals import in_digits


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("nineteen forty seven", "1947"),
        ("nineteen hundred and forty seven", "1947"),
        ("nineteen hundred forty seven", "1947"),
        ("one thousand nine hundred forty seven", "1947"),
        ("one thousand nine hundred and forty seven", "1947"),
        ("nineteen oh five", "1905"),
        ("nineteen hundred", "1900"),
        ("two thousand four", "2004"),
        ("two thousand and four", "2004"),
        ("twenty ten", "2010"),
        ("twenty one", "21"),
        ("twenty first", "21th"),
        ("the ninth of may", "the 9th of may"),
        ("a hundred and twenty feet", "120 feet"),
        ("one hundred twenty feet", "120 feet"),
        ("a thousand", "1000"),
        ("three million two hundred thousand and six", "3200006"),
        ("four one eight", "4 1 8"),
        ("twelve thirty", "1230"),
        ("five and six", "5 and 6"),
        ("a house and a hundred", "a house and 100"),
        ("sixty three", "63"),
        ("sixty thirty", "60 30"),
        ("zero", "0"),
        ("hundred thousand", "hundred thousand"),
        ("and", "and"),
        ("", ""),
    ],
)
def test_numbers_are_written_in_digits(said, digits):
    assert " ".join(text for text, _ in in_digits(said.split())) == digits


@pytest.mark.parametrize("said", ["it was nineteen forty seven then", "a hundred and", "two thousand and four men"])
def test_every_word_stands_for_something(said):
    assert sum(count for _, count in in_digits(said.split())) == len(said.split())
