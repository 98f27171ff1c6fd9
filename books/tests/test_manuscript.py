"""What a book says: the approved stories in time order, their words as they stand now, and where each was said."""

import json
from datetime import date

import pytest
from django.conf import settings

from audio.tests import factories as audio
from books.family_book import book_of
from books.manuscript import dated, digest, manuscript
from books.models import Book
from families.tests import factories as families
from stories.editing import review
from stories.models import Story
from stories.tests import factories
from transcripts.models import Segment
from transcripts.tests import factories as transcripts
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db


@pytest.fixture
def family():
    return families.family()


@pytest.fixture
def book(family) -> Book:
    return book_of(family)


def told(family, edtf: str = "1946/1947", *, texts: list[str] | None = None, **fields) -> Story:
    """An approved story of a recording of its own."""
    person = (
        families.person(family, fields.pop("narrator", "Ilse Brandt"))
        if not family.people.exists()
        else family.people.first()
    )
    recording = audio.recording(
        family, narrator=person, title="At the table", recorded_on=fields.pop("recorded_on", "")
    )
    transcripts.transcript(recording, texts=texts)
    return factories.story(recording, edtf=edtf, **{"state": Story.State.APPROVED, **fields})


def titles(book: Book) -> list[str]:
    return [chapter["title"] for chapter in manuscript(book)["chapters"]]


def chapter(book: Book) -> dict:
    (only,) = manuscript(book)["chapters"]
    return only


def test_chapters_stand_in_the_order_in_which_they_happened(family, book):
    for edtf in ("1958", "", "1941"):
        told(family, edtf, title=edtf or "undated")
    assert titles(book) == ["1941", "1958", "undated"]


@pytest.mark.parametrize("state", [Story.State.PROPOSED, Story.State.RETURNED])
def test_what_nobody_approved_is_not_printed(family, book, state):
    told(family, state=state)
    assert titles(book) == []


def test_another_familys_stories_are_not_printed(book):
    told(families.family())
    assert titles(book) == []


def test_a_chapter_says_when_why_who_and_where(family, book):
    story = told(family, basis="aged nine, born in 1937", recorded_on="2024-03-14")
    factories.person_mention(story, "Herr Petersen")
    factories.place_mention(story, "Husum")
    made = chapter(book)
    assert {name: made[name] for name in ("title", "when", "basis", "narrator", "source", "people", "places")} == {
        "title": "The winter on the ferry",
        "when": "1946 or 1947",
        "basis": "aged nine, born in 1937",
        "narrator": "Ilse Brandt",
        "source": "At the table, told on 14 March 2024",
        "people": ["Herr Petersen"],
        "places": ["Husum"],
    }


@pytest.mark.parametrize(
    ("recorded_on", "source"),
    [("", "At the table"), ("2024", "At the table, told in 2024"), ("2024-03", "At the table, told in March 2024")],
)
def test_the_source_says_as_much_of_the_day_as_is_known(family, book, recorded_on, source):
    told(family, recorded_on=recorded_on)
    assert chapter(book)["source"] == source


def test_a_story_without_a_date_says_none(family, book):
    told(family, "")
    assert (chapter(book)["when"], chapter(book)["basis"]) == (None, None)


def test_words_that_follow_each_other_are_one_paragraph(family, book):
    told(family, texts=["The river froze.", "We counted his lantern."])
    assert [p["text"] for p in chapter(book)["paragraphs"]] == ["The river froze. We counted his lantern."]


def test_a_pause_begins_a_paragraph(family, book):
    told(family, texts=["The river froze.", "We counted his lantern."])
    Segment.objects.filter(index=1).update(start_ms=7_500, end_ms=11_000)
    assert [p["at"] for p in chapter(book)["paragraphs"]] == ["0:00", "0:07"]


def test_a_long_talk_is_parted_at_the_end_of_a_sentence(family, book):
    told(family, texts=["A sentence without end " * 10, "that ends here at last." * 40, "Another begins."])
    assert [p["text"][:7] for p in chapter(book)["paragraphs"]] == ["A sente", "Another"]


def test_a_paragraph_leads_back_to_its_second_of_sound(family, book):
    story = told(family)
    Segment.objects.update(start_ms=3_723_000, end_ms=3_724_000)
    (paragraph,) = chapter(book)["paragraphs"]
    assert (paragraph["at"], paragraph["link"]) == (
        "1:02:03",
        f"{settings.SITE_URL}/recordings/{story.recording_id}/?at=3723000",
    )


def test_corrected_words_are_printed_and_not_the_heard_ones(family, book):
    story = told(family, texts=["The liver froze."])
    correct(story.segments.get(), "The river froze.", by=families.user())
    assert chapter(book)["paragraphs"][0]["text"] == "The river froze."


def test_a_manuscript_is_json(family, book):
    told(family)
    made = manuscript(book)
    assert json.loads(json.dumps(made)) == made


def test_the_same_words_have_the_same_digest_on_every_day(family, book):
    told(family)
    assert digest(manuscript(book)) == digest(manuscript(Book.objects.get()))


@pytest.mark.parametrize("field", ["title", "subtitle", "dedication"])
def test_another_first_page_has_another_digest(family, book, field):
    told(family)
    before = digest(manuscript(book))
    setattr(book, field, "Our voices")
    assert digest(manuscript(book)) != before


def test_another_word_has_another_digest(family, book):
    story = told(family)
    before = digest(manuscript(book))
    review.retell(story, title="The ferry", summary="", edtf=story.edtf, by=families.user())
    assert digest(manuscript(book)) != before


def test_the_day_is_written_in_words():
    assert dated({}, date(2026, 11, 3)) == {"made_on": "3 November 2026"}


def test_a_book_takes_the_same_queries_however_long_it_is(family, book, django_assert_num_queries):
    for edtf in ("1941", "1946", "1958"):
        factories.person_mention(told(family, edtf))
    with django_assert_num_queries(3):
        manuscript(book)


def test_what_the_engine_may_have_invented_is_not_printed(family, book):
    story = told(family, texts=["The river froze.", "Thank you for watching."])
    story.segments.filter(text__startswith="Thank").update(suspicion="over silence")
    assert "Thank you" not in str(chapter(book))
