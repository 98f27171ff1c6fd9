"""Which of the two answers: the graph where there is one that is quick and up to date, otherwise the database."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

import structlog

from families.models import Family
from projections import neo4j, registry
from projections.entries import Drainer, Entry
from projections.errors import StoreError
from projections.rows import is_possible_key
from stories.graph.connections.base import Questions
from stories.graph.connections.graph import GraphQuestions
from stories.graph.connections.sql import SqlQuestions
from stories.models import Story

log = structlog.get_logger(__name__)
Answer = TypeVar("Answer")
PROJECTION = "neo4j.stories"
SERVER_SECONDS = 1.0  # then the server ends the query
PATIENCE_SECONDS = 1.5  # then we do not wait for the server any more: a frozen one keeps to no limit
PAUSE_SECONDS = 15.0  # for which nobody in this process asks again
WAITING_AT_MOST = 200


class Behind(StoreError):
    """The graph answers, but does not hold what this family has told."""


class Rest:
    """A graph in trouble is left alone for a while, by this process."""

    until = 0.0

    @classmethod
    def is_over(cls) -> bool:
        return time.monotonic() >= cls.until

    @classmethod
    def begin(cls) -> None:
        cls.until = time.monotonic() + PAUSE_SECONDS


def ask_connections(family: Family, question: Callable[[Questions], Answer]) -> Answer:
    """The answer to one or several questions, all from one source: `ask_connections(family, lambda q: q.pairs())`.

    `question` may run in another thread, so it asks nothing but `q`. The graph's trouble is logged and never raised.
    """
    drainer = caught_up(family) if neo4j.is_configured() and Rest.is_over() else None
    if drainer:
        stories = Story.objects.for_family(family).count()
        try:
            return patiently(lambda: by_graph(family, question, drainer, stories))
        except Behind:
            log.warning("graph_behind", family=str(family.pk))
        except StoreError as error:
            log.warning("graph_not_asked", reason=str(error))
            Rest.begin()
    return question(SqlQuestions(family))


def by_graph(family: Family, question: Callable[[Questions], Answer], drainer: Drainer, stories: int) -> Answer:
    """Raises StoreError; Behind where the graph is not the one that was filled, or does not hold so many stories."""
    with neo4j.transaction(seconds=SERVER_SECONDS) as opened:
        mark = neo4j.mark_in(opened(neo4j.READ_MARK, name=PROJECTION))
        is_ours = mark and mark.incarnation == str(drainer.incarnation) and mark.turn >= drainer.marked_turn
        graph = GraphQuestions(family.pk, opened)
        if not is_ours or graph.size() != stories:
            raise Behind("Neo4j does not hold the stories of this family.")
        return question(graph)


def caught_up(family: Family) -> Drainer | None:
    """Who drains, if all of this family's changes are in the graph; with many waiting we do not look whose they are."""
    projection = registry.named(PROJECTION)
    drainer = Drainer.objects.filter(projection=PROJECTION, version=projection.version, stage="").first()
    if drainer is None or drainer.is_paused:
        return None
    entries = Entry.objects.of(PROJECTION).order_by("id").values_list("key", flat=True)
    waiting = set(entries[: WAITING_AT_MOST + 1])
    if len(waiting) > WAITING_AT_MOST:
        return None
    # A row that is gone could have been anybody's, so it counts as ours.
    keys = [key for key in waiting if is_possible_key(Story, key)]
    others = Story.objects.filter(pk__in=keys).exclude(family=family).count()
    return drainer if others == len(waiting) else None


def patiently(work: Callable[[], Answer]) -> Answer:
    """Does it in a thread, since no client's time limit holds against a server that is frozen. Raises StoreError."""
    said: Future[Answer] = Future()

    def speak() -> None:
        try:
            said.set_result(work())
        except Exception as error:
            said.set_exception(error)

    threading.Thread(target=speak, daemon=True).start()
    try:
        return said.result(PATIENCE_SECONDS)
    except TimeoutError as error:
        raise StoreError(f"Neo4j has not answered for {PATIENCE_SECONDS} seconds.") from error
