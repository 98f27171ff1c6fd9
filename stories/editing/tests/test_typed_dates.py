"""What people type for a date becomes EDTF, or a sentence that says what to write."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from families.dates.when import describe, is_edtf
from stories.editing.typed_dates import NotUnderstood, understood
from stories.engines import Narrator

ROSE = Narrator("Rose Tregenza", "1935-01")


@pytest.mark.parametrize(
    ("typed", "edtf", "read"),
    [
        ("1946", "1946", "1946"),
        ("194x", "194X", "the 1940s"),
        ("1946/1947", "1946/1947", "1946 or 1947"),
        ("around 1950", "1950~", "about 1950"),
        ("About 1950", "1950~", "about 1950"),
        ("ca. 1950", "1950~", "about 1950"),
        ("perhaps 1950", "1950?", "perhaps 1950"),
        ("1950?", "1950?", "perhaps 1950"),
        ("summer 1962", "1962-06/1962-08", "summer 1962"),
        ("the summer of 1962", "1962-06/1962-08", "summer 1962"),
        ("fall 1962", "1962-09/1962-11", "autumn 1962"),
        ("winter 1962", "1962-12/1963-02", "winter 1962 to 1963"),
        ("winter 1962/63", "1962-12/1963-02", "winter 1962 to 1963"),
        ("around summer 1962", "1962-06~/1962-08~", "about summer 1962"),
        ("between 1940 and 1945", "1940/1945", "1940 to 1945"),
        ("Between March 1940 and June 1945", "1940-03/1945-06", "March 1940 to June 1945"),
        ("from 1940 to 1945", "1940/1945", "1940 to 1945"),
        ("1939-45", "1939/1945", "1939 to 1945"),
        ("1946 or 1947", "1946/1947", "1946 or 1947"),
        ("around 1946 or 1947", "1946~/1947~", "about 1946 or 1947"),
        ("June to August 1962", "1962-06/1962-08", "summer 1962"),
        ("1950s", "195X", "the 1950s"),
        ("the 1950s", "195X", "the 1950s"),
        ("1950's", "195X", "the 1950s"),
        ("the fifties", "195X", "the 1950s"),
        ("'50s", "195X", "the 1950s"),
        ("early 1950s", "1950/1953", "1950 to 1953"),
        ("in the late fifties", "1957/1959", "1957 to 1959"),
        ("March 1962", "1962-03", "March 1962"),
        ("march 1962", "1962-03", "March 1962"),
        ("Sept. 1962", "1962-09", "September 1962"),
        ("1962 March", "1962-03", "March 1962"),
        ("12 March 1962", "1962-03-12", "12 March 1962"),
        ("12th of march 1962", "1962-03-12", "12 March 1962"),
        ("March 12, 1962", "1962-03-12", "12 March 1962"),
        ("12.3.1962", "1962-03-12", "12 March 1962"),
        ("1962-3-12", "1962-03-12", "12 March 1962"),
        ("'62", "1962", "1962"),
        ("in 1962", "1962", "1962"),
        ("before 1930", "../1929", "until 1929"),
        ("before March 1930", "../1930-02", "until February 1930"),
        ("until 1930", "../1930", "until 1930"),
        ("after 1945", "1946/..", "from 1946"),
        ("since 1945", "1945/..", "from 1945"),
        ("before the 1930s", "../1929", "until 1929"),
        ("the 19th century", "18XX", "the 19th century"),
        ("Easter 1951", "1951-03-25", "25 March 1951"),
        ("when I was nine", "1944/1945", "1944 or 1945"),
        ("when she was nine", "1944/1945", "1944 or 1945"),
        ("", "", ""),
        ("  ", "", ""),
    ],
)
def test_what_people_type_is_understood_and_read_back(typed, edtf, read):
    assert (understood(typed, narrator=ROSE), describe(edtf)) == (edtf, read)


@pytest.mark.parametrize(
    "typed",
    [
        "whenever",
        "46",
        "1946-13",
        "30 February 1946",
        "between 1947 and 1946",
        "the day it rained",
        "1" * 65,
    ],
)
def test_what_is_no_date_is_refused_with_examples(typed):
    with pytest.raises(NotUnderstood, match="Write, for example, around 1950, summer 1962"):
        understood(typed, narrator=ROSE)


def test_a_date_among_other_words_is_not_taken_for_the_whole():
    with pytest.raises(NotUnderstood):
        understood("the house that my uncle bought for us in 1946 and sold again soon afterwards")


def test_an_age_means_nothing_where_the_birth_is_not_known():
    with pytest.raises(NotUnderstood):
        understood("when I was nine")


@given(st.one_of(st.text(max_size=90), st.text(alphabet="0123456789 -/.~?xX'sthe", max_size=24)))
@settings(deadline=None, max_examples=150)
def test_whatever_is_typed_is_edtf_or_refused(typed):
    try:
        edtf = understood(typed)
    except NotUnderstood:
        return
    assert edtf == "" or is_edtf(edtf)
