"""What stores and workers can do to us. After each fault the check finds nothing, and nobody who writes has waited."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent import futures
from typing import Any

import grpc
import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.urls import reverse

from audio.models import Recording
from audio.tests import factories as audio
from books.models import Book
from families.tests import factories as families
from memoire_site.tests.gate import Gate
from memoire_site.tests.running import database
from projections import firestore, neo4j, registry
from projections.drain import drain
from projections.entries import Drainer, Entry
from projections.errors import StoreError
from projections.fencing import FencingToken
from projections.firestore import Document, Write
from projections.health import firestore_answers, neo4j_answers
from projections.registry import Projection
from projections.tests.edits import EDITS
from projections.tests.live_stores import differences, document, drain_all, empty_stores, live
from stories.models import Story
from stories.tests import factories as stories

__all__ = ["live"]
MARK = FencingToken("somebody", 1)
PATIENCE_SECONDS = 60.0


def time_passes() -> None:
    Drainer.objects.update(not_before=None, leased_until=None, looked_at=None)
    Entry.objects.update(not_before=None)


# --- stores that answer as they should not ---------------------------------------------------------------------------


@contextlib.contextmanager
def firestore_that(answer: Callable[[Any], None]) -> Iterator[str]:
    """A server of Firestore's protocol that treats every call alike; its address."""

    class Everything(grpc.GenericRpcHandler):
        def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
            return grpc.stream_stream_rpc_method_handler(lambda requests, context: iter(answer(context) or ()))

    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8), handlers=[Everything()])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(grace=None).wait()


CALLS: dict[str, Callable[[Projection], object]] = {
    "marker": lambda p: p.marker(),
    "mark": lambda p: p.mark(MARK),
    "write": lambda p: p.write({"1": Document({"title": "x"})}),
    "write behind a fence": lambda p: p.write({"1": Document({"title": "x"})}, MARK),
    "erase": lambda p: p.erase(["1"]),
    "stored": lambda p: p.stored(["1"]),
    "stored_keys": lambda p: list(p.stored_keys()),
}


@pytest.fixture
def ours(settings, monkeypatch) -> Callable[[str], None]:
    settings.FIRESTORE_PROJECT_ID = "ours"
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", "")

    def at(host: str) -> None:
        settings.FIRESTORE_EMULATOR_HOST = host

    return at


REFUSALS = [
    grpc.StatusCode.UNAUTHENTICATED,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.ABORTED,
]


@pytest.mark.parametrize("code", REFUSALS, ids=[code.name.lower() for code in REFUSALS])
def test_a_refusal_of_firestore_is_trouble_that_may_pass(no_stores, ours, code) -> None:
    with firestore_that(lambda context: context.abort(code, "no")) as host:
        ours(host)
        for call in CALLS.values():
            with pytest.raises(StoreError) as caught:
                call(registry.named("firestore.transcripts"))
            assert not caught.value.permanent
        assert "Firestore does not answer as it should" in str(firestore_answers())


def test_no_call_waits_for_a_silent_firestore(no_stores, ours, monkeypatch) -> None:
    """Every one has a time limit of its own; here they are short."""
    monkeypatch.setattr(firestore, "CALL_SECONDS", 0.3)
    monkeypatch.setattr(firestore, "LISTING_SECONDS", 0.3)
    is_over = threading.Event()
    with firestore_that(lambda context: is_over.wait() and None) as host:
        ours(host)
        for name in ("firestore.transcripts", "firestore.books"):
            for call in CALLS.values():
                with pytest.raises(StoreError, match="DeadlineExceeded"):
                    call(registry.named(name))
        is_over.set()


@pytest.mark.live
def test_a_refused_password_of_the_graph_is_trouble_that_may_pass(live, settings) -> None:
    right = settings.NEO4J_PASSWORD
    settings.NEO4J_PASSWORD = "not the one"
    with pytest.raises(StoreError, match="AuthError") as caught:
        registry.named("neo4j.stories").marker()
    settings.NEO4J_PASSWORD = right
    assert not caught.value.permanent


@pytest.mark.live
@pytest.mark.django_db
def test_a_frozen_graph_is_left_after_a_while(live, stores, settings, monkeypatch) -> None:
    drain_all()  # neomodel makes its constraints
    monkeypatch.setattr(neo4j, "GRACE_SECONDS", 0.3)
    gate = Gate(int(stores["NEO4J_URI"].rsplit(":", 1)[1]))
    settings.NEO4J_URI = f"bolt://127.0.0.1:{gate.port}"
    try:
        assert neo4j_answers() is None
        gate.is_frozen = True
        with pytest.raises(StoreError, match="does not answer"), neo4j.transaction(seconds=0.3) as ask:
            ask("RETURN 1")
        gate.open()
        patience = time.monotonic() + PATIENCE_SECONDS
        while neo4j_answers() and time.monotonic() < patience:
            time.sleep(0.2)
        assert neo4j_answers() is None
    finally:
        gate.close()
        settings.NEO4J_URI = stores["NEO4J_URI"]


# --- people do not notice --------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_no_page_and_no_change_asks_a_store(no_stores, settings, client, monkeypatch) -> None:
    """So that however long a store is silent, nobody waits. Work is only rung for."""
    settings.FIRESTORE_PROJECT_ID, settings.NEO4J_URI = "nowhere", "bolt://127.0.0.1:9"

    def asked(*_: object, **__: object) -> None:
        raise AssertionError("A store was asked while somebody waited.")

    monkeypatch.setattr(firestore, "client", asked)
    monkeypatch.setattr(neo4j, "driver", asked)
    keeper = families.user()
    story = stories.story(audio.recording(families.family(keeper=keeper)))
    client.force_login(keeper)

    for address in (
        reverse("recording", args=[story.recording_id]),
        reverse("family", args=[story.family_id]),
        "/api/v1/stories/",
        f"/api/v1/audio/{story.recording_id}/status",
    ):
        assert client.get(address).status_code == 200
    answer = client.patch(
        f"/api/v1/stories/{story.pk}/", {"title": "Another"}, content_type="application/json", follow=True
    )
    assert answer.status_code in (200, 405)
    Story.objects.update(title="Another")
    story.recording.delete()
    assert Entry.objects.of("neo4j.stories").exists()


# --- workers ---------------------------------------------------------------------------------------------------------


@pytest.mark.live
@pytest.mark.django_db
def test_a_row_that_goes_and_comes_back_under_another_name_during_a_drain(live, monkeypatch) -> None:
    story = stories.story()
    book = Book.objects.create(family=story.family, title="First")
    drain_all()
    Story.objects.update(title="Second")
    Book.objects.update(title="Second")
    changes = iter(
        [lambda: EDITS["delete_and_create_story_again"](story.family, 1), lambda: book.delete(), lambda: book]
    )

    def meanwhile(real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            transaction.get_connection().run_on_commit.clear()
            next(changes, lambda: None)()
            return real(*args, **kwargs)

        return wrapped

    pk = book.pk
    for name in ("firestore.stories", "neo4j.stories", "firestore.books"):
        projection = registry.named(name)
        monkeypatch.setattr(projection, "write", meanwhile(projection.write), raising=False)
    for projection in registry.configured():
        drain(projection)
    Book.objects.create(pk=pk, family=story.family, title="Third")
    drain_all()

    assert document(f"books/{pk}")["title"] == "Third"
    assert differences() == []


@pytest.mark.live
@pytest.mark.django_db
def test_stores_that_restart_empty_are_filled_by_themselves(live) -> None:
    stories.place_mention(stories.story())
    drain_all()
    empty_stores()
    assert len(differences()) == 4

    time_passes()
    drain_all()
    assert differences() == []


@pytest.mark.live
@pytest.mark.django_db
def test_a_late_request_of_an_earlier_turn_is_refused_by_the_stores(live) -> None:
    stories.story()
    drain_all()
    for projection in registry.configured():
        now = projection.marker()
        if now is None:
            continue
        late = FencingToken(now.incarnation, now.turn - 1)
        with pytest.raises(StoreError, match="Somebody else"):
            projection.erase(list(projection.stored_keys()) or ["1"], late)
        with pytest.raises(StoreError, match="Somebody else"):
            projection.mark(late)
    assert differences() == []


@pytest.mark.live
@pytest.mark.django_db
def test_an_error_half_way_through_a_batch_is_made_good(live, monkeypatch) -> None:
    for number in range(6):
        audio.recording(content=b"x", title=str(number))
    monkeypatch.setattr(firestore, "MOST_WRITES", 2)
    real, sent = firestore.send_writes, []

    def send(writes: list[Write], *args: Any) -> None:
        sent.append(writes)
        if len(sent) == 5:  # the mark of a new store, that of the turn, and two commits went well
            raise StoreError("Firestore does not answer.")
        real(writes, *args)

    monkeypatch.setattr(firestore, "send_writes", send)
    projection = registry.named("firestore.audio_files")
    assert drain(projection) == 0
    assert len(list(projection.stored_keys())) == 4

    time_passes()
    drain_all()
    assert len(list(projection.stored_keys())) == Recording.objects.count() == 6
    assert differences() == []


@pytest.mark.live
@pytest.mark.django_db(transaction=True)
def test_workers_killed_at_any_instruction_leave_nothing_behind(live, stores, tmp_path) -> None:
    """Real processes, two at a time, with a database of their own."""
    with database(tmp_path) as address:
        variables = {**os.environ, **stores, "DATABASE_URL": address, "DATA_DIR": str(tmp_path), "DEBUG": "true"}
        variables |= {"DJANGO_SETTINGS_MODULE": "memoire_site.settings", "LOG_LEVEL": "ERROR"}
        prepare(tmp_path, variables)
        command = [sys.executable, "-m", "projections.tests.killed_drains", "8"]
        done = subprocess.run(
            command, env=variables, cwd=django_settings.BASE_DIR, capture_output=True, text=True, timeout=400
        )
    assert done.returncode == 0, done.stderr[-3000:]
    said = [line for line in done.stdout.splitlines() if "neo4j_code" not in line]  # neomodel says what it makes
    assert said == [f"{each.name} is as it should be" for each in registry.registered()]


def prepare(folder: Any, variables: dict[str, str]) -> None:
    """The tables of this test run's database, or those that the migrations make."""
    if connection.vendor == "sqlite":
        import sqlite3

        with contextlib.closing(sqlite3.connect(folder / "memoire.sqlite3")) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
        return
    migrate = [sys.executable, str(django_settings.BASE_DIR / "manage.py"), "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=variables, check=True, timeout=400)
