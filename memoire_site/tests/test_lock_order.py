"""A change that a person makes and a worker that stores a result lock in one order: neither waits for the other for ever."""

import threading

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from audio import pipeline
from audio.models import Step
from audio.tests import factories as audio
from families.tests import factories as families
from memoire_site.tests.lock_order import LockOrder
from memoire_site.tests.test_access import WAYS, address_of, asked, filled, world
from transcripts.models import Hearing, Segment
from transcripts.runs import retranscription
from transcripts.tests import factories as transcripts
from transcripts.words import corrections

__all__ = ["world"]
pytestmark = pytest.mark.second_database
STEPS = "audio_step"
NOBODY_KNOWS_YET = {"audio-upload"}  # the steps of a recording that is just being made
CHANGES = sorted(name for name, way in WAYS.items() if way.method != "get" and name not in NOBODY_KNOWS_YET)


@pytest.mark.django_db
@pytest.mark.parametrize("name", CHANGES)
def test_steps_are_held_before_anything_else(name, world):
    """Removing is left out: it holds the row that goes and then wakes others, whose workers never ask for that row."""
    way, client, order = WAYS[name], Client(), LockOrder()
    who = "staff" if name.startswith("admin:") else "keeper"
    client.force_login(world.people[who], backend="memoire_site.backends.NoDemoUsersBackend")
    Step.objects.update(state=Step.State.DONE)
    address = address_of(name, world)
    with order.of(name):
        asked(client, way, address, filled(way.data, world))
    assert [earlier for earlier, later in order.after if later == STEPS] == []


@pytest.fixture
def line(transactional_db) -> Segment:
    """One that was heard, and that waits for its doubts."""
    recording = audio.recording(families.family())
    for name, state in [("transcribe", "done"), ("align", "done"), ("doubt", "waiting")]:
        audio.step(recording, name, state=state)
    return transcripts.transcript(recording).segments.get(index=0)


def mended(line: Segment) -> None:
    corrections.correct(line, "The river froze over.", by=families.user())


def accepted(line: Segment) -> None:
    hearing = line.transcript.hearings.create(language="en", state=Hearing.State.PROPOSED)
    retranscription.accept(hearing, by=families.user())


@pytest.mark.parametrize("change", [mended, accepted])
def test_a_worker_that_stores_what_it_weighed_and_somebody_who_changes_the_words_both_come_through(line, change):
    """The worker has its step and is about to write into the line, in the moment in which the change begins."""
    run = pipeline.take_step(line.transcript.recording.steps.get(name="doubt").pk)
    assert run is not None
    has_step, failures = threading.Event(), []

    def change_now() -> None:
        has_step.wait(10)
        try:
            change(line)
        except OperationalError as error:  # what a page would answer 503 for
            failures.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=change_now)
    other.start()
    with transaction.atomic():
        run.still_ours()
        has_step.set()
        other.join(0.5)  # until it waits for us, or has come to its end where one database writes at a time
        Segment.objects.filter(pk=line.pk).update(is_weighed=True)
    other.join(10)
    assert (failures, other.is_alive()) == ([], False)
