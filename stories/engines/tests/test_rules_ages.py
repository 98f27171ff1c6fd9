"""Ages of the narrator, and never of anybody else."""

import pytest

from stories.engines import Narrator
from stories.engines.tests.talk import dates, find


@pytest.mark.parametrize(
    ("said", "edtf"),
    [
        ("When I was nine, we moved.", "1943/1944"),
        ("I was nine years old at the time.", "1943/1944"),
        ("I was only nine and I cried.", "1943/1944"),
        ("I'd just turned sixteen.", "1950/1951"),
        ("I must have been five or six.", "1939/1941"),
        ("I was nearly ten.", "1943/1944"),
        ("At the age of fourteen I left school.", "1948/1949"),
        ("I left school at the age of fourteen.", "1948/1949"),
        ("As a girl of twelve I picked hops.", "1946/1947"),
        ("It was my tenth birthday.", "1944-05-12"),
        ("I was in my twenties.", "1954/1964"),
    ],
)
def test_an_age_is_counted_from_the_birth(said, edtf):
    assert dates(said) == [edtf]


@pytest.mark.parametrize(
    "said",
    [
        "When my sister was nine, she fell in the river.",
        "He was nineteen and he couldn't dance.",
        "She died at the age of ninety.",
        "My brother left school at fourteen.",
        "Tom was twelve years old.",
        'My husband said, "I was nineteen when the ship went down."',
        "He told me, I was nineteen then.",
        "I was one of the lucky ones.",
        "I was twenty minutes late.",
        "I was five feet tall.",
        "I was ten miles from home.",
        "She was in her thirties.",
        "It was his fiftieth birthday.",
    ],
)
def test_somebody_elses_age_or_a_mere_number_is_no_date(said):
    assert dates(said) == []


def test_an_unknown_birth_leaves_an_age_undated():
    assert dates("When I was nine, we moved.", narrator=Narrator("Ruth")) == []


def test_a_birth_told_in_the_recording_dates_the_ages_after_it():
    assert dates("I was born in 1934. When I was nine, we moved.", narrator=None) == ["1934", "1943/1944"]


def test_a_season_sharpens_an_age_where_the_birthday_allows_one_only():
    assert dates("In the summer when I was nine, we moved.") == ["1943-06/1943-08"]
    assert dates("In the summer when I was nine, we moved.", narrator=Narrator("Ruth", "1934")) == ["1943/1944"]


def test_the_basis_can_be_followed():
    (marker,) = find("I was nine then.").markers
    assert marker.basis == "aged nine; born 12 May 1934"
