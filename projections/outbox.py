"""Writes down, in the transaction of a change, whose copies have to follow, and rings for the drain when it commits."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django_q.tasks import async_task

from projections import registry
from projections.entries import Drainer, Entry, EntryQuerySet
from projections.registry import Feed, Model

T = TypeVar("T")
Item = TypeVar("Item")
ROWS_AT_ONCE = 500
TASK_SECONDS = 40  # a frozen store would otherwise hold a worker for as long as it likes


class Bell:
    """Rings on commit, once per projection, and remembers what this transaction has announced.

    Django forgets a hook together with the savepoint or transaction that it was made in. So as long as the hook is
    there, so are its entries, and a row that changes a hundred times in a transaction needs one.
    """

    def __init__(self) -> None:
        self.pairs: set[tuple[str, str]] = set()
        self.is_rung = False

    def __call__(self) -> None:
        self.is_rung = True
        for name in sorted({name for name, _ in self.pairs}):
            ring(name)


def announce(pairs: Iterable[tuple[str, str]], *, using: str = "default") -> None:
    """Leaves entries (projection, key) in the transaction that is open."""
    connection = connections[using]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "An entry must commit together with its change: open a transaction."
        )
    fresh = set(pairs).difference(*(bell.pairs for bell in bells(connection)))
    if not fresh:
        return
    Entry.objects.using(using).bulk_create(
        (Entry(projection=name, key=key) for name, key in sorted(fresh)), batch_size=ROWS_AT_ONCE
    )
    bell_of_savepoint(connection).pairs |= fresh


def bells(connection: BaseDatabaseWrapper) -> list[Bell]:
    # One that has rung may still be listed, where tests run the hooks themselves: it announces nothing any more.
    hooks = (entry[1] for entry in connection.run_on_commit)
    return [hook for hook in hooks if isinstance(hook, Bell) and not hook.is_rung]


def bell_of_savepoint(connection: BaseDatabaseWrapper) -> Bell:
    """The bell that is undone exactly when what is written now would be undone."""
    here = set(connection.savepoint_ids)
    for savepoints, hook, *_ in connection.run_on_commit:
        if isinstance(hook, Bell) and not hook.is_rung and set(savepoints) == here:
            return hook
    bell = Bell()
    transaction.on_commit(bell, using=connection.alias, robust=True)  # a store's trouble never fails a request
    return bell


def forget(name: str, keys: Collection[str], *, using: str = "default") -> None:
    """Their entries are drained: for a drain inside a transaction, as in tests, a later change needs new ones."""
    for bell in bells(connections[using]):
        bell.pairs -= {(name, key) for key in keys}


# --- which keys a write concerns -------------------------------------------------------------------------------------


def pairs_of_rows(feeds: Iterable[Feed], model: Model, pks: Collection[Any], using: str) -> set[tuple[str, str]]:
    """The (projection, key) pairs that these rows belong to as the database has them now."""
    found: set[tuple[str, str]] = set()
    for feed in feeds:
        if feed.watch is registry.OWN_KEY:
            found |= {(feed.projection.name, str(pk)) for pk in pks}
            continue
        for some in in_batches(pks, ROWS_AT_ONCE):
            rows = model._base_manager.using(using).filter(pk__in=some).order_by()
            keys = rows.values_list(feed.watch.path, flat=True).distinct()
            found |= {(feed.projection.name, str(key)) for key in keys if key is not None}
    return found


def pairs_of_instance(feeds: Iterable[Feed], row: models.Model, using: str) -> set[tuple[str, str]]:
    """The same for one row in memory; without a query where the key is a column of its own."""
    model, found = type(row), set()
    columns = {field.attname for field in model._meta.concrete_fields}
    for feed in feeds:
        if feed.watch.path in columns:
            key = getattr(row, feed.watch.path)
            found |= {(feed.projection.name, str(key))} if key is not None else set()
        else:
            found |= pairs_of_rows([feed], model, [row.pk], using)
    return found


@contextmanager
def announcing(
    model: Model, pks: Collection[Any], *, using: str, fields: Iterable[str] | None = None
) -> Iterator[None]:
    """Around a write of existing rows, in its transaction: announces where they belonged before and where after."""
    fed = registry.feeds(model, fields)
    watching = [feed for feed in fed if feed.watch is not registry.OWN_KEY]
    before = pairs_of_rows(watching, model, pks, using)
    yield
    announce(before | pairs_of_rows(fed, model, pks, using), using=using)


@contextmanager
def announcing_save(row: models.Model, *, using: str, fields: Iterable[str] | None) -> Iterator[None]:
    """The same around the save of one row, in a transaction of its own."""
    fed = registry.feeds(type(row), fields)
    if not fed:
        yield
        return
    # A new row belonged nowhere before.
    moved = [] if row._state.adding else [feed for feed in fed if feed.watch is not registry.OWN_KEY]
    # As Django's own save: a savepoint would cost two statements each time, and a failure ends the caller's transaction anyway.
    with transaction.atomic(using=using, savepoint=False):
        before = pairs_of_rows(moved, type(row), [row.pk], using)
        yield
        announce(before | pairs_of_instance(fed, row, using), using=using)


def before_delete(sender: Model, instance: models.Model, using: str, **_: Any) -> None:
    """Every row that goes, cascaded or not, while it still says where it belonged. Inside the deleting transaction."""
    announce(pairs_of_instance(registry.feeds(sender), instance, using), using=using)


def after_raw_save(sender: Model, instance: models.Model, raw: bool, using: str, **_: Any) -> None:
    """Fixtures pass by `save_base`; `loaddata` runs in a transaction."""
    if raw:
        with transaction.atomic(using=using, savepoint=False):
            announce(pairs_of_rows(registry.feeds(sender), sender, [instance.pk], using), using=using)


def in_batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while some := list(islice(iterator, size)):
        yield some


# --- the doorbell ----------------------------------------------------------------------------------------------------


def ring(name: str) -> None:
    """Asks a worker to drain, unless a bell is on its way already or the store is left alone for a while."""
    drainer, _ = Drainer.objects.get_or_create(projection=name)
    if drainer.is_rung or drainer.is_paused:
        return
    # Of many that ring at this moment, the one whose update finds the old time leaves the message.
    first = Drainer.objects.filter(projection=name, rung_at=drainer.rung_at).update(rung_at=timezone.now())
    if first:
        queue = {"save": False, "timeout": TASK_SECONDS, "task_name": f"copy {name}"}
        async_task("projections.tasks.drain", name, q_options=queue)


def try_again(entries: EntryQuerySet) -> int:
    """What a person has seen to, or wants to see tried now: at once and from the first attempt. Says how many entries."""
    names = set(entries.values_list("projection", flat=True))
    number = entries.update(set_aside_at=None, not_before=None, attempts=0)
    for name in names:
        ring(name)
    return number


def ring_waiting() -> None:
    """Rings for every projection with something to do: a lost bell, a store that is back, a new shape of documents."""
    for projection in registry.configured():
        if is_due(projection.name, projection.version):
            ring(projection.name)


def is_due(name: str, version: int) -> bool:
    if Entry.objects.of(name).due().exists():
        return True
    drainer = Drainer.objects.filter(projection=name).first()
    return drainer is None or drainer.version != version or bool(drainer.stage) or drainer.needs_a_look
