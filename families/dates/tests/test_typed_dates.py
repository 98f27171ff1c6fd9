"""One reader of dates for every door, in the languages that families here speak."""

import pytest
from django.core.exceptions import ValidationError

from families.dates.edtf import edtf_of
from families.dates.typed_dates import NotUnderstood, bounded_date, typed_date
from families.models import Person
from families.tests import factories


@pytest.mark.parametrize(
    ("edtf", "ways"),
    [
        (
            "1936-03-03",
            ["3 March 1936", "March 3, 1936", "3. März 1936", "3 mars 1936", "3 de marzo de 1936", "1936-03-03"],
        ),
        ("1950-05-01", ["1st of May 1950", "1. Mai 1950", "1er mai 1950", "1 de mayo de 1950"]),
        ("2024-08", ["August 2024", "im August 2024", "en août 2024", "agosto de 2024", "in August 2024"]),
        (
            "1962-06/1962-08",
            ["summer 1962", "Sommer 1962", "été 1962", "l’été 1962", "verano de 1962", "im Sommer 1962"],
        ),
        ("1950~", ["about 1950", "etwa 1950", "um 1950", "vers 1950", "hacia 1950", "circa 1950"]),
        ("195X", ["the 1950s", "die 50er Jahre", "les années 50", "los años 50", "1950er Jahre", "les années 1950"]),
        ("1940/1945", ["between 1940 and 1945", "zwischen 1940 und 1945", "entre 1940 et 1945", "entre 1940 y 1945"]),
        ("1950/1951", ["1950 or 1951", "1950 oder 1951", "1950 ou 1951", "1950 o 1951"]),
        ("", ["", "  "]),
    ],
)
def test_a_date_is_read_as_people_write_it(edtf, ways):
    assert [typed_date(way) for way in ways] == [edtf] * len(ways)
    assert [bounded_date(way) for way in ways] == [edtf] * len(ways)


def test_an_open_time_is_a_date_of_a_story_and_not_a_day_of_birth():
    assert typed_date("vor 1930") == typed_date("avant 1930") == typed_date("antes de 1930") == "../1929"
    with pytest.raises(NotUnderstood, match="Write, for example, 1934"):
        bounded_date("before 1930")


@pytest.mark.parametrize("text", ["yesterday", "3/4", "the war", "March", "0", "1936-13-40"])
def test_what_is_no_date_is_refused_with_an_example(text):
    with pytest.raises(ValidationError, match="Write, for example"):
        edtf_of(text)


@pytest.mark.django_db
def test_a_column_keeps_edtf_whatever_was_typed():
    home = factories.family()
    made = Person(family=home, name="Ilse", born="3 March 1936")
    made.full_clean()
    made.save()
    assert (made.born, Person.objects.get(born="1936-03-03")) == ("1936-03-03", made)
