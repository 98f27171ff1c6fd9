"""In what order a rebuild announces its rows: those of one group together, each once, wherever it was interrupted."""

from itertools import groupby

import pytest

from audio.models import Recording
from audio.tests import factories as audio
from families.tests import factories as families
from projections import rebuilding, registration, registry
from projections.comparing import check
from projections.drain import drain
from projections.entries import Drainer
from projections.rebuilding import rebuild
from projections.rows import page_of_keys
from projections.tests.memory_store import MemoryProjection
from stories.projections import StoryGraph

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


class GroupedProjection(MemoryProjection):
    grouped_by = "narrator_id"
    batch = 1  # so that rows are copied in the order in which they were announced


@pytest.fixture
def store(no_stores, monkeypatch) -> GroupedProjection:
    monkeypatch.setattr("projections.outbox.async_task", lambda *_, **__: None)
    monkeypatch.setattr(registry, "_projections", {})
    made = GroupedProjection()
    registration.register(made)
    drain(made)  # the store is known from now on
    return made


@pytest.fixture
def recordings(store) -> list[Recording]:
    """Of three narrators in turn, and of nobody."""
    family = families.family()
    people = [*(families.person(family, name=name) for name in ("Ilse", "Hinrich", "Jonas")), None]
    made = [audio.recording(family, content=b"x", title=str(n), narrator=people[n % 4]) for n in range(20)]
    drain(store)
    store.writes.clear()
    return made


def announced(store: GroupedProjection) -> list[str]:
    """The keys in the order in which they were copied."""
    return [key for batch in store.writes for key in batch]


def narrators(keys: list[str]) -> list[str]:
    """Whose the rows are, each run of one narrator as one."""
    by_key = {str(pk): str(narrator) for pk, narrator in Recording.objects.values_list("pk", "narrator")}
    return [narrator for narrator, _ in groupby(by_key[key] for key in keys)]


def fill(store: GroupedProjection) -> None:
    while Drainer.objects.get().stage:
        drain(store)


@pytest.mark.parametrize("page", [1, 2, 5, 7, 100])
def test_a_rebuild_announces_the_rows_of_one_group_together(store, recordings, monkeypatch, page):
    monkeypatch.setattr(rebuilding, "PAGE", page)
    rebuild(store)
    fill(store)
    assert sorted(announced(store)) == sorted(str(each.pk) for each in recordings)
    assert narrators(announced(store)) == ["None", *sorted(str(each.narrator_id) for each in recordings[:3])]


@pytest.mark.parametrize("page", [2, 5, 7])
def test_a_rebuild_of_groups_goes_on_where_it_was_interrupted(store, recordings, monkeypatch, page):
    monkeypatch.setattr(rebuilding, "PAGE", page)
    rebuild(store)
    turns = 0
    while Drainer.objects.get().stage:
        drain(store, seconds=0)  # every turn ends after one batch or one page, as if its worker had died
        turns += 1
    assert turns > len(recordings) / page
    drain(store)
    assert sorted(announced(store)) == sorted(str(each.pk) for each in recordings)
    assert len(narrators(announced(store))) == 4


def test_a_row_that_changes_its_group_meanwhile_is_copied_all_the_same(store, recordings, monkeypatch):
    monkeypatch.setattr(rebuilding, "PAGE", 2)
    rebuild(store)
    drain(store, seconds=0)
    first, *_, last = sorted({each.narrator_id for each in recordings} - {None})
    moved = {str(each.pk) for each in recordings if each.narrator_id == last}
    store.titles = {key: title for key, title in store.titles.items() if key not in moved}
    Recording.objects.filter(narrator=last).update(narrator=first)
    fill(store)
    drain(store)
    assert set(store.titles) == {str(each.pk) for each in recordings}


def test_the_check_looks_at_every_row_of_every_group(store, recordings):
    gone = {str(recordings[0].pk), str(recordings[3].pk)}
    store.titles = {key: title for key, title in store.titles.items() if key not in gone}
    assert {difference.key for difference in check(store)} == gone


def test_a_rebuild_that_began_before_rows_were_grouped_misses_none(store, recordings):
    """It had announced rows by their keys alone."""
    middle = sorted(str(each.pk) for each in recordings)[9]
    page, seen = page_of_keys(store, middle, 100), set()
    while page.keys:
        seen |= set(page.keys)
        page = page_of_keys(store, page.end, 100)
    assert {str(each.pk) for each in recordings if str(each.pk) > middle} <= seen


def test_stories_are_announced_life_by_life():
    assert StoryGraph.grouped_by == "narrator_id"
