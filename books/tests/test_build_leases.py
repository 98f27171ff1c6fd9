"""However many ask for one manuscript at the same moment, it is typeset once; who dies while typesetting keeps nobody waiting."""

import contextlib
import sqlite3
import threading
import time
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pypdf import PdfWriter

from audio.tests import factories as audio
from books import build_leases, editions, pdf
from books.build_leases import BeingMade, BuildLease, edition_or_turn
from books.editions import current
from books.family_book import book_of
from books.models import Book, Build, Edition
from books.pdf import TypesettingError
from families.tests import factories as families
from stories.models import Story
from stories.tests import factories


class SlowTypesetter:
    """Takes its time, so that all others have asked before it is done."""

    def __init__(self, problem: str = "") -> None:
        self.calls = 0
        self.problem = problem
        self.begun = threading.Event()
        writer, out = PdfWriter(), BytesIO()
        writer.add_blank_page(100, 100)
        writer.write(out)
        self.bytes = out.getvalue()

    def __call__(self, content, **_) -> bytes:
        self.calls += 1
        self.begun.set()
        time.sleep(0.8)
        if self.problem:
            raise TypesettingError(self.problem)
        return self.bytes


@pytest.fixture
def book() -> Book:
    story = factories.story(audio.recording(families.family(keeper=families.user())), state=Story.State.APPROVED)
    return book_of(story.family)


@pytest.fixture
def slow(monkeypatch):
    found = SlowTypesetter()
    monkeypatch.setattr(pdf, "typeset", found)
    return found


@pytest.fixture
def own_file(transactional_db, tmp_path):
    """The database in memory lets no second connection wait for its turn; one in a file does, as where people use it."""
    if connection.vendor != "sqlite":
        yield
        return
    in_memory, name, path = connection.connection, connection.settings_dict["NAME"], tmp_path / "own.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as copy:
        in_memory.backup(copy)
    connection.connection, connection.settings_dict["NAME"] = None, str(path)
    yield
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = in_memory, name


def version_of(book: Book, monkeypatch) -> str:
    """The digest that `current` asks for."""
    asked = []

    def note(_, version):
        asked.append(version)
        raise BeingMade

    with monkeypatch.context() as patched:
        patched.setattr(editions, "edition_or_turn", note)
        with pytest.raises(BeingMade):
            current(book)
    return asked[0]


def ask_at_once(book: Book, slow: SlowTypesetter, many: int = 4) -> list[object]:
    """What each of `many` threads, with connections of their own, is given."""
    given: list[object] = []

    def ask() -> None:
        try:
            given.append(current(Book.objects.get(pk=book.pk)).pk)
        except TypesettingError as error:
            given.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(many)]
    threads[0].start()
    assert slow.begun.wait(10)  # the others come while the first one typesets
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join(20)
    return given


def test_of_many_who_ask_at_once_one_typesets_and_all_get_its_edition(own_file, book, slow):
    given = ask_at_once(book, slow)
    assert (slow.calls, given) == (1, [Edition.objects.get().pk] * 4)
    assert not Build.objects.exists()


def test_of_many_who_begin_in_the_same_moment_one_typesets(own_file, book, slow):
    start = threading.Barrier(4)
    taken: list[BuildLease | None] = []

    def take() -> None:
        start.wait(10)
        taken.append(BuildLease.take(book, "a" * 64))
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (len(taken), len([each for each in taken if each])) == (4, 1)


def test_who_waited_is_told_what_the_typesetter_said_and_it_is_not_asked_again_for_each(own_file, book, slow):
    slow.problem = "The book is too large."
    assert (ask_at_once(book, slow), slow.calls) == (["The book is too large."] * 4, 1)


@pytest.mark.django_db
def test_after_a_failure_the_next_who_asks_has_it_tried_again(book, slow):
    slow.problem = "The fonts are not installed."
    with pytest.raises(TypesettingError):
        current(book)
    slow.problem = ""
    assert (current(book).pages, slow.calls, Build.objects.count()) == (1, 2, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(("ahead", "calls"), [(-1, 1), (86_400, 1), (20, 0)], ids=["died", "clock put back", "lives"])
def test_a_builder_that_died_is_not_waited_for(book, slow, monkeypatch, ahead, calls):
    monkeypatch.setattr(build_leases, "PATIENCE_SECONDS", 0.3)
    version = version_of(book, monkeypatch)
    lease = BuildLease.take(book, version)
    Build.objects.update(leased_until=timezone.now() + timedelta(seconds=ahead))
    if calls:
        assert current(book).pages == 1
        lease.renew()  # one that was only slow finds that it is not its own any more
        assert not Build.objects.exists()
    else:
        with pytest.raises(BeingMade):
            current(book)
    assert slow.calls == calls


@pytest.mark.django_db
def test_a_builder_that_shows_life_keeps_its_lease(book):
    lease = BuildLease.take(book, "a" * 64)
    Build.objects.update(leased_until=timezone.now() + timedelta(seconds=1))
    lease.renew()
    assert Build.objects.get().leased_until > timezone.now() + timedelta(seconds=20)
    assert BuildLease.take(book, "a" * 64) is None


@pytest.mark.django_db
def test_who_takes_over_just_when_it_was_made_does_not_make_it_again(book, slow, monkeypatch):
    version = version_of(book, monkeypatch)

    def turn_too_late(*_):
        Edition.objects.create(book=book, digest=version, pages=7)
        return BuildLease.take(book, version)

    monkeypatch.setattr(editions, "edition_or_turn", turn_too_late)
    assert (current(book).pages, slow.calls) == (7, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["/books/{}/pdf/", "/api/v1/books/{}/pdf/"])
def test_who_has_waited_long_is_asked_kindly_to_come_back(book, slow, monkeypatch, door):
    monkeypatch.setattr(build_leases, "PATIENCE_SECONDS", 0.0)
    BuildLease.take(book, version_of(book, monkeypatch))
    client = Client()
    client.force_login(book.family.members.get(), backend="memoire_site.backends.NoDemoUsersBackend")
    answer = client.get(door.format(book.pk))
    assert (answer.status_code, answer["Retry-After"], slow.calls) == (503, "10", 0)
    assert "ask for it again in a moment" in answer.content.decode()


@pytest.mark.django_db
def test_an_edition_that_exists_is_given_without_a_lease(book, slow, django_assert_num_queries):
    made = current(book)
    with django_assert_num_queries(1):
        assert edition_or_turn(book, made.digest) == made


@pytest.mark.django_db
def test_where_the_disk_takes_not_even_a_lease_the_book_is_made_all_the_same(book, slow):
    def full(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            cause = sqlite3.OperationalError("database or disk is full")
            cause.sqlite_errorname = "SQLITE_FULL"
            raise OperationalError("full") from cause
        return execute(sql, params, many, context)

    with connection.execute_wrapper(full):
        made = current(book)
    assert (made.pages, made.pk, Edition.objects.exists()) == (1, None, False)
