"""What counts as the same time, year, person and place."""

import pytest

from stories.gold.lower_case import spell_out
from stories.gold.matching import right_years, same_interval, same_person, same_place, same_span


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("In March, 1941!", "in march nineteen forty one"),
        ("It was '62 — or '09.", "it was sixty two or oh nine"),
        ("the 1950s", "the nineteen fifties"),
        ("1900, 1907, 2004, 2011", "nineteen hundred nineteen oh seven two thousand and four twenty eleven"),
        ("on the 22nd, the 3rd and the 30th", "on the twenty second the third and the thirtieth"),
        ("412 masks, 1,950 pounds", "four hundred and twelve masks one thousand nine hundred and fifty pounds"),
        ("Mrs. Ágnes’s forty-nine hats", "missus agnes's forty nine hats"),
    ],
)
def test_lower_case_text_is_spelt_out(text, spelt):
    assert spell_out(text) == spelt
    assert spell_out(spelt) == spelt


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("when I was six", "I was six years old", True),
        ("In the summer of '42", "summer of forty-two", True),
        ("two years later", "years later", False),
        ("March 1941", "1941", False),
    ],
)
def test_spans_are_equal_but_for_small_words(one, other, same):
    assert same_span(one, other) is same


def test_intervals_are_equal_by_first_and_last_day():
    assert same_interval("1950~", ["1950"])
    assert same_interval("1951", ["1950", "1951"])
    assert not same_interval("1950-03", ["1950"])
    assert same_interval("1939-09/1945-05", ["1939/1945"], by_year=True)
    assert not same_interval("1939-09/1945-05", ["1939/1945"])


@pytest.mark.parametrize(
    ("found", "wanted", "right"),
    [
        ("1941-06", "1941", True),
        ("1941/1942", "1941", True),
        ("1943", "1941/1945", True),
        ("1939/1945", "1941/1945", False),
        ("1942", "1941", False),
        ("194X", "1941", False),
        ("1941/..", "1941", False),
        (None, "1941", False),
        ("1941", "", False),
        (None, "", True),
    ],
)
def test_a_storys_years_may_stick_out_by_one(found, wanted, right):
    assert right_years(found, wanted) is right


@pytest.mark.parametrize(
    ("found", "wanted", "same"),
    [
        (("Nora", None), ("Nora Vance", "aunt"), True),
        (("Aunt Nora", "aunt"), ("Nora Vance", "aunt"), True),
        (("Mrs. Vance", None), ("Nora Vance", ""), False),
        (("", "mother"), ("", "mother"), True),
        (("Mam", "mother"), ("", "mother"), True),
        (("", "my dad"), ("", "father"), True),
        (("", "brother"), ("Clarrie", "brother"), False),
        (("", "father"), ("", "uncle"), False),
        (("Big Mama", None), ("Big Mama", "grandmother"), True),
    ],
)
def test_people_are_the_same_across_forms(found, wanted, same):
    assert same_person(*found, *wanted) is same


def test_places_are_the_same_whatever_their_case():
    assert same_place("the darling", "Darling")
    assert not same_place("Perth", "Port Antonio")
