"""How the stores are, and how far behind the copies are."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from projections import firestore, neo4j, registry
from projections.entries import Drainer, Entry
from projections.errors import StoreError

PATIENCE_SECONDS = 6.0


@dataclass(frozen=True)
class Lag:
    """One projection: entries to be copied, seconds since the oldest, stuck ones, the store's last refusal."""

    waiting: int
    oldest_seconds: float
    set_aside: int
    trouble: str

    @property
    def figures(self) -> dict[str, float]:
        return {
            "waiting": self.waiting,
            "lag_seconds": round(self.oldest_seconds, 1),
            "needing_a_person": self.set_aside,
        }


NONE = Lag(0, 0.0, 0, "")
LONG_SECONDS = 600.0


def firestore_answers() -> str | None:
    """What is wrong with Firestore, in a sentence; None when it answers, or none is configured."""
    return trouble(firestore.probe) if firestore.is_configured() else None


def neo4j_answers() -> str | None:
    """What is wrong with Neo4j, in a sentence; None when it answers, or none is configured."""
    return trouble(neo4j.probe) if neo4j.is_configured() else None


def trouble(probe: Callable[[], None]) -> str | None:
    """Asks in a thread of its own: no time limit of a client holds against a server that is frozen."""
    said: list[str | None] = []

    def ask() -> None:
        try:
            probe()
            said.append(None)
        except StoreError as error:
            said.append(str(error))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(PATIENCE_SECONDS)
    return said[0] if said else f"It has not answered for {PATIENCE_SECONDS:.0f} seconds."


def lag() -> dict[str, Lag]:
    """By projection, for those that have a store; in two queries."""
    names = [projection.name for projection in registry.configured()]
    is_waiting = Q(set_aside_at=None)
    rows = Entry.objects.filter(projection__in=names).values("projection").order_by("projection")
    counted: dict[str, dict[str, Any]] = {
        row["projection"]: dict(row)
        for row in rows.annotate(
            waiting=Count("id", filter=is_waiting),
            oldest=Min("created_at", filter=is_waiting),
            stuck=Count("id", filter=~is_waiting),
        )
    }
    reasons = dict(Drainer.objects.filter(projection__in=names).values_list("projection", "reason"))
    found = {}
    for name in names:
        row = counted.get(name, {"waiting": 0, "oldest": None, "stuck": 0})
        age = max(0.0, (timezone.now() - row["oldest"]).total_seconds()) if row["oldest"] else 0.0
        found[name] = Lag(row["waiting"], age, row["stuck"], reasons.get(name, ""))
    return found


def copies() -> str | None:
    """What is wrong with the copies, in a sentence for staff; None when they follow."""
    lags = lag()
    stuck = [name for name, each in lags.items() if each.set_aside]
    late = [name for name, each in lags.items() if each.oldest_seconds > LONG_SECONDS]
    if stuck:
        return f"A person must look at entries of {', '.join(stuck)}: see Copies in other stores, in the admin."
    if late:
        return f"Copies are more than {LONG_SECONDS / 60:.0f} minutes behind: {', '.join(late)}."
    return None
