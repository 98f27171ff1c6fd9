"""Times told from what the family has told before."""

import pytest

from stories.engines.tests.talk import dates, find


@pytest.mark.parametrize(
    ("told", "said", "edtf"),
    [
        ("We were married in 1952.", "Our Janet came the year after we married.", "1953"),
        ("We got married in May 1955.", "A month before the wedding he lost his job.", "1955-04"),
        ("Our Tom was born in 1957.", "Three years after Tom was born we moved.", "1960"),
        ("Our Tom was born in 1957.", "Biju came three years after Tom.", "1960"),
        ("Our Tom was born in 1957.", "The year Tom was born the river rose.", "1957"),
        ("Our Tom was born in 1957.", "I was ill when our Tom was born.", "1957"),
        ("My father died in 1958.", "The spring after my father died we sold up.", "1959-03/1959-05"),
        ("We married in 1952.", "On our tenth anniversary we danced.", "1962"),
        ("We were poor.", "Two years after the war we moved.", "1947"),
        ("We were poor.", "It was the day after Christmas 1952.", "1952-12-26"),
        ("We were poor.", "My brother came two years before me.", "1932"),
    ],
)
def test_a_time_is_counted_from_a_known_event(told, said, edtf):
    assert dates(f"{told} {said}")[-1] == edtf


@pytest.mark.parametrize(
    "said",
    [
        "It was the year after they married.",
        "It was three years after Susan.",
        "It was the day we went to the sea.",
        "I laughed when my brother fell in.",
    ],
)
def test_what_was_never_dated_dates_nothing(said):
    assert dates(f"We were married in 1952. {said}") == ["1952"]


def test_the_words_and_the_reason_are_those_that_were_said():
    marker = find("We were married in 1952. We moved three years after the wedding, to Leeds.").markers[-1]
    assert marker.text == "three years after the wedding"
    assert marker.basis == "three years after the wedding: 1952"
