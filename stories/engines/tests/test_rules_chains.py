"""Times told in chains: which time the next one is counted from."""

import pytest

from stories.engines.tests.talk import dates


@pytest.mark.parametrize(
    ("told", "edtf"),
    [
        ("He came over in 1909. Three years later he sent for his wife.", ["1909", "1912"]),
        (
            "We married in 1956. His father had come in 1890, and the next year he had the mill. Two years later we had Ann.",
            ["1956", "1890", "1891", "1958"],
        ),
        ("My father came in 1926, and ten years later I was two.", ["1926", "1936", "1936/1937"]),
    ],
)
def test_times_before_the_narrators_life_make_a_chain_of_their_own(told, edtf):
    assert dates(told)[: len(edtf)] == edtf


def test_an_age_corrects_a_month_that_was_only_counted():
    told = "I began in the summer of 1953. That winter I met Jack, and we were wed in February. I was {}. That May we moved."
    assert dates(told.format("nineteen"))[-1] == "1954-05"
    assert dates(told.format("twenty"))[-1] == "1955-05"


def test_an_age_corrects_no_month_whose_year_was_said():
    assert dates("We were wed in February 1954. I was twenty. That May we moved.")[-1] == "1954-05"


def test_a_birth_told_without_a_date_happened_where_the_tale_is():
    told = "We came to Leeds in 1961. It rained for a week. Our Susan was born there. When Susan was five we moved."
    assert dates(told)[-1] == "1966/1967"
    assert dates("We came to Leeds in 1961. Susan liked it. When Susan was five we moved.") == ["1961"]


@pytest.mark.parametrize(
    ("told", "edtf"),
    [
        ("In 1957 Tom was born. That same year Tom took his first step.", "1957"),
        ("In 1957 Tom was born. We moved in 1960. Ten years after that Tom left.", "1970"),
        ("In 1957 Tom was born. We moved in 1960. That same year Tom had the measles.", "1960"),
    ],
)
def test_what_follows_a_time_is_no_part_of_it(told, edtf):
    assert dates(told)[-1] == edtf


def test_apples_sent_to_england_turn_no_season_round():
    home = "I was born near Hobart. We lived in Tasmania all our lives, and we sold in Hobart."
    away = "They went to England. In 1967 it all burnt, and England sent us nothing. That winter we built."
    assert dates(f"{home} {'We picked all day. ' * 16}{away}")[-1] == "1967-06/1967-08"
