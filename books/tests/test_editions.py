"""A book is typeset once for each manuscript; what changes makes a new edition."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfWriter

from audio.tests import factories as audio
from books import editions, pdf
from books.editions import NothingToPrint, current
from books.family_book import book_of
from books.models import Book, Edition
from books.pdf import TypesettingError
from families.tests import factories as families
from stories.editing import review
from stories.models import Story
from stories.tests import factories
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db


@pytest.fixture
def typeset(monkeypatch) -> list[dict]:
    """Stands in for the typesetter and remembers what it was given; every book has three empty pages."""
    given: list[dict] = []
    writer, out = PdfWriter(), BytesIO()
    for _ in range(3):
        writer.add_blank_page(100, 100)
    writer.write(out)
    monkeypatch.setattr(pdf, "typeset", lambda content, **_: given.append(content) or out.getvalue())
    return given


@pytest.fixture
def story() -> Story:
    return factories.story(audio.recording(families.family()), state=Story.State.APPROVED)


@pytest.fixture
def book(story) -> Book:
    return book_of(story.family)


@pytest.fixture
def anna():
    return families.user(name="Anna")


def test_an_edition_keeps_its_file_and_its_pages(book, typeset):
    made = current(book)
    with made.pdf.open() as file:
        assert (file.read(5), made.pages) == (b"%PDF-", 3)


def test_the_same_manuscript_is_not_typeset_twice(book, typeset):
    assert (current(book), len(typeset)) == (current(book), 1)


def test_a_correction_makes_a_new_edition(book, story, anna, typeset):
    first = current(book)
    correct(story.segments.first(), "The river rose.", by=anna)
    second = current(book)
    assert (first != second, len(typeset), book.editions.first()) == (True, 2, second)


def test_what_is_put_back_as_it_was_finds_its_edition_again(book, story, anna, typeset):
    first = current(book)
    segment = story.segments.first()
    correct(segment, "The river rose.", by=anna)
    current(book)
    correct(segment, segment.heard_text, by=anna)
    assert (current(book), len(typeset)) == (first, 2)


def test_a_story_that_is_not_in_the_book_makes_no_new_edition(book, story, typeset):
    first = current(book)
    factories.story(audio.recording(story.family))
    assert current(book) == first


def test_the_next_day_the_same_book_is_the_same_edition(book, typeset, monkeypatch):
    first = current(book)
    monkeypatch.setattr(editions.timezone, "localdate", lambda: date(2099, 1, 1))
    assert current(book) == first


def test_another_way_of_setting_makes_a_new_edition(book, typeset, monkeypatch):
    first = current(book)
    monkeypatch.setattr(editions, "form_version", lambda: "another")
    assert current(book) != first


def test_every_file_that_forms_a_book_counts_as_its_form():
    here = Path(editions.__file__).parent
    assert all((here / name).is_file() for name in editions.FORM)


@pytest.mark.parametrize("state", [Story.State.PROPOSED, Story.State.RETURNED])
def test_nothing_to_print_is_said_in_words(book, typeset, state):
    Story.objects.update(state=state)
    with pytest.raises(NothingToPrint, match="No story is approved yet"):
        current(book)


def test_a_book_that_cannot_be_typeset_leaves_no_edition(book, monkeypatch, tmp_path):
    def refuse(content, **_):
        raise TypesettingError("The book is too large.")

    monkeypatch.setattr(pdf, "typeset", refuse)
    with pytest.raises(TypesettingError):
        current(book)
    assert not Edition.objects.exists()


def test_an_edition_that_somebody_else_made_first_is_taken_and_ours_is_thrown_away(
    book, typeset, monkeypatch, tmp_path
):
    first = current(book)
    monkeypatch.setattr(Edition.objects, "filter", lambda **_: Edition.objects.none())
    before = sorted((tmp_path / "recordings").rglob("*.pdf"))
    assert (current(book), sorted((tmp_path / "recordings").rglob("*.pdf"))) == (first, before)


def test_sending_a_story_back_takes_it_out_of_the_next_edition(book, story, anna, typeset):
    other = factories.story(audio.recording(story.family), state=Story.State.APPROVED, title="The wedding")
    review.send_back(other, "Not yet.", by=anna)
    current(book)
    assert [chapter["title"] for chapter in typeset[0]["chapters"]] == [story.title]


@pytest.mark.parametrize("what", ["book", "family"])
def test_deleting_a_book_erases_its_files_when_it_is_committed(book, typeset, django_capture_on_commit_callbacks, what):
    path = Path(current(book).pdf.path)
    with django_capture_on_commit_callbacks(execute=True):
        (book if what == "book" else book.family).delete()
    assert not path.exists()


def test_a_family_has_one_book_however_often_it_is_asked_for(story):
    assert (book_of(story.family), Book.objects.count()) == (book_of(story.family), 1)


@pytest.mark.parametrize(
    ("family", "title"), [("The Brandt family", "The Brandt book"), ("Iversen", "The Iversen book"), ("A" * 120, None)]
)
def test_a_book_is_named_after_its_family(family, title):
    made = book_of(families.family(name=family))
    assert (made.title == title or title is None, len(made.title) <= 120) == (True, True)
