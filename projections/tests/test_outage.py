"""Stores that go away, come back, or say nothing; nobody who writes a story notices."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from audio.models import Recording
from audio.tests import factories as audio
from memoire_site.tests.gate import Gate
from projections import registry
from projections.drain import drain
from projections.entries import Drainer, Entry
from projections.health import firestore_answers, lag, neo4j_answers
from projections.tests.live_stores import differences, drain_all, live
from stories.tests import factories as stories

__all__ = ["live"]


@pytest.fixture
def gates(live, stores, settings) -> Iterator[dict[str, Gate]]:
    """Both stores, each behind a gate."""
    made = {name: Gate(int(stores[name].rsplit(":", 1)[1])) for name in ("NEO4J_URI", "FIRESTORE_EMULATOR_HOST")}
    settings.NEO4J_URI = f"bolt://127.0.0.1:{made['NEO4J_URI'].port}"
    settings.FIRESTORE_EMULATOR_HOST = f"127.0.0.1:{made['FIRESTORE_EMULATOR_HOST'].port}"
    yield made
    for name, gate in made.items():
        gate.close()
        setattr(settings, name, stores[name])


def end_the_pause() -> None:
    Drainer.objects.update(not_before=None)
    Entry.objects.update(not_before=None)


@pytest.mark.live
@pytest.mark.django_db
def test_after_an_outage_everything_is_caught_up(gates) -> None:
    story = stories.story()
    drain_all()
    for gate in gates.values():
        gate.shut()

    began = time.monotonic()
    story.title = "Written while the stores are away"
    story.save()
    audio.recording(story.family)
    assert time.monotonic() - began < 1
    for projection in registry.configured():
        assert drain(projection) == 0
    assert time.monotonic() - began < 40
    troubles = {name: each.trouble for name, each in lag().items() if each.waiting}
    assert set(troubles) == {"firestore.audio_files", "firestore.stories", "neo4j.stories"}
    assert all("does not answer" in trouble for trouble in troubles.values())
    assert neo4j_answers()
    assert firestore_answers()

    for gate in gates.values():
        gate.open()
    patience = time.monotonic() + 30  # a connection that failed waits a little before it tries again
    while Entry.objects.exists() and time.monotonic() < patience:
        end_the_pause()
        for projection in registry.configured():
            drain(projection)
        time.sleep(0.2)
    assert Recording.objects.count() == 2
    assert not Entry.objects.exists()
    assert differences() == []


@pytest.mark.live
@pytest.mark.django_db
def test_health_does_not_wait_for_a_frozen_store(gates) -> None:
    assert neo4j_answers() is None
    for gate in gates.values():
        gate.is_frozen = True

    began = time.monotonic()
    assert neo4j_answers()
    assert firestore_answers()
    assert time.monotonic() - began < 15


def test_without_a_store_no_client_library_is_imported() -> None:
    """Nor does the graph's module need a server."""
    code = (
        "import django, sys; django.setup()\n"
        "assert not {'neo4j', 'neomodel', 'google.cloud.firestore'} & set(sys.modules)\n"
        "import stories.graph.nodes"
    )
    names = {"FIRESTORE_PROJECT_ID": "", "NEO4J_URI": "", "DJANGO_SETTINGS_MODULE": "memoire_site.settings"}
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, **names}, timeout=60)
