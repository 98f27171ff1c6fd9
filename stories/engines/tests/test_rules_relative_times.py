"""Times told from where the tale has got to, from the recording, or from what the world was doing."""

import pytest

from stories.engines import Narrator
from stories.engines.tests.talk import dates, find


@pytest.mark.parametrize(
    ("said", "edtf"),
    [
        ("Two years later we married.", "1950"),
        ("A year later we married.", "1949"),
        ("Three years before that, he was nobody.", "1945"),
        ("The next year we married.", "1949"),
        ("The year after that we married.", "1949"),
        ("The following spring we married.", "1949-03/1949-05"),
        ("That summer we married.", "1948-06/1948-08"),
        ("In March we married.", "1948-03"),
        ("On the second of June we married.", "1948-06-02"),
        ("That same Christmas we married.", "1948-12-25"),
        ("A couple of years later we married.", "1950~"),
    ],
)
def test_a_time_is_counted_from_the_tale(said, edtf):
    assert dates(f"In 1948 I met Jack. {said}") == ["1948", edtf]


@pytest.mark.parametrize("said", ["Two years later we married.", "That summer we married.", "The next year he left."])
def test_without_a_tale_to_count_from_there_is_no_date(said):
    assert dates(said) == []


def test_an_age_around_the_tales_year_does_not_widen_it():
    assert dates("In September 1953 I left home. I was nineteen. Four years later I met Henry.")[-1] == "1957"


def test_a_look_ahead_does_not_move_the_tale():
    text = "In 1948 I met Jack, and we were happy until he died in 1987. Two years later we married."
    assert dates(text) == ["1948", "1987", "1950"]


def test_ago_and_last_count_from_the_recording():
    assert dates("It was three years ago.") == ["2013"]
    assert dates("It was sixty years ago.") == ["1956~"]
    assert dates("Last Christmas they all came.") == ["2015-12-25"]
    assert dates("It was three years ago.", recorded=None) == []


@pytest.mark.parametrize(
    ("said", "edtf"),
    [
        ("We watched the Coronation next door.", "1953-06-02"),
        ("On VE Day we danced.", "1945-05-08"),
        ("It was during the Blitz.", "1940-09-07/1941-05-11"),
        ("I saw the moon landing.", "1969-07-20/1969-07-21"),
        ("It was the day Kennedy was shot.", "1963-11-22"),
        ("He came home when the war ended.", "1945"),
        ("The war broke out and he went.", "1939-09"),
        ("It was during the war.", "1939/1945"),
    ],
)
def test_a_named_event_is_a_date(said, edtf):
    assert dates(said) == [edtf]


def test_the_war_is_that_of_the_narrators_generation():
    assert dates("It was during the war.", narrator=Narrator("Ada", "1890"), recorded="1970") == ["1914/1918"]


def test_a_war_of_unknown_birth_is_less_sure():
    known, unknown = find("It was during the war.").markers, find("It was during the war.", narrator=None).markers
    assert unknown[0].confidence < known[0].confidence
