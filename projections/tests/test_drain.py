"""The drain against a store of our own making: outages, bad rows, two drainers, rebuilding and checking."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, transaction
from django.utils import timezone

from audio.models import Recording
from audio.tests import factories as audio
from families.tests import factories as families
from projections import rebuilding, registration, registry, tasks
from projections.comparing import check
from projections.drain import drain
from projections.entries import Drainer, Entry
from projections.errors import StoreError
from projections.health import lag
from projections.leases import LONGEST_PAUSE_SECONDS, Lease, backoff
from projections.outbox import announce, ring, ring_waiting
from projections.rebuilding import rebuild
from projections.tests.memory_store import MemoryProjection

pytestmark = pytest.mark.django_db
DOWN = StoreError("The store does not answer.")


@pytest.fixture
def rung(monkeypatch) -> list[str]:
    """The bells that would have reached a worker."""
    names: list[str] = []
    monkeypatch.setattr("projections.outbox.async_task", lambda task, name, **_: names.append(name))
    return names


@pytest.fixture
def store(no_stores, rung, monkeypatch) -> MemoryProjection:
    monkeypatch.setattr(registry, "_projections", {})
    made = MemoryProjection()
    registration.register(made)
    drain(made)  # the store is known from now on
    return made


@pytest.fixture
def family():
    return families.family()


def record(of, *titles: str) -> list[Recording]:
    return [audio.recording(of, content=b"x", title=title) for title in titles]


def wait_out_the_pause() -> None:
    Drainer.objects.update(not_before=None)
    Entry.objects.update(not_before=None)


def test_a_drain_writes_what_is_there_and_erases_what_is_gone(store, family) -> None:
    first, second = record(family, "Ferry", "Kitchen")
    drain(store)
    first.delete()
    Recording.objects.filter(pk=second.pk).update(title="Garden")

    assert drain(store) == 2
    assert store.titles == {str(second.pk): "Garden"}
    assert not Entry.objects.exists()


def test_many_changes_of_a_row_are_one_write(store, family) -> None:
    (recording,) = record(family, "1")
    for title in "234":
        with transaction.atomic():
            transaction.get_connection().run_on_commit.clear()
            Recording.objects.update(title=title)

    assert drain(store) == 1
    assert store.titles == {str(recording.pk): "4"}


def test_what_comes_while_a_batch_is_written_is_not_lost(store, family) -> None:
    (recording,) = record(family, "Ferry")

    def somebody_writes() -> None:
        store.before_write = lambda: None
        transaction.get_connection().run_on_commit.clear()
        Recording.objects.update(title="Kitchen")

    store.before_write = somebody_writes
    drain(store)

    assert store.titles == {str(recording.pk): "Kitchen"}


def test_an_entry_that_commits_late_under_a_lower_number_is_not_deleted_unread(store, family) -> None:
    """PostgreSQL hands out numbers at the insert; an older one may become visible after a newer one was read."""
    (recording,) = record(family, "Ferry")
    Entry.objects.all().delete()
    Entry.objects.create(id=900, projection=store.name, key=str(recording.pk))

    def the_late_one_commits() -> None:
        store.before_write = lambda: None
        Entry.objects.create(id=800, projection=store.name, key=str(recording.pk))

    store.before_write = the_late_one_commits
    drain(store)

    assert len(store.writes) == 2


def test_an_outage_is_written_down_and_ends_by_itself(store, family, rung) -> None:
    recordings = record(family, *"abcdefgh")
    store.trouble, store.asked = DOWN, 0

    assert drain(store) == 0
    assert store.asked == 1
    drainer = Drainer.objects.get()
    assert drainer.is_paused
    assert drainer.reason == "The store does not answer."
    assert lag()[store.name].waiting == 8
    assert drain(store) == 0
    assert store.asked == 1  # a store that is down is left alone

    store.trouble = None
    wait_out_the_pause()
    while Entry.objects.exists():
        assert drain(store)
    assert len(store.titles) == len(recordings)
    assert not Drainer.objects.get().reason


def test_the_pause_grows_and_has_an_end(store, family) -> None:
    record(family, "Ferry")
    store.trouble = DOWN
    for failures in range(1, 5):
        drain(store)
        assert Drainer.objects.get().failures == failures
        wait_out_the_pause()
    assert timedelta(seconds=4) <= backoff(4) <= timedelta(seconds=12)
    assert backoff(4_000) <= timedelta(seconds=LONGEST_PAUSE_SECONDS * 1.5)


def test_a_store_that_is_left_alone_is_not_rung_for(store, family, rung) -> None:
    record(family, "Ferry")
    store.trouble = DOWN
    drain(store)
    rung.clear()

    ring_waiting()
    assert rung == []
    wait_out_the_pause()
    ring_waiting()
    assert rung == [store.name]


@pytest.mark.parametrize("error", [OperationalError("locked"), DOWN])
def test_trouble_that_may_pass_sets_nothing_aside(store, family, error) -> None:
    record(family, "Ferry")
    store.trouble = error
    drain(store)

    assert Entry.objects.waiting().count() == 1


def test_a_bad_row_is_set_aside_and_the_rest_flows_on(store, family) -> None:
    rows = {each.title: str(each.pk) for each in record(family, *"abcdefgh")}
    store.poison = {"c"}

    assert drain(store) == 7
    assert sorted(store.titles.values()) == list("abdefgh")
    stuck = Entry.objects.get()
    assert (stuck.key, stuck.reason) == (rows["c"], "This title is not taken here.")
    assert lag()[store.name].set_aside == 1
    assert lag()[store.name].waiting == 0


def test_an_error_of_ours_sets_only_its_row_aside_and_repeats_no_words(store, family) -> None:
    record(family, *"abcd")
    store.trouble = ValueError("what somebody said")
    drain(store)

    assert Entry.objects.waiting().count() == 0
    for entry in Entry.objects.all():
        assert "ValueError" in entry.reason
        assert "somebody" not in entry.reason


def test_a_change_frees_what_was_set_aside(store, family) -> None:
    (recording,) = record(family, "bad")
    store.poison = {"bad"}
    drain(store)
    Recording.objects.update(title="good")
    drain(store)

    assert store.titles == {str(recording.pk): "good"}
    assert not Entry.objects.exists()


def test_a_row_that_fails_again_and_again_ends_up_alone(store, family) -> None:
    record(family, *"abcd")
    Entry.objects.update(attempts=2)
    drain(store)

    assert [len(batch) for batch in store.writes] == [1, 1, 1, 1]


def test_one_drains_at_a_time(store, family) -> None:
    record(family, "Ferry")
    lease = Lease.take(store.name)

    assert Lease.take(store.name) is None
    assert drain(store) == 0
    lease.end()
    assert drain(store) == 1


def test_a_lease_that_nobody_ends_runs_out(store, family) -> None:
    record(family, "Ferry")
    Lease.take(store.name)
    Drainer.objects.update(leased_until=timezone.now(), not_before=timezone.now())

    assert drain(store) == 1


def test_a_drainer_that_kills_its_worker_leaves_a_growing_pause(store) -> None:
    for failures in (1, 2, 3):
        Drainer.objects.update(leased_until=None, not_before=None)
        assert Lease.take(store.name)
        drainer = Drainer.objects.get()
        assert drainer.failures == failures
        assert drainer.not_before > timezone.now()


def test_who_lost_the_lease_announces_again_what_was_written(store, family) -> None:
    (recording,) = record(family, "Ferry")

    def somebody_takes_over() -> None:
        store.before_write = lambda: None
        Drainer.objects.update(token=uuid.uuid4(), leased_until=timezone.now() + timedelta(seconds=60))

    store.before_write = somebody_takes_over
    drain(store)

    assert set(Entry.objects.values_list("key", flat=True)) == {str(recording.pk)}


def test_a_bell_is_on_its_way_once(store, family, rung) -> None:
    ring(store.name)
    ring(store.name)
    assert rung == [store.name]

    drain(store)
    ring(store.name)
    assert len(rung) == 2


def test_a_lost_bell_is_rung_again(store, family, rung) -> None:
    record(family, "Ferry")
    Drainer.objects.update(rung_at=timezone.now() - timedelta(seconds=31))

    ring_waiting()
    assert rung == [store.name]


def test_a_turn_that_is_over_rings_for_the_rest(store, family, rung) -> None:
    record(family, *"abcdefgh")

    assert drain(store, seconds=0) == store.batch
    assert rung == [store.name]


def test_an_entry_needs_a_transaction(store, transactional_db) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        announce([(store.name, "1")])


def test_two_drainers_at_once_lose_nothing(store, family) -> None:
    """The second begins while the first writes."""
    record(family, *"abcdefgh")
    inner: list[int] = []

    def second() -> None:
        store.before_write = lambda: None
        inner.append(drain(store))

    store.before_write = second
    assert drain(store) == 8
    assert inner == [0]
    assert len(store.titles) == 8


def test_rebuild_fills_an_empty_store_and_erases_strangers(store, family) -> None:
    recordings = record(family, *"abcdef")
    drain(store)
    store.titles = {"stranger": "x", str(uuid.uuid4()): "y", str(recordings[0].pk): "stale"}

    rebuild(store)
    while drain(store):
        pass
    assert store.titles == {str(each.pk): each.title for each in recordings}


def test_check_names_what_is_missing_stale_and_foreign(store, family) -> None:
    missing, stale, _ = record(family, *"abc")
    drain(store)
    assert list(check(store)) == []
    store.titles.pop(str(missing.pk))
    store.titles |= {str(stale.pk): "old", "stranger": "x"}

    found = {(each.key, each.kind) for each in check(store)}
    assert found == {(str(missing.pk), "missing"), (str(stale.pk), "stale"), ("stranger", "foreign")}


def test_what_waits_is_late_and_no_difference(store, family) -> None:
    record(family, "Ferry")
    assert list(check(store)) == []


def test_a_new_shape_is_copied_by_itself(store, family, rung, monkeypatch) -> None:
    (recording,) = record(family, "Ferry")
    drain(store)
    store.titles[str(recording.pk)] = "in the old shape"
    monkeypatch.setattr(MemoryProjection, "version", 2)

    ring_waiting()
    assert rung == [store.name]
    tasks.drain(store.name)
    assert store.titles == {str(recording.pk): "Ferry"}
    Drainer.objects.update(rung_at=None)
    ring_waiting()
    assert rung == [store.name]


def test_a_store_that_is_new_is_filled_by_itself(store, family) -> None:
    record(family, "Ferry")
    Entry.objects.all().delete()
    Drainer.objects.all().delete()

    tasks.drain(store.name)
    assert list(store.titles.values()) == ["Ferry"]


@pytest.mark.parametrize("is_replaced", [False, True], ids=["emptied", "put back to an older state"])
def test_a_store_that_lost_what_it_had_is_noticed_and_filled(store, family, rung, is_replaced) -> None:
    recordings = record(family, "Ferry", "Kitchen")
    before = (dict(store.titles), store.left)
    drain(store)
    store.empty()
    if is_replaced:
        store.titles, store.left = before

    rung.clear()
    Drainer.objects.update(looked_at=timezone.now() - timedelta(minutes=3))
    ring_waiting()
    assert rung == [store.name]
    tasks.drain(store.name)
    assert store.titles == {str(each.pk): each.title for each in recordings}


def test_our_database_put_back_to_an_older_state_is_noticed(store, family) -> None:
    (recording,) = record(family, "Ferry")
    drain(store)
    older = Drainer.objects.get()
    recording.title = "Kitchen"
    recording.save()
    drain(store)
    Recording.objects.filter(pk=recording.pk).update(title="Ferry")
    Entry.objects.all().delete()
    older.save()
    Drainer.objects.update(looked_at=None)

    drain(store)
    assert store.titles == {str(recording.pk): "Ferry"}


def test_whoever_was_overtaken_writes_nothing_any_more(store, family) -> None:
    """Its lease ran out while it was held up, and somebody else has copied something newer."""
    (recording,) = record(family, "Ferry")

    def held_up() -> None:
        store.before_write = lambda: None
        Drainer.objects.update(leased_until=None, not_before=None)
        Recording.objects.update(title="Kitchen")
        drain(store)
        assert store.titles == {str(recording.pk): "Kitchen"}

    store.before_write = held_up
    drain(store)
    assert store.titles == {str(recording.pk): "Kitchen"}
    assert list(check(store)) == []


def test_a_rebuild_goes_on_where_it_was_interrupted(store, family, monkeypatch) -> None:
    monkeypatch.setattr(rebuilding, "PAGE", 2)
    recordings = record(family, *"abcdef")
    drain(store)
    store.writes.clear()
    rebuild(store)
    drain(store, seconds=0)
    assert 0 < Drainer.objects.get().announced < len(recordings)

    while Drainer.objects.get().stage:
        drain(store)
    assert sorted(key for batch in store.writes for key in batch) == sorted(str(each.pk) for each in recordings)


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("rebuild_projection", *words, stdout=out, stderr=out)
    return out.getvalue()


def test_the_command_rebuilds_and_checks(store, family) -> None:
    record(family, "Ferry")
    store.titles["stranger"] = "x"

    with pytest.raises(SystemExit):
        run(store.name, "--check")
    run(store.name)
    assert "0 differences" in run("--all", "--check")


def test_the_command_says_why_a_store_was_not_filled(store, family) -> None:
    record(family, "Ferry")
    store.trouble = DOWN

    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("rebuild_projection", store.name, stdout=out, stderr=out)
    assert "does not answer" in out.getvalue()
    with pytest.raises(CommandError, match="Name one"):
        run()
