"""Two times with a dash between, the year behind the second only, and years that were only named."""

import pytest

from stories.engines.tests.talk import dates, find
from stories.engines.tests.test_tale import WEEK_BY_WEEK


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("They met on 6-7 January 1951.", ["1951-01-06", "1951-01-07"]),
        ("They met on May 6\u20139, 1953.", ["1953-05-06", "1953-05-09"]),
        ("In 1952 we moved. They met on 3-5 May.", ["1952", "1952-05-03", "1952-05-05"]),
        ("It held (21 March - 21 June 1952) for long.", ["1952-03-21", "1952-06-21"]),
        ("It held (14 November - 6 May 1952) for long.", ["1951-11-14", "1952-05-06"]),
        ("In 1990-94 they searched.", ["1990", "1994"]),
    ],
)
def test_both_ends_of_a_dash_are_times(said, days):
    assert dates(said, narrator=None) == days


def test_a_story_is_dated_by_the_whole_between_the_ends():
    (story,) = find("They met on 6-7 January 1951.").stories
    assert story.marker.edtf == "1951-01-06/1951-01-07"


@pytest.mark.parametrize("said", ["We have 6-7 January calves.", "It was 9-5 May and never changed."])
def test_a_dash_between_days_that_cannot_be_is_no_span(said):
    assert not any("/" in edtf for edtf in dates(said, narrator=None))


def test_a_count_of_machines_behind_a_day_is_no_year():
    assert dates("In 1964 they built it. On 7 February, forty-nine F-105 jets flew out.")[-1] == "1964-02-07"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("The east was quiet by 1939. In August of that year they had tried.", "1939-08"),
        ("Laos had fallen in 1939, and the north that same spring.", "1939-03/1939-05"),
    ],
)
def test_that_year_is_the_one_named_last_even_in_passing(said, meant):
    assert dates(f"{WEEK_BY_WEEK}{said}", narrator=None)[-1] == meant


def test_an_event_far_ahead_inside_a_sentence_does_not_carry_a_tale_of_weeks_away():
    told = f"{WEEK_BY_WEEK}He gave up only two weeks after D-Day. On 15 October they marched home."
    assert dates(told, narrator=None)[-1] == "1941-10-15"
