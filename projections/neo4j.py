"""Neo4j: the driver that neomodel and our own queries share, with a time limit on everything."""

import atexit
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from projections.errors import StoreError

QUERY_SECONDS = 10.0
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
    try:
        with asking():
            db.set_connection(driver=made)  # asks the server what it is
    except StoreError:
        db.driver = None
        made.close()
        raise
    if not _drivers:
        os.register_at_fork(after_in_child=let_go_of_parents_driver)
        atexit.register(close_own_drivers)
    return made


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
def transaction(*, seconds: float = QUERY_SECONDS) -> Iterator[Ask]:
    """All or nothing: `with transaction() as ask: ask("MATCH …", keys=[…])` gives the rows as dicts. Raises StoreError.

    The server gives up after `seconds`. One that is frozen does not, which is why drains run in tasks with a limit.
    """
    with asking(), driver().session() as session, session.begin_transaction(timeout=seconds) as opened:
        yield lambda query, **parameters: opened.run(query, parameters).data()
        opened.commit()


def probe() -> None:
    """Asks one question; raises StoreError."""
    with transaction(seconds=3.0) as ask:
        ask("RETURN 1 AS one")
