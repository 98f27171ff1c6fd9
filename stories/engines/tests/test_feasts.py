"""Feasts of several calendars, against days that were printed in their time."""

import pytest

from stories.engines.languages import load
from stories.engines.times.dates import holiday_span
from stories.engines.times.feasts import feast
from stories.engines.times.scene import Scene


@pytest.mark.parametrize(
    ("holiday", "year", "edtf"),
    [
        ("thanksgiving", 1975, "1975-11-27"),
        ("labor day", 1980, "1980-09-01"),
        ("memorial day", 1965, "1965-05-30"),
        ("memorial day", 1984, "1984-05-28"),
        ("orthodox easter", 1950, "1950-04-09"),
        ("orthodox easter", 2021, "2021-05-02"),
        ("pentecost", 1949, "1949-06-05"),
        ("passover", 1943, "1943-04-20"),
        ("rosh hashanah", 1955, "1955-09-17"),
        ("yom kippur", 1973, "1973-10-06"),
        ("hanukkah", 2022, "2022-12-19"),
        ("purim", 2024, "2024-03-24"),
        ("eid al-adha", 2020, "2020-07-31"),
        ("ramadan", 2020, "2020-04-24/2020-05-23"),
        ("diwali", 2019, "2019-10-27"),
        ("diwali", 2020, "2020-11-14"),
        ("chinese new year", 1968, "1968-01-30"),
        ("chinese new year", 2024, "2024-02-10"),
        ("hogmanay", 1949, "1949-12-31"),
    ],
)
def test_a_feast_has_its_day(holiday, year, edtf):
    span = holiday_span(holiday, year, Scene(), load("en"))
    assert span is not None
    assert span.edtf == edtf


@pytest.mark.parametrize(("lands", "edtf"), [((), "1954-04-18"), (("greece",), "1954-04-25")])
def test_easter_is_the_one_of_the_land(lands, edtf):
    span = holiday_span("easter", 1954, Scene(lands=lands), load("en"))
    assert span is not None
    assert span.edtf == edtf


@pytest.mark.parametrize(("lands", "edtf"), [((), "1962-07-04"), (("jamaica",), "1962-08-06")])
def test_independence_is_the_lands_own(lands, edtf):
    span = holiday_span("independence day", 1962, Scene(lands=lands), load("en"))
    assert span is not None
    assert span.edtf == edtf


@pytest.mark.parametrize("holiday", sorted(load("en").data["holidays"]))
@pytest.mark.parametrize("year", [1890, 1941, 2024])
def test_every_rule_can_be_read(holiday, year):
    rules = load("en").data["holidays"][holiday]
    for rule in [rules] if isinstance(rules, str) else rules.values():
        span = feast(rule, year)
        assert span is not None
        assert span.first.year == year
