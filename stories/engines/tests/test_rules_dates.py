"""Dates that are said outright, and words that look like dates and are none."""

import pytest

from families.dates.when import is_edtf
from stories.engines.tests.talk import RUTH, dates, find


@pytest.mark.parametrize(
    ("said", "edtf"),
    [
        ("We moved in 1953.", "1953"),
        ("We moved on the 14th of March 1952.", "1952-03-14"),
        ("We moved on March 14th, 1952.", "1952-03-14"),
        ("We moved on March the fourteenth, nineteen fifty-two.", "1952-03-14"),
        ("It was June 1962 when the letter came.", "1962-06"),
        ("It was in June of 1962.", "1962-06"),
        ("That was the summer of 1962.", "1962-06/1962-08"),
        ("That was the summer of '62.", "1962-06/1962-08"),
        ("That was the summer of sixty-two.", "1962-06/1962-08"),
        ("The winter of 1947 was hard.", "1947-12/1948-02"),
        ("It was Christmas 1944.", "1944-12-25"),
        ("It was Easter 1950, and raining.", "1950-04-09"),
        ("We moved in nineteen fifty three.", "1953"),
        ("We moved in nineteen, fifty three, I think.", "1953"),
        ("We moved in nineteen oh five.", "1905"),
        ("We moved in two thousand and four.", "2004"),
        ("We moved back in '53.", "1953"),
        ("We moved in fifty-three, and stayed.", "1953"),
        ("It was about 1950.", "1950~"),
        ("It was maybe 1950.", "1950?"),
        ("It was 1953 or 1954.", "1953/1954"),
        ("I was there from 1953 to 1957.", "1953/1957"),
        ("I was there between 1953 and 1957.", "1953/1957"),
        ("It was early 1953.", "1953-01/1953-04"),
        ("That was in the fifties.", "195X"),
        ("That was in the 1950s.", "195X"),
        ("That was in the early sixties.", "1960/1963"),
        ("We moved in 1952, no, 1953.", "1953"),
    ],
)
def test_a_date_is_read_as_it_was_said(said, edtf):
    assert dates(said) == [edtf]


@pytest.mark.parametrize(
    "said",
    [
        "There were 1950 people in the hall.",
        "It cost £1950 in those days.",
        "We lived at number 12 and paid 25 shillings.",
        "We may march on Monday, and Will may come.",
        "There were forty nine men in the boat.",
        "In nineteen cases of twenty it works.",
        "We waited for two years.",
        "Every summer we went to the sea.",
        "The second time was worse.",
        "We left at half past six.",
        "It wasn't 1953.",
        "He was a March hare, my uncle.",
    ],
)
def test_what_is_no_date_yields_nothing(said):
    assert dates(said) == []


def test_a_date_after_the_recording_is_not_believed():
    assert dates("It happened in 2031.") == []


def test_two_figures_take_the_century_of_the_narrators_life():
    assert dates("That was in '19.") == ["1919"]
    assert dates("We moved in '38.") == ["1938"]
    assert dates("I retired in '04.") == ["2004"]


def test_a_marker_says_where_and_why():
    (marker,) = find("We had bread. We moved in June 1962.").markers
    assert marker.text == "June 1962"
    assert marker.chunk_id == "u1"
    assert marker.basis == "the month was said"
    assert 0 < marker.confidence <= 1


def test_every_marker_is_edtf():
    text = "In 1953 or 1954, two years later, when I was nine, in my twenties, during the war, on 31 June 1950."
    assert all(is_edtf(edtf) for edtf in dates(text, narrator=RUTH))
