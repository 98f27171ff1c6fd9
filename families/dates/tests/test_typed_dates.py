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
        ("195X", ["in den fünfziger Jahren", "années cinquante", "los años cincuenta"]),
        (
            "1936-03-03",
            ["Tuesday, 3 March 1936", "Dienstag, 3. März 1936", "mardi 3 mars 1936", "martes 3 de marzo de 1936"],
        ),
        ("1944-12-25", ["25/12/1944", "12/25/1944", "25-12-1944", "1944.12.25", "1944 12 25"]),
        ("1936-03-03", ["3/3/1936", "03/03/1936"]),
        ("1944-09/1944-12", ["late 1944", "the end of 1944", "Ende 1944", "fin 1944", "finales de 1944"]),
        (
            "1944-01/1944-04",
            ["early in 1944", "the beginning of 1944", "Anfang 1944", "début 1944", "principios de 1944"],
        ),
        ("1950~", ["c1950", "ca 1950", "1950 or so", "~1950"]),
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


@pytest.mark.parametrize(
    ("edtf", "ways"),
    [
        ("1944-12-25", ["Christmas 1944", "Weihnachten 1944", "Noël 1944", "Navidad de 1944"]),
        ("1950-04-09", ["Easter 1950", "Ostern 1950", "Pâques 1950"]),
        ("1945-05-08", ["VE Day"]),
        ("1936", ["nineteen thirty-six"]),
    ],
)
def test_a_birth_and_a_day_of_recording_are_read_as_the_editor_of_stories_reads(edtf, ways):
    assert [edtf_of(way) for way in ways] == [edtf] * len(ways)


@pytest.mark.parametrize("reader", [edtf_of, typed_date, bounded_date])
def test_a_number_that_may_be_day_or_month_is_asked_about(reader):
    with pytest.raises((ValidationError, NotUnderstood), match=r"Is “3/4/1936” 3 April or 4 March.*3 April 1936"):
        reader("3/4/1936")


@pytest.mark.parametrize("text", ["13/14/1950", "0/1/1950", "31/4/1950", "29-02-1935"])
def test_a_day_that_is_none_is_refused(text):
    with pytest.raises(ValidationError, match="Write, for example"):
        edtf_of(text)


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
