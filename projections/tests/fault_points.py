"""Places in the drain where a test lets something go wrong: a worker dies there, a store or the database refuses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError

from projections import drain, firestore, neo4j, registry
from projections.errors import StoreError
from projections.leases import Lease

METHODS = ["read", "write", "erase", "stored", "stored_keys", "marker", "mark"]


class Killed(BaseException):
    """A SIGKILL as far as the rows can tell: nothing after it happens, open transactions are undone."""


KINDS: dict[str, Callable[[], BaseException]] = {
    "killed": Killed,
    "refused": lambda: StoreError("The store does not answer."),
    "refused for good": lambda: StoreError("The store does not take this.", permanent=True),
    "unforeseen": lambda: ValueError("what somebody said"),
    "database": lambda: OperationalError("the database went away"),
}


class Faults:
    """`arm` lets the n-th place from now go wrong once; a store in `down` refuses every call."""

    def __init__(self) -> None:
        self.countdown: int | None = None
        self.kind = "killed"
        self.down: set[str] = set()
        self.met: set[str] = set()

    def arm(self, countdown: int, kind: str) -> None:
        self.countdown, self.kind = countdown, kind

    def disarm(self) -> None:
        self.countdown = None

    def passing(self, place: str) -> None:
        if self.countdown is None:
            return
        if self.countdown == 0:
            self.countdown = None
            self.met.add(f"{self.kind} at {place}")
            raise KINDS[self.kind]()
        self.countdown -= 1

    def around(self, place: str, function: Callable[..., Any], store: str = "") -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            if store in self.down:
                raise StoreError("The store is down.")
            self.passing(f"before {place}")
            answer = function(*args, **kwargs)
            self.passing(f"after {place}")
            return answer

        return wrapped


@pytest.fixture
def faults(monkeypatch) -> Faults:
    """Nothing goes wrong before the test says so."""
    made = Faults()
    for projection in registry.registered():
        for name in METHODS:
            place, method = f"{projection.name} {name}", getattr(projection, name)
            monkeypatch.setattr(projection, name, made.around(place, method), raising=False)
    monkeypatch.setattr(firestore, "send_writes", made.around("a commit", firestore.send_writes, "firestore"))
    monkeypatch.setattr(neo4j, "transaction", breaking(neo4j.transaction, made))
    for name in ("acknowledge", "next_batch", "postpone"):
        monkeypatch.setattr(drain, name, made.around(name, getattr(drain, name)))
    for name in ("go_on", "end", "end_in_failure"):
        monkeypatch.setattr(Lease, name, made.around(name, getattr(Lease, name)))
    return made


def breaking(transaction: Callable[..., Any], faults: Faults) -> Callable[..., Any]:
    @contextmanager
    def wrapped(*args: Any, **kwargs: Any) -> Iterator[Callable[..., Any]]:
        if "neo4j" in faults.down:
            raise StoreError("The graph is down.")
        with transaction(*args, **kwargs) as ask:
            yield faults.around("a statement", ask)
            faults.passing("before the graph's commit")
        faults.passing("after the graph's commit")

    return wrapped
