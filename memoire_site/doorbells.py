"""What the worker answers to: only the tasks that `settings.MEMOIRE_TASKS` names, asked for with plain values.

A signature says that somebody with our key made a row, and not that we meant it: rows can be copied, sent again, or be made by a page of a
library. So a row is read here, with an unpickler that makes plain values only, before django-q2 reads it and looks for its function.
"""

import io
import pickle
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Any

import structlog
from django.conf import settings
from django_q import core_signing
from django_q.brokers.orm import ORM
from django_q.conf import Conf

log = structlog.get_logger(__name__)
PLAIN = {(kind.__module__, kind.__qualname__): kind for kind in (date, datetime, timedelta, timezone, tzinfo)}
LEADS_ON = ("hook", "chain", "iter_count", "iter_cached")  # each would run, or wait for, something more


class NotOurs(Exception):
    """A row that asks for something which we never ask for; the message says what, without its values."""


class PlainUnpickler(pickle.Unpickler):
    """Makes numbers, text, lists and moments; nothing that could run."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in PLAIN:
            raise NotOurs(f"holds a {module}.{name}")
        return PLAIN[module, name]


class PlainValues:
    """The serializer for `django_q.core_signing`."""

    @staticmethod
    def loads(data: bytes) -> Any:
        return PlainUnpickler(io.BytesIO(data)).load()


class Doorbells(ORM):
    """django-q2's queue in our database, which hands over only what is on the list."""

    def dequeue(self) -> list[tuple[int, str]]:
        return [row for row in super().dequeue() or [] if self.is_ours(*row)]

    def is_ours(self, row: int, payload: str) -> bool:
        """Whether the worker may have it; what it may not have is taken off the queue and logged."""
        try:
            refuse_unknown(payload)
        except Exception as error:  # whatever a stranger has written there, the next row is looked at
            why = str(error) if isinstance(error, NotOurs) else type(error).__name__
            log.error("task_refused", row=row, why=why)
            self.fail(row)
            return False
        return True


def refuse_unknown(payload: str) -> None:
    """Raises NotOurs, or what the signature and the unpickler raise."""
    task = core_signing.loads(payload, key=Conf.SECRET_KEY, salt=Conf.PREFIX, serializer=PlainValues)
    if not isinstance(task.get("func"), str) or task["func"] not in settings.MEMOIRE_TASKS:
        raise NotOurs("asks for a function that is not on the list of tasks")
    if any(task.get(more) for more in LEADS_ON):
        raise NotOurs("asks for something else afterwards")
