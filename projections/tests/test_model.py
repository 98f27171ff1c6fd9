"""Any order of edits, faults and drains ends, after one drain, with both stores as the database says."""

from collections.abc import Iterable
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from families.models import Family, Person
from families.tests import factories as families
from projections import firestore, neo4j, outbox, registry
from projections.comparing import compare
from projections.drain import drain
from projections.entries import Drainer, Entry
from projections.outbox import announce
from projections.tests.edits import EDITS, Nothing
from projections.tests.fault_points import KINDS, Faults, Killed, faults
from projections.tests.live_stores import differences, empty_stores, live
from stories.models import Place, Story
from transcripts import projections as transcript_documents

__all__ = ["faults", "live"]
SEQUENCES = 100  # and as many on the other database: 200 in a run of the whole suite
STEPS = 6
MOST_CHUNKS = 20
PATIENCE = timedelta(minutes=3)  # more than any pause or lease lasts
EDIT_NAMES = st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=4)
WRONG = {"chosen": st.integers(0, 4), "countdown": st.integers(0, 16), "kind": st.sampled_from(sorted(KINDS))}


class Clock:
    """The time of day, as a machine believes it."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self.real = timezone.now

    def __call__(self):
        return self.real() + self.ahead


class World:
    """What all sequences share: both stores, the clock, and what has been announced since a sequence began."""

    def __init__(self, faults: Faults) -> None:
        self.faults, self.clock = faults, Clock()
        self.announced: set[tuple[str, str]] = set()
        self.ended = self.refused = 0

    def begin(self) -> None:
        if Entry.objects.exists():
            clean_up_after_a_failure()
        self.announced.clear()

    def note(self, pairs: Iterable[tuple[str, str]], **options: str) -> None:
        """In the place of `announce`, which it calls."""
        pairs = set(pairs)
        self.announced |= pairs
        announce(pairs, **options)

    def projection(self, chosen: int) -> registry.Projection:
        """One that has something to do, where there is one."""
        busy = set(Entry.objects.values_list("projection", flat=True))
        choice = [each for each in registry.configured() if each.name in busy] or registry.configured()
        return choice[chosen % len(choice)]

    def settle(self) -> None:
        """All faults end. After one drain of each projection nothing is left to do."""
        self.faults.disarm()
        self.faults.down.clear()
        self.clock.ahead += PATIENCE
        Entry.objects.exclude(set_aside_at=None).update(set_aside_at=None, not_before=None)  # as staff would
        for projection in registry.configured():
            drain(projection, seconds=60)
        assert [(each.key, each.projection, each.reason) for each in Entry.objects.all()] == []

    def compare(self, family: Family) -> None:
        for projection in registry.configured():
            keys = [key for name, key in self.announced if name == projection.name]
            assert list(compare(projection, keys)) == []
        assert graph(family) == rows(family)
        transcripts = {key for name, key in self.announced if name == "firestore.transcripts"}
        assert chunks(transcripts) == documented_chunks(transcripts)
        self.ended += 1


class Life(RuleBasedStateMachine):
    """One sequence; `world` is set by the test."""

    world: World

    @initialize(numbers=st.lists(st.integers(0, 30), min_size=6, max_size=6), is_copied=st.booleans(), **WRONG)
    def a_family(self, numbers: list[int], is_copied: bool, **wrong) -> None:
        """Every sequence has one turn that goes wrong, as the rules are not all drawn in each."""
        self.world.begin()
        self.family = families.family()
        names = ["add_person", "add_recording", "hear_words", "find_story", "mention_person", "mention_place"]
        for name, number in zip(names, numbers, strict=True):
            self.do([name], number)
        self.go_wrong(**wrong)
        if is_copied:  # so that a later change that leaves no entry shows
            self.world.settle()

    def do(self, names: list[str], number: int, *, is_undone: bool = False) -> None:
        """In one transaction; what there is nothing for, or what the constraints refuse, did not happen."""
        try:
            with transaction.atomic():
                for name in names:
                    EDITS[name](self.family, number)
                transaction.set_rollback(is_undone)
        except Nothing:
            self.world.refused += 1
        except IntegrityError as error:
            assert "projections_" not in str(error)
            self.world.refused += 1

    @rule(names=EDIT_NAMES, number=st.integers(0, 30))
    def edit(self, names: list[str], number: int) -> None:
        for name in names:
            self.do([name], number)

    @rule(names=EDIT_NAMES, number=st.integers(0, 30), is_undone=st.booleans())
    def edit_together(self, names: list[str], number: int, is_undone: bool) -> None:
        self.do(names, number, is_undone=is_undone)

    @rule(names=EDIT_NAMES, number=st.integers(0, 30), chosen=st.integers(0, 4))
    def a_turn(self, names: list[str], number: int, chosen: int) -> None:
        self.edit(names, number)
        drain(self.world.projection(chosen))

    @rule(names=EDIT_NAMES, number=st.integers(0, 30), **WRONG)
    def a_turn_that_goes_wrong(self, names: list[str], number: int, **wrong) -> None:
        self.edit(names, number)
        self.go_wrong(**wrong)

    def go_wrong(self, chosen: int, countdown: int, kind: str) -> None:
        self.world.faults.arm(countdown, kind)
        try:
            drain(self.world.projection(chosen))
        except Killed:
            pass
        except Exception as error:  # where the drain itself went wrong its task fails, and the next one mends it
            assert type(error) is type(KINDS[kind]()), error
        self.world.faults.disarm()

    @rule(store=st.sampled_from(["firestore", "neo4j"]))
    def a_store_goes_away_or_comes_back(self, store: str) -> None:
        self.world.faults.down ^= {store}

    @rule(minutes=st.sampled_from([1, 60, -60, -60 * 24]))
    def the_clock_jumps(self, minutes: int) -> None:
        self.world.clock.ahead += timedelta(minutes=minutes)

    def teardown(self) -> None:
        if hasattr(self, "family"):
            self.world.settle()
            self.world.compare(self.family)


def clean_up_after_a_failure() -> None:
    """So that a smaller example of it can be looked for."""
    if Entry.objects.exists() or Family.objects.exists():
        Family.objects.all().delete()
        Entry.objects.all().delete()
        Drainer.objects.all().delete()
        empty_stores()


def graph(family: Family) -> dict[str, set[str]]:
    """Asked without the code that is tried here."""
    with neo4j.transaction() as ask:
        found = ask(
            "MATCH (n:StoryNode|PersonNode|PlaceNode {family_id: $family}) "
            "RETURN labels(n)[0] AS label, n.id AS id, n.name AS name",
            family=str(family.pk),
        )
    labels = ("StoryNode", "PersonNode", "PlaceNode")
    return {label: {f"{row['id']} {row['name']}" for row in found if row["label"] == label} for label in labels}


def rows(family: Family) -> dict[str, set[str]]:
    people, places = Person.objects.filter(family=family), Place.objects.filter(family=family)
    told = people.exclude(told_stories=None) | people.exclude(mentions=None)
    return {
        "StoryNode": {f"{row.pk} None" for row in Story.objects.filter(family=family)},
        "PersonNode": {f"{row.pk} {row.name}" for row in told},
        "PlaceNode": {f"{row.pk} {row.name}" for row in places.exclude(mentions=None)},
    }


def chunks(transcripts: set[str]) -> set[str]:
    """Every part that there is, also those that no document counts."""
    paths = [f"transcripts/{key}/chunks/{number}" for key in transcripts for number in range(MOST_CHUNKS)]
    found = firestore.client().get_all([firestore.client().document(path) for path in paths], [])
    return {each.reference.path for each in found if each.exists}


def documented_chunks(transcripts: set[str]) -> set[str]:
    found = firestore.client().get_all([firestore.client().document(f"transcripts/{key}") for key in transcripts])
    return {
        f"transcripts/{each.id}/chunks/{number}"
        for each in found
        if each.exists
        for number in range(each.get("chunk_count"))
    }


@pytest.mark.live
@pytest.mark.django_db(transaction=True)
def test_any_order_of_edits_and_faults_ends_well(live, faults, monkeypatch) -> None:
    world = World(faults)
    monkeypatch.setattr(timezone, "now", world.clock)
    monkeypatch.setattr(outbox, "announce", world.note)
    monkeypatch.setattr(transcript_documents, "CHUNK_SEGMENTS", 3)
    run_state_machine_as_test(
        type("SequenceOfEdits", (Life,), {"world": world}),
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert world.ended >= SEQUENCES
    assert {place.split(" at ")[0] for place in faults.met} == set(KINDS)  # each of them, at no few places
    assert len(faults.met) > 10, sorted(faults.met)
    assert differences() == []

    Family.objects.all().delete()
    world.settle()
    assert [key for projection in registry.configured() for key in projection.stored_keys()] == []
    with neo4j.transaction() as ask:
        assert ask("MATCH (n:StoryNode|PersonNode|PlaceNode) RETURN n.id") == []
