"""Neo4j: the driver that neomodel and our own queries share, with a time limit on everything."""

import atexit
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from projections.errors import Overtaken, StoreError
from projections.fencing import FencingToken

QUERY_SECONDS = 10.0
GRACE_SECONDS = 2.0
Ask = Callable[..., list[dict[str, Any]]]
_drivers: dict[
    tuple[Any, ...], Any
] = {}  # kept for ever: a child that lets go of its parent's would break its connections


def is_configured() -> bool:
    return bool(settings.NEO4J_URI)


def driver() -> Any:
    """This process's driver, also neomodel's. A parent's, inherited by a fork, gives wrong answers without an error."""
    wanted = (os.getpid(), settings.NEO4J_URI, settings.NEO4J_USER, settings.NEO4J_PASSWORD)
    if wanted not in _drivers:
        _drivers[wanted] = connect(*wanted[1:])
    return _drivers[wanted]


def connect(uri: str, user: str, password: str) -> Any:
    from neo4j import GraphDatabase  # noqa: PLC0415 - not wanted where no store is configured
    from neomodel import db  # noqa: PLC0415

    made = GraphDatabase.driver(
        uri,
        auth=(user, password),
        connection_timeout=2.0,
        connection_acquisition_timeout=3.0,
        notifications_min_severity="WARNING",
        max_transaction_retry_time=0.0,  # the drain tries again, with a pause that staff can see
    )
    before = db.driver
    try:
        with asking():
            db.set_connection(driver=made)  # asks the server what it is
    except StoreError:
        db.driver = before
        made.close()
        raise
    if not _drivers:
        os.register_at_fork(after_in_child=let_go_of_parents_driver)
        atexit.register(close_own_drivers)
    return made


def attach_neomodel() -> None:
    """neomodel keeps a connection of its own for each thread: here it gets this process's driver. Raises StoreError."""
    from neomodel import db  # noqa: PLC0415 - not wanted where no store is configured

    made = driver()
    if db.driver is not made:
        with asking():
            db.set_connection(driver=made)


def let_go_of_parents_driver() -> None:
    from neomodel import db  # noqa: PLC0415 - imported already

    db.driver = None


def close_own_drivers() -> None:
    for (process, *_), made in _drivers.items():
        if process == os.getpid():
            made.close()


@contextmanager
def asking() -> Iterator[None]:
    """Turns the driver's errors into StoreError. What another row would meet as well is not permanent."""
    from neo4j import exceptions as neo4j  # noqa: PLC0415 - see above

    try:
        yield
    except (neo4j.ConstraintError, neo4j.CypherTypeError, neo4j.CypherSyntaxError) as error:
        raise StoreError(f"Neo4j does not take this row ({type(error).__name__}).", permanent=True) from error
    except (neo4j.DriverError, neo4j.Neo4jError, OSError) as error:
        raise StoreError(f"Neo4j does not answer as it should ({type(error).__name__}).") from error


@contextmanager
def transaction(*, seconds: float = QUERY_SECONDS, fence: "Fence | None" = None) -> Iterator[Ask]:
    """All or nothing: `with transaction() as ask: ask("MATCH …", keys=[…])` gives the rows as dicts. Raises StoreError.

    The server gives up after `seconds`, and when it is frozen we do, a little later. With a `fence`, nobody else leaves
    a mark before this ends, and it raises Overtaken when somebody has.
    """
    with (
        asking(),
        driver().session() as session,
        hung_up(session, seconds + GRACE_SECONDS),
        session.begin_transaction(timeout=seconds) as opened,
    ):

        def ask(query: str, **parameters: Any) -> list[dict[str, Any]]:
            if parameters.get("rows") == []:
                return []  # UNWIND of nothing does nothing
            return [dict(row.items()) for row in opened.run(query, parameters)]  # no question asks for whole nodes

        if fence:
            hold(ask, fence)
        yield ask
        opened.commit()


@contextmanager
def hung_up(session: Any, seconds: float) -> Iterator[None]:
    """The driver waits for ever for a server that is frozen, and has no setting against it."""
    timer = threading.Timer(seconds, hang_up, [session])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def hang_up(session: Any) -> None:
    connection = session._connection
    if connection is not None:
        with suppress(OSError):
            connection.socket._socket.shutdown(socket.SHUT_RDWR)  # wakes whoever reads from it, which `kill` does not


# --- marks -----------------------------------------------------------------------------------------------------------

# Setting a property locks the node until the transaction ends, even when it sets what is there.
LOCK_MARK = """
MATCH (p:Projection {name: $name}) SET p.turn = p.turn RETURN p.incarnation AS incarnation, p.turn AS turn
"""
READ_MARK = "MATCH (p:Projection {name: $name}) RETURN p.incarnation AS incarnation, p.turn AS turn"
WRITE_MARK = "MERGE (p:Projection {name: $name}) SET p.incarnation = $incarnation, p.turn = $turn"


@dataclass(frozen=True)
class Fence:
    """The mark that a projection's writes need."""

    name: str
    marker: FencingToken


def hold(ask: Ask, fence: Fence) -> None:
    if mark_in(ask(LOCK_MARK, name=fence.name)) != fence.marker:
        raise Overtaken


def marker(name: str) -> FencingToken | None:
    with transaction() as ask:
        return mark_in(ask(READ_MARK, name=name))


def mark(name: str, marker: FencingToken) -> None:
    with transaction() as ask:
        if not marker.may_follow(mark_in(ask(LOCK_MARK, name=name))):
            raise Overtaken
        ask(WRITE_MARK, name=name, incarnation=marker.incarnation, turn=marker.turn)


def mark_in(rows: list[dict[str, Any]]) -> FencingToken | None:
    return FencingToken(rows[0]["incarnation"], rows[0]["turn"]) if rows else None


def probe() -> None:
    """Asks one question; raises StoreError."""
    with transaction(seconds=3.0) as ask:
        ask("RETURN 1 AS one")
