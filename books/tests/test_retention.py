"""Which editions are kept, and which are erased with what they print."""

from pathlib import Path

import pytest

from audio.tests import factories as audio
from books import retention
from books.editions import current
from books.family_book import book_of
from books.models import Book, Edition
from books.tests import factories as books
from books.tests.test_editions import typeset  # noqa: F401 - a fixture
from families.removal import Eraser, remove
from families.tests import factories as families
from stories.models import Story
from stories.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("typeset")]


@pytest.fixture
def family():
    return families.family()


@pytest.fixture
def book(family) -> Book:
    told(family, "The river")
    return book_of(family)


def told(family, title: str) -> Story:
    return factories.story(audio.recording(family), state=Story.State.APPROVED, title=title)


def test_the_last_editions_are_kept_and_the_files_of_others_are_erased(book, django_capture_on_commit_callbacks):
    made = []
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(retention.KEPT + 2):
            Book.objects.filter(pk=book.pk).update(title=f"Book {number}")
            made.append(current(Book.objects.get(pk=book.pk)))
    assert list(book.editions.order_by("pk")) == made[2:]
    assert [Path(each.pdf.path).exists() for each in made] == [False, False, True, True, True]


def test_a_clock_that_was_wrong_does_not_keep_an_old_edition_for_a_new_one(book):
    future = [books.edition(book) for _ in range(retention.KEPT)]
    Edition.objects.update(made_at="2099-01-01T00:00Z")
    made = current(book)
    assert set(book.editions.all()) == {made, *future[1:]}


def test_the_editions_of_another_book_stay(book):
    others = [books.edition(book_of(families.family())) for _ in range(5)]
    current(book)
    assert Edition.objects.filter(pk__in=[each.pk for each in others]).count() == 5


def test_an_edition_is_erased_with_a_recording_that_it_prints(family, book, django_capture_on_commit_callbacks):
    gone = told(family, "The wedding")
    with_it = current(book)
    remove(gone.recording, by=families.user())
    without = current(book)
    assert set(book.editions.all()) == {with_it, without}  # it can be taken back
    with django_capture_on_commit_callbacks(execute=True):
        gone.recording.refresh_from_db()
        assert Eraser().erase(gone.recording)
    assert list(book.editions.all()) == [without]
    assert (Path(with_it.pdf.path).exists(), Path(without.pdf.path).exists()) == (False, True)


def test_an_edition_from_before_its_recordings_were_noted_is_erased_with_any(family, book):
    before = books.edition(book)
    audio.recording(family).delete()
    assert not Edition.objects.filter(pk=before.pk).exists()


def test_a_recording_that_nobody_printed_takes_no_edition_away(family, book):
    made = current(book)
    audio.recording(family).delete()
    audio.recording(families.family()).delete()
    assert list(book.editions.all()) == [made]


def test_editions_are_erased_with_a_person_whom_they_may_name(family, book, django_capture_on_commit_callbacks):
    made = current(book)
    with django_capture_on_commit_callbacks(execute=True):
        families.person(family).delete()
    assert (book.editions.exists(), Path(made.pdf.path).exists()) == (False, False)
