"""Where claims rest: on words that were said, found whichever engine made the claim."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from stories.engines import FoundPerson, FoundPlace, FoundStory, Marker, SpokenSegment
from stories.engines.grounds import Span, grounds
from stories.engines.tests.talk import find, talk

WORDS = [
    "The river froze when I was nine,",
    "and old Herr Petersen's lantern went over the ice to Husum.",
    "So it was.",
]
SAID = tuple(SpokenSegment(f"u{number}", number, number + 1, text) for number, text in enumerate(WORDS))


def story(**claims) -> FoundStory:
    plain = {"title": "x", "summary": "", "chunk_ids": ("u0", "u1", "u2"), "marker": None, "people": (), "places": ()}
    return FoundStory(**{**plain, **claims})


def words(spans: tuple[Span, ...]) -> list[str]:
    by_id = {segment.id: segment for segment in SAID}
    return [" ".join(by_id[span.chunk_id].text.split()[span.first : span.end]) for span in spans]


def test_a_date_rests_on_its_words():
    marker = Marker("when I was nine", "1946/1947", 0.8, "aged nine", "u0")
    assert words(grounds(story(marker=marker), SAID).marker) == ["when I was nine,"]


def test_a_date_said_across_two_lines_rests_on_both():
    marker = Marker("nine, and old", "1946/1947", 0.8, "aged nine", "u0")
    assert words(grounds(story(marker=marker), SAID).marker) == ["nine,", "and old"]


def test_a_date_whose_words_are_not_there_rests_on_its_line():
    marker = Marker("in my tenth year", "1946/1947", 0.8, "aged nine", "u0")
    assert grounds(story(marker=marker), SAID).marker == (Span("u0"),)


def test_a_person_rests_on_the_form_that_was_said():
    found = grounds(story(people=(FoundPerson("Hinrich Petersen", None, ("u1",)),)), SAID)
    assert words(found.people[0]) == ["Petersen's"]


def test_a_relation_said_otherwise_rests_on_its_line():
    assert grounds(story(people=(FoundPerson("", "mother", ("u2",)),)), SAID).people == ((Span("u2"),),)


def test_a_place_rests_on_its_name():
    assert words(grounds(story(places=(FoundPlace("Husum", ("u1",)),)), SAID).places[0]) == ["Husum."]


def test_each_sentence_of_the_summary_rests_on_what_was_said():
    summary = "Old Herr Petersen's lantern went over the ice to Husum. The river froze when I was nine."
    assert [words(spans) for spans in grounds(story(summary=summary), SAID).summary] == [
        ["old Herr Petersen's lantern went over the ice to Husum."],
        ["The river froze when I was nine,"],
    ]


def test_a_sentence_that_nobody_said_rests_on_nothing():
    assert grounds(story(summary="A ship was lost with all hands."), SAID).summary == ((),)


def test_a_title_rests_on_its_words_where_they_stand_together():
    assert words(grounds(story(title="Herr Petersen and the lantern"), SAID).title) == ["Herr Petersen's lantern"]


TALK = """I was born in 1934 in Plymouth. My father Arthur worked on the boats, and Aunt Nora kept the shop.
In the winter of 1947 the snow came up to the windows. Nora and I pulled a sledge to every house in Church Street.

Then in September 1953 I left home. I took the train to Bristol, and Miss Fletcher met me at the station."""


def test_every_claim_of_the_rules_rests_on_words_of_its_own_story():
    by_id = {segment.id: segment for segment in talk(TALK)}
    for each in find(TALK).stories:
        found = grounds(each, [by_id[chunk] for chunk in each.chunk_ids])
        everything = (found.title, found.marker, *found.summary, *found.people, *found.places)
        assert {span.chunk_id for spans in everything for span in spans} <= set(each.chunk_ids)
        assert bool(each.marker) == bool(found.marker)
        assert all(spans for spans in (*found.people, *found.places, *found.summary))


@given(
    st.lists(st.text(alphabet="ab .,'\u00e9\n", max_size=12), min_size=1, max_size=6), st.text("ab .,'", max_size=20)
)
@settings(deadline=None, max_examples=150)
def test_no_text_makes_a_span_outside_its_words(texts, claim):
    said = tuple(SpokenSegment(f"u{number}", number, number + 1, text) for number, text in enumerate(texts))
    ids = tuple(segment.id for segment in said)
    person, marker = FoundPerson(claim, None, ids), Marker(claim, "1946", 0.9, "", ids[-1])
    found = grounds(FoundStory(claim, claim, ids, marker, (person,), (FoundPlace(claim, ids),)), said)
    lengths = {segment.id: len(re.findall(r"\S+", segment.text)) for segment in said}
    for spans in (found.title, found.marker, *found.summary, *found.people, *found.places):
        for span in spans:
            assert span.first is None or 0 <= span.first < span.end <= lengths[span.chunk_id]
