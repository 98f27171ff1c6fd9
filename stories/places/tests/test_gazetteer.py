"""Where a name is: the one sense that is clear, the senses where it is not, and nothing where nobody knows."""

import pytest

from stories.places.gazetteer import gazetteer, whereabouts
from stories.places.gazetteer.folding import folded


def label(name: str, *others: str) -> str:
    sense = whereabouts(name, others=others).sense
    return sense.label if sense else ""


@pytest.mark.parametrize(
    ("name", "today"),
    [
        ("Husum", "Husum, Germany"),
        ("Danzig", "Gdańsk, Poland"),
        ("Königsberg", "Kaliningrad, Russia"),
        ("Leningrad", "Saint Petersburg, Russia"),
        ("Saigon", "Ho Chi Minh City, Vietnam"),
        ("Bombay", "Mumbai, India"),
        ("Constantinople", "Istanbul, Turkey"),
        ("Lwów", "Lviv, Ukraine"),
        ("chicago", "Chicago, Illinois, United States"),
        ("London", "London, United Kingdom"),
        ("Ceylon", "Sri Lanka"),
        ("Yorkshire", "United Kingdom"),
        ("Poland", "Poland"),
    ],
)
def test_what_has_one_sense_has_it_with_its_name_of_today(name, today):
    assert label(name) == today


def test_a_town_has_degrees_and_a_country():
    sense = whereabouts("Husum").sense
    assert (sense.country, round(sense.latitude, 1), round(sense.longitude, 1)) == ("DE", 54.5, 9.1)


@pytest.mark.parametrize(
    "name", ["Cambridge", "Springfield", "Richmond", "Salisbury", "Georgia", "Yugoslavia", "Boston"]
)
def test_where_several_have_the_name_nobody_guesses(name):
    found = whereabouts(name)
    assert found.sense is None
    assert len(found.senses) > 1


@pytest.mark.parametrize(
    ("name", "other", "meant"),
    [
        ("Cambridge", "Massachusetts", "Cambridge, Massachusetts, United States"),
        ("Cambridge", "England", "Cambridge, United Kingdom"),
        ("Whitby", "Yorkshire", "Whitby, United Kingdom"),
        ("London", "Ontario", "London, Canada"),
        ("Salisbury", "Rhodesia", "Harare, Zimbabwe"),
        ("Georgia", "Atlanta", "Georgia, United States"),
    ],
)
def test_what_was_named_as_well_decides_and_says_so(name, other, meant):
    found = whereabouts(name, others=[other])
    assert (found.sense.label, found.why) == (meant, f"because {other} was named as well")


def test_a_small_town_of_another_country_is_not_meant():
    found = whereabouts("Norland", others=["Germany"])
    assert (found.sense, [sense.country for sense in found.senses]) == (None, ["US"])


def test_what_nobody_knows_has_no_sense():
    assert whereabouts("Gipsy Lane") == whereabouts("")


@pytest.mark.parametrize("name", ["'; DROP TABLE place; --", "\x00", "a" * 10_000, "%", "🙂", "שלום"])
def test_any_text_may_be_looked_up(name):
    assert whereabouts(name, others=[name]).sense is None


def test_spellings_are_one():
    assert {folded(name) for name in ("St. Ives", "Saint Ives", "ST IVES")} == {"saint ives"}
    assert folded("Łódź’s Straße") == "lodz s strasse"


def test_no_name_has_more_senses_than_a_person_can_choose_from():
    assert max(len(gazetteer().senses(name)) for name in ("San Antonio", "Santa Cruz", "Richmond", "Clinton")) <= 6
