"""Which tables a transaction locks rows of, one after the other: two that lock the same in turn about can wait for each other."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

LOCKS = re.compile(r'^(?:UPDATE|DELETE FROM) "(\w+)"|^SELECT .*? FROM "(\w+)".* FOR (?:NO KEY )?UPDATE', re.DOTALL)


class LockOrder:
    """Listens to PostgreSQL's statements. The transaction of a test is none; what the code begins within it is a savepoint."""

    def __init__(self) -> None:
        self.depth = 0
        self.held: list[str] = []
        self.after: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.who = ""

    def __call__(self, execute: Callable[..., Any], sql: str, *given: Any) -> Any:
        if sql.startswith("SAVEPOINT"):
            self.depth += 1
        elif sql.startswith("RELEASE SAVEPOINT"):
            self.depth -= 1
            if not self.depth:
                self.held.clear()
        elif self.depth and (found := LOCKS.match(sql)):
            self.lock(found[1] or found[2])
        return execute(sql, *given)

    def lock(self, table: str) -> None:
        if table not in self.held:
            for earlier in self.held:
                self.after[earlier, table].add(self.who)
            self.held.append(table)

    @contextmanager
    def of(self, who: str) -> Iterator[None]:
        """Whoever does something in here is named where two do not agree."""
        self.who = who
        with connection.execute_wrapper(self):
            yield

    @property
    def both_ways(self) -> dict[tuple[str, str], tuple[list[str], list[str]]]:
        """Pairs of tables that are locked in either order, with who does the one and who the other."""
        return {
            (one, other): (sorted(by), sorted(self.after[other, one]))
            for (one, other), by in sorted(self.after.items())
            if one < other and (other, one) in self.after
        }
