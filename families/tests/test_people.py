"""The people that a family speaks of: found by name, added when new."""

import pytest
from django.core.exceptions import ValidationError

from families.dates.edtf import validate_edtf
from families.models import Person
from families.people import narrator_named
from families.tests import factories

pytestmark = pytest.mark.django_db


def test_a_new_name_becomes_a_person_of_the_family():
    family = factories.family()
    person = narrator_named(family, "Ilse Brandt", born="1937")
    assert (person.family, person.name, person.born) == (family, "Ilse Brandt", "1937")


def test_a_known_name_is_found_in_any_case_and_spacing():
    known = factories.person(factories.family())
    assert narrator_named(known.family, "  ilse   BRANDT ") == known


def test_the_same_name_in_another_family_is_another_person():
    stranger = factories.person(factories.family())
    ours = narrator_named(factories.family(), stranger.name)
    assert ours != stranger


def test_no_name_is_nobody():
    assert narrator_named(factories.family(), "   ") is None


def test_a_birth_that_nobody_knew_is_noted():
    known = factories.person(factories.family(), born="")
    narrator_named(known.family, known.name, born="1937-05")
    assert Person.objects.get().born == "1937-05"


def test_a_known_birth_stays():
    known = factories.person(factories.family(), born="1937")
    narrator_named(known.family, known.name, born="1973")
    assert Person.objects.get().born == "1937"


@pytest.mark.parametrize("written", ["1934", "1934-05", "1934-05-02", "2024-02-29"])
def test_a_birth_may_be_a_year_a_month_or_a_day(written):
    validate_edtf(written)


@pytest.mark.parametrize(
    "written", ["34", "1934-13", "2023-02-29", "before 1930", "banana", "31 February 1936", "١٩٣٤", "1" * 400]
)
def test_what_is_no_date_is_refused_with_an_example(written):
    with pytest.raises(ValidationError, match="Write, for example, 1934"):
        validate_edtf(written)
