"""How quickly copies follow: `python bench/projections.py [--rows 20000]`, with real stores and a database of its own.

Prints, for the stories' documents and for the graph, the rate of the drain beside that of a bare client which writes the
same documents and nodes in batches; what an entry costs a change; the memory; whether a rebuild is linear; and how soon
a client that listens hears of a change. But for that, only ratios within one run mean something.
"""

import argparse
import os
import queue
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parents[1]
STORIES_OF_A_FAMILY = 100
PEOPLE_OF_A_FAMILY = 20
MANY = 500
CHANGES = 20
NAMES = ["firestore.stories", "neo4j.stories"]


def main() -> None:
    parser = argparse.ArgumentParser(description="How quickly copies in Firestore and Neo4j follow.")
    parser.add_argument("--rows", type=int, default=20_000, help="stories that have changed")
    parser.add_argument("--rebuild", type=int, default=0, help="stories of the rebuild; five times --rows by default")
    parser.add_argument("--only", choices=NAMES, help="one of the stores, not both")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, stores() as found:
        os.environ.update(found, DATA_DIR=folder, DEBUG="false", DATABASE_URL=f"sqlite:///{folder}/bench.sqlite3")
        os.environ.update(DJANGO_SETTINGS_MODULE="memoire_site.settings", LOG_LEVEL="ERROR")
        sys.path.insert(0, str(ROOT))
        django.setup()
        run(options.rows, options.rebuild or 5 * options.rows, [options.only] if options.only else NAMES)


@contextmanager
def stores() -> Iterator[dict[str, str]]:
    """The settings of both stores: of running ones when they are in the environment, else started for us."""
    names = ["NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD", "FIRESTORE_PROJECT_ID", "FIRESTORE_EMULATOR_HOST"]
    if all(os.environ.get(name) for name in names):
        yield {}
        return
    process = subprocess.Popen([str(ROOT / "script" / "stores")], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield dict(process.stdout.readline().strip().split("=", 1) for _ in names)
    finally:
        process.terminate()
        process.wait()


def run(rows: int, more: int, names: list[str]) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(f"a listener hears of a change after {listened()}", flush=True)
    make_stories(rows)
    quiet_queue()
    for name in names:
        bare = BARE[name]
        first = drained(name)
        ours = [drained(name), drained(name)]
        theirs = [bare(name), bare(name)]
        print(f"{name}: {rows} rows; first copy {rows / first:.0f}/s", end="; ")
        print(f"drain {rows / min(ours):.0f}/s, bare client {rows / min(theirs):.0f}/s", end="; ")
        print(f"ratio {min(theirs) / min(ours):.2f}", flush=True)
    print(f"entries: {inserts_of_a_change()}")
    before, small = peak_mib(), {name: rebuilt(name) / rows for name in names}
    make_stories(more - rows)
    large = {name: rebuilt(name) / more for name in names}
    for name in names:
        print(
            f"{name}: rebuild of {more} rows takes {large[name] / small[name]:.2f} times as long per row as of {rows}"
        )
    print(f"memory: {peak_mib() - before:.0f} MiB more for {more / rows:.0f} times the rows")


def quiet_queue() -> None:
    from projections import outbox

    outbox.async_task = lambda *_, **__: None


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# --- rows ------------------------------------------------------------------------------------------------------------


def make_stories(number: int) -> None:
    """In families of ordinary size, with a narrator, a person and a place each, and the words of three segments."""
    from django.conf import settings

    kept = settings.FIRESTORE_PROJECT_ID, settings.NEO4J_URI
    settings.FIRESTORE_PROJECT_ID = settings.NEO4J_URI = ""  # nothing is queued for what only sets the stage
    for start in range(0, number, STORIES_OF_A_FAMILY):
        make_family(min(STORIES_OF_A_FAMILY, number - start))
    settings.FIRESTORE_PROJECT_ID, settings.NEO4J_URI = kept


def make_family(number: int) -> None:
    from audio.models import Recording
    from families.models import Family, Person
    from stories.models import Mention, Place, Story, StorySegment
    from transcripts.models import Segment, Transcript

    family = Family.objects.create(name="The Brandts")
    people = Person.objects.bulk_create(Person(family=family, name=f"Person {n}") for n in range(PEOPLE_OF_A_FAMILY))
    places = Place.objects.bulk_create(Place(family=family, name=f"Place {n}") for n in range(PEOPLE_OF_A_FAMILY))
    recording = Recording.objects.create(family=family, filename="a.wav", size=1, narrator=people[0])
    transcript = Transcript.objects.create(recording=recording, language="en", engine="x", engine_version="1")
    segments = Segment.objects.bulk_create(
        Segment(transcript=transcript, index=n, start_ms=n, end_ms=n + 1, text="x", heard_text="x")
        for n in range(3 * number)
    )
    stories = Story.objects.bulk_create(
        Story(
            family=family,
            recording=recording,
            narrator=people[n % 4],
            title=f"Story {n}",
            summary="The river froze, and we walked over to the other side, all of us. " * 4,
            start_ms=n,
            end_ms=n + 1,
            edtf=f"{1920 + n % 60}",
            starts=f"{1920 + n % 60}-01-01",
            ends=f"{1920 + n % 60}-12-31",
        )
        for n in range(number)
    )
    StorySegment.objects.bulk_create(
        StorySegment(story=stories[n // 3], segment=segment) for n, segment in enumerate(segments)
    )
    about = [Mention(story=story, name="P", person=people[n % len(people)]) for n, story in enumerate(stories)]
    there = [Mention(story=story, name="P", place=places[n % len(places)]) for n, story in enumerate(stories)]
    Mention.objects.bulk_create(about + there)


# --- ours ------------------------------------------------------------------------------------------------------------


def timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def drained(name: str) -> float:
    """Seconds to copy every story, after all have changed."""
    from projections import registry
    from projections.drain import drain
    from projections.entries import Entry
    from stories.models import Story

    projection = registry.named(name)
    drain(projection, seconds=9_999)  # knows the store
    Entry.objects.all().delete()
    Story.objects.update(title=f"Changed {uuid.uuid4()}")
    Entry.objects.exclude(projection=name).delete()
    seconds = timed(lambda: drain(projection, seconds=9_999))
    assert not Entry.objects.exists()
    return seconds


def rebuilt(name: str) -> float:
    from projections import registry
    from projections.drain import drain
    from projections.entries import Drainer
    from projections.rebuilding import rebuild

    projection = registry.named(name)
    rebuild(projection)
    seconds = timed(lambda: drain(projection, seconds=9_999))
    assert not Drainer.objects.get(projection=name).stage
    return seconds


def inserts_of_a_change() -> str:
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from projections.entries import Entry
    from stories.models import Story

    story = Story.objects.all()[0]
    Entry.objects.all().delete()
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        transaction.atomic(),
    ):
        story.save()
    inserts = [each for each in queries if each["sql"].startswith('INSERT INTO "projections_entry"')]
    return f"a saved story leaves {Entry.objects.count()} in {len(inserts)} insert"


# --- a listener ------------------------------------------------------------------------------------------------------


def listened() -> str:
    """How soon a client that listens to a recording's document hears of a change, with a worker as it runs for users."""
    from audio.models import Recording
    from families.models import Family
    from projections import firestore
    from projections.entries import Entry

    recording = Recording.objects.create(family=Family.objects.create(name="The Brandts"), filename="a.wav", size=1)
    command = [sys.executable, str(ROOT / "manage.py"), "worker"]
    worker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    heard: queue.Queue[tuple[str, float]] = queue.Queue()

    def listen(snapshots: list[Any], *_: object) -> None:
        for each in snapshots:
            heard.put((str(each.to_dict()), time.perf_counter()))

    try:
        while Entry.objects.exists():
            time.sleep(0.5)
        watch = firestore.client().document(f"audio_files/{recording.pk}").on_snapshot(listen)
        heard.get(timeout=60)
        taken = [heard_of(recording, f"{number}.wav", heard) for number in range(CHANGES)]
        watch.unsubscribe()
    finally:
        worker.terminate()
        worker.wait()
    return f"{statistics.median(taken):.2f} s, at most {max(taken):.2f} s in {CHANGES} changes"


def heard_of(recording: Any, filename: str, heard: "queue.Queue[tuple[str, float]]") -> float:
    time.sleep(1.3)  # so that a worker that looks twice a second is found at any moment
    recording.filename = filename
    began = time.perf_counter()
    recording.save()
    while True:
        said, at = heard.get(timeout=60)
        if filename in said:
            return at - began


# --- a bare client ---------------------------------------------------------------------------------------------------


def documents(name: str) -> Iterator[dict[str, Any]]:
    from projections import registry
    from projections.rows import pages_of_keys

    for keys in pages_of_keys(registry.named(name)):
        yield registry.named(name).read(keys)


def bare_documents(name: str) -> float:
    from projections import firestore

    rows = [(key, dict(each.fields)) for page in documents(name) for key, each in page.items()]

    def write() -> None:
        for start in range(0, len(rows), MANY):
            batch = firestore.client().batch()
            for key, fields in rows[start : start + MANY]:
                batch.set(firestore.client().document(f"stories/{key}"), fields)
            batch.commit()

    return timed(write)


def bare_graph(name: str) -> float:
    from projections import neo4j
    from stories import projections as graph
    from stories.graph.narrator_order import TIE_ORDER

    pages = list(documents(name))

    def write() -> None:
        for page in pages:
            people = [each for one in page.values() for each in one["narrators"]]
            people += [each["person"] for one in page.values() for each in one["people"]]
            order = [[key, one["following"][0]] for key, one in page.items() if one["following"]]
            with neo4j.driver().session() as session, session.begin_transaction() as ask:
                ask.run(graph.WRITE_STORIES, rows=[one["story"] for one in page.values()])
                ask.run(graph.WRITE_PEOPLE, rows=people)
                ask.run(graph.WRITE_PLACES, rows=[each for one in page.values() for each in one["places"]])
                ties = [graph.parted(key, tie) for key, one in page.items() for tie in graph.ties(one)]
                for kind, tie in graph.TIE.items():
                    ask.run(tie, rows=[row for row in ties if row["kind"] == kind])
                ask.run(TIE_ORDER, rows=order)
                ask.commit()

    return timed(write)


BARE = {"firestore.stories": bare_documents, "neo4j.stories": bare_graph}

if __name__ == "__main__":
    main()
