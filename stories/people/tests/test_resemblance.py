"""Who a name may be: one person with a confidence, or nobody."""

import pytest

from stories.people.resemblance import propose_person

PEOPLE = [
    ("nora", "Nora Vance"),
    ("karl", "Karl Brandt"),
    ("anna", "Anna Brandt"),
    ("frank", "Frank"),
    ("jose", "José Díaz"),
]


@pytest.mark.parametrize(
    ("name", "person", "confidence"),
    [
        ("Nora Vance", "nora", 0.9),
        ("Aunt Nora", "nora", 0.6),
        ("nora", "nora", 0.6),
        ("Mrs. Vance", "nora", 0.5),
        ("Karl Friedrich Brandt", "karl", 0.6),
        ("Anna Brant", "anna", 0.4),
        ("Tía Jose", "jose", 0.6),
        ("Frank", "frank", 0.9),
        ("Frank Miller", "frank", 0.6),
    ],
)
def test_a_name_that_resembles_one_person_is_proposed(name, person, confidence):
    found = propose_person(name, PEOPLE)
    assert (found.person, found.confidence) == (person, confidence)


@pytest.mark.parametrize("name", ["", "Mrs.", "Olaf", "Herr Brandt", "Vance Nora Miller", "grandmother", "An"])
def test_a_name_that_resembles_nobody_or_several_proposes_nobody(name):
    assert propose_person(name, PEOPLE) is None


def test_with_nobody_known_nobody_is_proposed():
    assert propose_person("Nora", []) is None
