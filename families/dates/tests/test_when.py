from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from families.dates import when
from families.dates.when import describe, describe_in_sentence, edtf_bounds, is_edtf, uncertain


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("1934", date(1934, 1, 1), date(1934, 12, 31)),
        ("1934-02", date(1934, 2, 1), date(1934, 2, 28)),
        ("2024-03-14", date(2024, 3, 14), date(2024, 3, 14)),
        ("195X", date(1950, 1, 1), date(1959, 12, 31)),
        ("1962-06/1962-08", date(1962, 6, 1), date(1962, 8, 31)),
        ("1941/1942", date(1941, 1, 1), date(1942, 12, 31)),
        ("1934~", date(1934, 1, 1), date(1934, 12, 31)),
    ],
)
def test_bounds_are_the_first_and_last_day_inclusive(edtf, first, last):
    assert edtf_bounds(edtf) == (first, last)


def test_an_open_interval_has_no_bound_on_that_side():
    assert edtf_bounds("1940/..") == (date(1940, 1, 1), None)
    assert edtf_bounds("../1950") == (None, date(1950, 12, 31))


@pytest.mark.parametrize(
    "text",
    ["", " 1934", "1934 ", "abc", "1934-13", "1934-02-30", "1950/1940", "1934\n", "١٩٣٤", "1" * 500, "last May", "/"],
)
def test_what_is_no_date_is_refused(text):
    assert not is_edtf(text)
    with pytest.raises(ValueError, match="EDTF"):
        edtf_bounds(text)


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("1934", "1934"),
        ("1934~", "about 1934"),
        ("1934?", "perhaps 1934"),
        ("195X", "the 1950s"),
        ("19XX", "the 20th century"),
        ("2024-03-14", "14 March 2024"),
        ("1962-06", "June 1962"),
        ("1962-22", "summer 1962"),
        ("1962-06/1962-08", "summer 1962"),
        ("1962-12/1963-02", "winter 1962 to 1963"),
        ("1962-02/1962-05", "February to May 1962"),
        ("1941/1942", "1941 or 1942"),
        ("1939/1945", "1939 to 1945"),
        ("1940-09-07/1941-05-11", "7 September 1940 to 11 May 1941"),
        ("../1950", "until 1950"),
        ("1940/..", "from 1940"),
        ("1934-XX", "1934"),
        ("", ""),
        ("whenever", "whenever"),
    ],
)
def test_a_date_is_said_in_plain_english(edtf, said):
    assert describe(edtf) == said


@given(st.text(max_size=80))
@settings(deadline=None)
def test_no_text_makes_the_description_fail(text):
    assert isinstance(describe(text), str)
    assert is_edtf(text) in (True, False)


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)))
@settings(deadline=None, max_examples=50)
def test_every_day_is_its_own_bounds(day):
    assert edtf_bounds(day.isoformat()) == (day, day)


POINTS = st.one_of(
    st.integers(0, 2100).map("{:04}".format),
    st.tuples(st.integers(0, 2100), st.integers(0, 25)).map(lambda parts: "{:04}-{:02}".format(*parts)),
    st.tuples(st.integers(0, 2100), st.integers(0, 13), st.integers(0, 32)).map(
        lambda parts: "{:04}-{:02}-{:02}".format(*parts)
    ),
)


@given(st.lists(POINTS, min_size=1, max_size=2).map("/".join))
def test_plain_dates_are_read_as_the_parser_reads_them(edtf: str) -> None:
    plain = when._plain_bounds(edtf)
    if plain:
        assert plain == when._parsed_bounds(edtf)


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("2024-03-14", "on 14 March 2024"),
        ("2024-03", "in March 2024"),
        ("1988", "in 1988"),
        ("1939/1940?", "in 1939 to perhaps 1940"),
        ("", ""),
    ],
)
def test_a_date_in_a_sentence(edtf, said):
    assert describe_in_sentence(edtf) == said


@pytest.mark.parametrize(
    ("edtf", "qualified"),
    [
        ("1941-05-19", "1941-05-19?"),
        ("1941/1942", "1941?/1942?"),
        ("1962-06/1962-08", "1962-06?/1962-08?"),
        ("1950~", "1950%"),
        ("1950?", "1950?"),
        ("195X", "195X?"),
        ("../1929", "../1929?"),
    ],
)
def test_a_date_that_may_be_wrong_is_qualified_and_lies_where_it_lay(edtf, qualified):
    assert uncertain(edtf) == qualified
    assert edtf_bounds(qualified) == edtf_bounds(edtf)


@pytest.mark.parametrize(
    ("edtf", "said"),
    [("1941-05-19?", "perhaps on 19 May 1941"), ("1941?", "perhaps in 1941"), ("1950~", "in about 1950")],
)
def test_a_hedge_stands_before_its_preposition(edtf, said):
    assert describe_in_sentence(edtf) == said
