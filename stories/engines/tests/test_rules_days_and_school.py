"""Days counted from a day, school years of the narrator, and times seen from the recording."""

import pytest

from stories.engines.tests.talk import dates


@pytest.mark.parametrize(
    ("said", "edtf"),
    [
        ("The next morning we sailed.", "1951-05-05"),
        ("The day before, my hat blew away.", "1951-05-03"),
        ("Three days earlier he had measles.", "1951-05-01"),
        ("A fortnight later we sailed.", "1951-05-18~"),
        ("The next Sunday we sailed.", "1951-05-06"),
        ("By Pentecost I was ill.", "1951-05-13"),
        ("The second winter was worse.", "1952-12/1953-02"),
        ("In January we sailed.", "1952-01"),
    ],
)
def test_a_time_is_counted_from_the_day_that_was_told(said, edtf):
    assert dates(f"On 4 May 1951 we met. {said}")[-1] == edtf


@pytest.mark.parametrize(
    ("said", "edtf"),
    [
        ("In the second standard we sat on the floor.", "1941/1942"),
        ("I was in the fifth grade and tall.", "1944/1945"),
        ("In kindergarten I cried.", "1939/1940"),
        ("I was a sophomore in high school.", "1949/1950"),
        ("In my first year at school I wore clogs.", "1939/1940"),
        ("I left school at fourteen.", "1948/1949"),
        ("I was sent to the sea at eleven, I left home at eleven.", "1945/1946"),
        ("Twelve, I was, and small for it.", "1946/1947"),
        ("It was the Easter I was ten.", "1945-04-01"),
        ("I was a lad of fifteen.", "1949/1950"),
    ],
)
def test_a_step_in_life_is_an_age(said, edtf):
    assert dates(said)[-1] == edtf


@pytest.mark.parametrize(
    "said",
    [
        "Our youngest was in the first grade.",
        "Judith was in the third grade.",
        "He graded papers for the third grade teacher.",
        "My mother had me at eighteen.",
        "I was up at four every morning.",
        "It was like yesterday.",
        "He was sixty-four or sixty-five, an old man.",
        "At Christmas we'd have a goose.",
    ],
)
def test_somebody_elses_age_an_hour_or_a_habit_is_no_time(said):
    assert dates(f"In 1963 we lived in Leeds. {said}") == ["1963"]


@pytest.mark.parametrize(
    ("said", "edtf"),
    [
        ("I fell the day before yesterday.", "2016-08-18"),
        ("Last week the minister called.", "2016-08-08/2016-08-14"),
        ("This spring I planted nothing.", "2016-03/2016-05"),
        ("The summer before last we went to Rome.", "2014-06/2014-08"),
        ("It is half a century ago.", "1966~"),
        ("He died three years ago, in March.", "2013-03"),
    ],
)
def test_a_time_is_seen_from_the_recording(said, edtf):
    assert dates(said)[-1] == edtf


@pytest.mark.parametrize(
    ("said", "edtf"),
    [
        ("It was the winter of 1962 to 1963.", "1962-12/1963-02"),
        ("It was in sixty-one or two.", "1961/1962"),
        ("I was there from forty-six to forty-nine.", "1946/1949"),
        ("We moved in oh-six.", "2006"),
        ("It was the first winter of the war.", "1939-12/1940-02"),
        ("We came in nineteen and thirty-eight.", "1938"),
        ("It was the first half of the fifties.", "1950/1954"),
        ("We left in, oh, sixty-four.", "1964"),
    ],
)
def test_years_are_heard_as_people_say_them(said, edtf):
    assert dates(said)[-1] == edtf
