"""The book's page and its file, for the family and for clients."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from audio.tests import factories as audio
from books.family_book import book_of
from books.models import Book
from books.pdf import TypesettingError
from families.tests import factories as families
from stories.models import Story
from stories.tests import factories
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db
EMPTY = "No story is approved yet"


@pytest.fixture
def keeper(client):
    user = families.user(name="Kim")
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return user


@pytest.fixture
def book(keeper) -> Book:
    return book_of(families.family(keeper=keeper))


@pytest.fixture
def story(book) -> Story:
    return factories.story(audio.recording(book.family), state=Story.State.APPROVED)


def text_of(response) -> str:
    pages = PdfReader(BytesIO(response.getvalue())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("address", ["/books/{}/pdf/", "/api/v1/books/{}/pdf"])
def test_the_book_is_downloaded_with_a_corrected_word_in_it(client, keeper, book, story, address):
    correct(story.segments.first(), "The river Eider froze.", by=keeper)
    response = client.get(address.format(book.pk))
    assert (response.headers["Content-Type"], "Eider" in text_of(response)) == ("application/pdf", True)


@pytest.mark.parametrize("address", ["/books/{}/pdf/", "/api/v1/books/{}/pdf"])
def test_the_file_is_named_after_the_book(client, book, story, address):
    response = client.get(address.format(book.pk))
    response.getvalue()
    assert response.headers["Content-Disposition"] == 'attachment; filename="the-brandt-book.pdf"'


def test_a_page_says_that_there_is_nothing_to_print(client, book):
    response = client.get(f"/books/{book.pk}/pdf/")
    assert (response.status_code, EMPTY in response.content.decode()) == (409, True)


def test_a_client_is_told_that_there_is_nothing_to_print(client, book):
    response = client.get(f"/api/v1/books/{book.pk}/pdf")
    assert (response.status_code, response.json()["detail"].startswith(EMPTY)) == (409, True)


@pytest.mark.parametrize("address", ["/books/{}/pdf/", "/api/v1/books/{}/pdf"])
def test_a_book_that_cannot_be_typeset_says_why(client, book, story, monkeypatch, address):
    def refuse(content, **_options):
        raise TypesettingError("The book’s fonts cannot draw this.")

    monkeypatch.setattr("books.pdf.typeset", refuse)
    response = client.get(address.format(book.pk))
    assert (response.status_code, "cannot draw this" in response.content.decode()) == (409, True)


def test_the_page_says_which_signs_the_book_is_made_without(client, keeper, book, story):
    correct(story.segments.first(), "It had candles 🎂 and סבתא sang <b>.", by=keeper)
    shown = client.get(f"/books/{book.pk}/").content.decode()
    listed = shown.split("The book is made without them:")[1].split("</ul>")[0]
    assert f"“🎂” (birthday cake) in “{story.title}”" in listed
    assert listed.count("<li>") == 1


def test_the_page_of_a_book_that_is_made_whole_says_nothing_of_signs(client, book, story):
    assert "made without them" not in client.get(f"/books/{book.pk}/").content.decode()


def test_the_page_names_a_dozen_signs_and_says_that_there_are_others(client, keeper, book, story):
    signs = "".join(chr(0x1F400 + number) for number in range(13))
    correct(story.segments.first(), f"We saw {signs} there.", by=keeper)
    listed = client.get(f"/books/{book.pk}/").content.decode().split("made without them:")[1].split("</ul>")[0]
    assert (listed.count("<li>"), "and others" in listed) == (13, True)


def test_the_page_shows_chapters_and_what_waits(client, book, story):
    factories.story(audio.recording(book.family), title="The wedding")
    factories.story(audio.recording(book.family), title="A joke", state=Story.State.RETURNED)
    shown = client.get(f"/books/{book.pk}/").content.decode()
    chapters, waiting = shown.split("Not in it yet")
    assert (story.title in chapters, "The wedding" in waiting, "A joke" in shown) == (True, True, False)


def test_the_familys_book_has_an_address_of_its_own(client, book):
    response = client.get(f"/families/{book.family_id}/book/")
    assert response.headers["Location"] == f"/books/{book.pk}/"


def test_a_keeper_writes_the_first_page(client, book):
    client.post(f"/books/{book.pk}/change/", {"title": "Our voices", "subtitle": "A life", "dedication": "For Alice"})
    book.refresh_from_db()
    assert (book.title, book.subtitle, book.dedication) == ("Our voices", "A life", "For Alice")


@pytest.mark.parametrize("asked", [{"title": ""}, {"title": "a" * 121}, {"title": "Ours", "dedication": "a" * 301}])
def test_a_first_page_that_cannot_be_printed_is_refused_beside_its_field(client, book, asked):
    response = client.post(f"/books/{book.pk}/change/", asked)
    before = book.title
    book.refresh_from_db()
    assert (response.status_code, "errorlist" in response.content.decode(), book.title) == (400, True, before)


def test_a_client_finds_one_book_for_each_family(client, keeper, book):
    families.family(keeper=keeper, name="The Iversen family")
    rows = client.get("/api/v1/books/").json()["results"]
    assert sorted(row["title"] for row in rows) == ["The Brandt book", "The Iversen book"]


def test_a_strangers_book_is_in_no_list(client, book):
    other = book_of(families.family(name="The Iversen family"))
    assert str(other.pk) not in client.get("/api/v1/books/").content.decode()


def test_the_page_takes_the_same_queries_however_long_the_book_is(client, book, django_assert_max_num_queries):
    for number in range(8):
        person = families.person(book.family, f"Person {number}")
        factories.story(audio.recording(book.family, narrator=person), state=Story.State.APPROVED)
    with django_assert_max_num_queries(13):
        client.get(f"/books/{book.pk}/")
