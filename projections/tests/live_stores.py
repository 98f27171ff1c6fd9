"""What the tests against the real stores share. They are imported by name into each test module that needs them."""

from collections.abc import Iterator

import pytest

from projections import firestore, neo4j, registry
from projections.comparing import check
from projections.drain import drain
from projections.entries import Entry
from projections.firestore import MARKS, Write


@pytest.fixture
def live(no_stores, stores, settings, monkeypatch) -> Iterator[None]:
    """Both stores, empty, and no worker but the test itself."""
    for name, value in stores.items():
        setattr(settings, name, value)
    monkeypatch.setattr("projections.outbox.async_task", lambda *_, **__: None)
    empty_stores()
    yield
    empty_stores()


def empty_stores() -> None:
    """Behind Memoire's back, as a lost volume would. A server that has only just started answers slowly."""
    with neo4j.transaction(seconds=60) as ask:
        ask("MATCH (n) DETACH DELETE n")
    for projection in registry.configured():
        projection.erase(list(projection.stored_keys()))
        firestore.send_writes([Write(f"{MARKS}/{projection.name}")])


def drain_all() -> None:
    for projection in registry.configured():
        while drain(projection, seconds=30):
            pass
    assert not Entry.objects.exists(), [entry.reason for entry in Entry.objects.all()]


def differences() -> list[str]:
    return [str(each) for projection in registry.configured() for each in check(projection)]


def document(path: str) -> dict | None:
    return firestore.client().document(path).get(timeout=5).to_dict()
