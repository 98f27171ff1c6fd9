"""A family's book begins with a title that reads as people say it."""

import pytest

from books.family_book import title_of
from families.models import Family


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("The Brandt family", "The Brandt book"),
        ("The Ellisons", "The Ellisons’ book"),
        ("The Jones family", "The Jones book"),
        ("Petersen", "The Petersen book"),
    ],
)
def test_the_title_is_that_of_the_family(name, title):
    assert title_of(Family(name=name)) == title
