"""What one recording dates of a life dates others of the same narrator; where recordings contradict each other, none does."""

import pytest

from stories.engines import Fact, Narrator
from stories.engines.rules import RulesEngine
from stories.engines.tests.talk import talk

FIRST = """My name is Ruth. I was born in Hull in 1934. We married in June 1958, in the rain. Our son Tom was born in 1961.
My father died in 1962, in the spring. I had seven hens then."""
SECOND = (
    "Three years after we married we bought the shop. It was a wet year. The year our Tom was born the roof fell in."
)


def facts(*told: str) -> tuple[Fact, ...]:
    return tuple(fact for text in told for fact in RulesEngine().facts(talk(text), recorded="2016"))


def dated(text: str, *known: Fact, birth: str | None = "1934") -> dict[str, str]:
    found = RulesEngine().find(talk(text), narrator=Narrator("Ruth", birth, known), recorded="2016")
    return {marker.edtf: marker.basis for marker in found.markers}


def test_a_recording_tells_what_it_dates_of_a_life():
    told = [(fact.edtf, {word for word, _ in fact.words}) for fact in facts(FIRST)]
    assert told[0] == ("1934", {"@birth"})
    for edtf, words in [("1958-06", {"marry", "@me"}), ("1961", {"born", "tom"}), ("1962", {"die", "father"})]:
        assert any(edtf in each and words <= said for each, said in told)


def test_what_was_dated_elsewhere_dates_what_is_told_here_and_says_where_it_was_told():
    assert dated(SECOND) == {}
    found = dated(SECOND, *facts(FIRST))
    assert set(found) == {"1961"}
    assert all("told in another recording" in basis for basis in found.values())


def test_a_birth_told_in_one_recording_dates_the_ages_in_another():
    text = "When I was nine the river froze and we walked across it."
    assert dated(text, birth=None) == {}
    assert list(dated(text, *facts(FIRST), birth=None)) == ["1943/1944"]


def test_what_recordings_contradict_each_other_about_dates_nothing():
    other = "We married in May 1960, on a Saturday. I was born in 1936, they say."
    known = facts("We married in June 1958. I was born in 1934.", other)
    assert dated("Three years after we married we bought the shop.", *known) == {}
    assert dated("When I was nine the river froze.", *known, birth=None) == {}


def test_what_this_recording_says_itself_goes_before():
    text = "We married in May 1960. That was that. Three years after we married we bought the shop."
    assert "1963" in dated(text, *facts("We married in June 1958."))


def test_what_was_told_elsewhere_is_no_fact_of_this_recording():
    narrator = Narrator("Ruth", "1934", facts(FIRST))
    assert RulesEngine().facts(talk(SECOND), narrator=narrator, recorded="2016") == ()


@pytest.mark.parametrize("text", ["", "Well, hello.", "The year 1950 was cold."])
def test_most_talk_dates_nothing_of_a_life(text):
    assert facts(text) == ()
