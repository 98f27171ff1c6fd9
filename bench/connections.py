"""How soon questions about people, places and dates are answered, by the database and by a real Neo4j.

    .venv/bin/python bench/connections.py [--families N] [--stories N] [--people N] [--calls N] [--no-graph]

The default is 100,000 stories and 20,000 people: families of ordinary size (500 stories, 100 people) and one ten times as large. Prints
milliseconds per question, and each answer of the graph is compared with the database's. Everything is written to a temporary folder,
or to the empty database that DATABASE_URL names (`script/postgres` serves one); Neo4j is started by `script/stores`.
"""

import argparse
import logging
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PLACES, NARRATORS, MENTIONED, WARM_UP = 20, 3, 3, 5
LARGER = 10


def set_up(folder: str) -> None:
    import django
    from django.core.management import call_command

    variables = {"DJANGO_SETTINGS_MODULE": "memoire_site.settings", "DATA_DIR": folder, "LOG_LEVEL": "ERROR"}
    os.environ |= variables | {"NEO4J_URI": "", "FIRESTORE_PROJECT_ID": ""}
    django.setup()
    call_command("migrate", verbosity=0)
    logging.getLogger("neo4j").setLevel(logging.ERROR)


@contextmanager
def neo4j() -> Iterator[None]:
    """A Neo4j for this run, as the settings have it from now on."""
    from django.conf import settings

    stores = subprocess.Popen([str(ROOT / "script" / "stores")], stdout=subprocess.PIPE, text=True)
    try:
        lines = [line.strip().split("=", 1) for _, line in zip(range(5), stores.stdout or (), strict=False)]
        for name, value in lines:
            if name.startswith("NEO4J"):
                setattr(settings, name, value)
        yield
    finally:
        stores.terminate()
        stores.wait()


def make_family(name: str, stories: int, people: int, chance: random.Random) -> Any:
    """Three narrators; a story has one of them, three people and a place; nine of ten have a date."""
    from audio.models import Recording
    from families.models import Family, Person
    from stories.models import Mention, Place, Story

    family = Family.objects.create(name=name)
    recording = Recording.objects.create(family=family, filename="talk.wav", size=1, sha256=name[:64])
    everybody = Person.objects.bulk_create(Person(family=family, name=f"Person {n}") for n in range(people))
    places = Place.objects.bulk_create(Place(family=family, name=f"Place {n}") for n in range(PLACES))
    told = []
    for n in range(stories):
        narrator, day = everybody[chance.randrange(NARRATORS)], date(1930, 1, 1) + timedelta(chance.randrange(25_000))
        dated = {"edtf": str(day), "starts": day, "ends": day} if chance.random() < 0.9 else {}
        where = {"family": family, "recording": recording, "start_ms": n * 1_000, "end_ms": n * 1_000 + 999}
        told.append(Story(narrator=narrator, title=f"Story {n}", **where, **dated))
    Story.objects.bulk_create(told, batch_size=500)
    mentions = [
        Mention(story=story, name=who.name, person=who) for story in told for who in chance.sample(everybody, MENTIONED)
    ]
    mentions += [Mention(story=story, name="there", place=chance.choice(places)) for story in told]
    Mention.objects.bulk_create(mentions, batch_size=500)
    return family


def copy_to_graph(families: list[Any]) -> float:
    """Seconds for all of them, by the code that drains; family by family, so that a narrator's order is written once."""
    from django.core.management import call_command

    from projections import registry, rows
    from projections.entries import Drainer
    from projections.fencing import FencingToken
    from projections.outbox import in_batches
    from stories.models import Story

    projection = registry.named("neo4j.stories")
    call_command("prepare_graph", verbosity=0)
    began = time.perf_counter()
    for family in families:
        keys = [str(pk) for pk in Story.objects.for_family(family).values_list("pk", flat=True)]
        for some in in_batches(keys, 200):
            copy_patiently(lambda: projection.write(rows.read_documents(projection, some)))  # noqa: B023
    incarnation = uuid.uuid4()
    projection.mark(FencingToken(str(incarnation), 1))
    facts = {"version": projection.version, "stage": "", "incarnation": incarnation, "marked_turn": 1}
    Drainer.objects.update_or_create(projection=projection.name, defaults=facts)
    return time.perf_counter() - began


def copy_patiently(copy: Callable[[], None]) -> None:
    """A server that has just started, on a busy machine, needs more than the ten seconds that a drain gives it."""
    from projections.errors import StoreError

    for _ in range(10):
        try:
            return copy()
        except StoreError as error:
            last = error
    raise last


def questions(family: Any, chance: random.Random) -> dict[str, Callable[[Any], Any]]:
    """One of each kind, about somebody and somewhere of this family."""
    from families.models import Person
    from stories.models import Place, Story

    people = list(Person.objects.for_family(family).values_list("pk", flat=True))
    place = chance.choice(list(Place.objects.for_family(family).values_list("pk", flat=True)))
    story = chance.choice(list(Story.objects.for_family(family).values_list("pk", flat=True)))
    one, other = chance.sample(people, 2)
    day = date(1930, 1, 1) + timedelta(chance.randrange(25_000))
    return {
        "stories_with": lambda q: q.stories_with(one),
        "people_with": lambda q: q.people_with(one),
        "places_with": lambda q: q.places_with(one),
        "pairs": lambda q: q.pairs(),
        "connection": lambda q: q.connection(one, other),
        "place_through_time": lambda q: q.place_through_time(place),
        "people_at": lambda q: q.people_at(place),
        "around": lambda q: q.around(day - timedelta(183), day + timedelta(183)),
        "neighbourhood": lambda q: q.neighbourhood(story),
    }


def ask_both(families: list[Any], calls: int, *, with_graph: bool) -> dict[str, dict[str, list[float]]]:
    """Milliseconds by question and source. The graph's are those of `ask_connections`, with all that decides whether to believe it."""
    from stories.graph.connections.sql import SqlQuestions

    chance = random.Random(7)
    taken: dict[str, dict[str, list[float]]] = {}
    for number in range(-WARM_UP, calls):
        family = chance.choice(families)
        for name, question in questions(family, chance).items():
            row = taken.setdefault(name, {"sql": [], "graph": []})
            answer, spent = timed(lambda: question(SqlQuestions(family)))  # noqa: B023
            row["sql"] += [spent] if number >= 0 else []
            if with_graph:
                same, spent = timed(lambda: of_graph(family, question))  # noqa: B023
                row["graph"] += [spent] if number >= 0 else []
                assert same == answer, f"{name} differs in family {family.pk}"
    return taken


def of_graph(family: Any, question: Callable[[Any], Any]) -> Any:
    from stories.graph.connections import chooser

    asked: list[str] = []

    def noted(source: Any) -> Any:
        asked.append(type(source).__name__)
        return question(source)

    answer = chooser.ask_connections(family, noted)
    if asked != ["GraphQuestions"]:
        sys.exit("The graph was too slow to be asked; on a machine as busy as this the figures mean nothing.")
    return answer


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    answer = work()
    return answer, (time.perf_counter() - began) * 1_000


def show(title: str, taken: dict[str, dict[str, list[float]]]) -> None:
    print(f"\n{title}\n{'milliseconds':20}{'SQL median':>12}{'SQL 95th':>12}{'graph median':>14}{'graph 95th':>12}")
    for name, row in taken.items():
        figures = [figure for source in ("sql", "graph") for figure in (median(row[source]), nearly_all(row[source]))]
        print(f"{name:20}{figures[0]:12.1f}{figures[1]:12.1f}{figures[2]:14.1f}{figures[3]:12.1f}")
    for source in ("sql", "graph"):
        worst = max((nearly_all(row[source]), name) for name, row in taken.items())
        print(f"highest 95th percentile, {source}: {worst[0]:.1f} ms ({worst[1]})")


def median(values: list[float]) -> float:
    return statistics.median(values) if values else float("nan")


def nearly_all(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)] if values else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--families", type=int, default=190)
    parser.add_argument("--stories", type=int, default=500, help="of an ordinary family")
    parser.add_argument("--people", type=int, default=100, help="of an ordinary family")
    parser.add_argument("--calls", type=int, default=200, help="of each question")
    parser.add_argument("--no-graph", action="store_true")
    options = parser.parse_args()
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        began = time.perf_counter()
        stories, people = options.stories, options.people
        ordinary = [make_family(f"Family {n}", stories, people, chance) for n in range(options.families)]
        large = make_family("The large family", stories * LARGER, people * LARGER, chance)
        all_of_them = options.families + LARGER
        made = f"{all_of_them * stories:,} stories and {all_of_them * people:,} people made"
        print(f"{made} in {time.perf_counter() - began:.0f} s", flush=True)
        if options.no_graph:
            measure(ordinary, large, options, with_graph=False)
            return
        with neo4j():
            print(f"copied to Neo4j in {copy_to_graph([*ordinary, large]):.0f} s")
            measure(ordinary, large, options, with_graph=True)


def measure(ordinary: list[Any], large: Any, options: argparse.Namespace, *, with_graph: bool) -> None:
    from stories.graph.connections import chooser

    chooser.SERVER_SECONDS, chooser.PATIENCE_SECONDS = 30.0, 60.0  # the large family is measured as well, not given up
    size = f"{options.stories} stories, {options.people} people"
    show(f"Families of ordinary size ({size})", ask_both(ordinary, options.calls, with_graph=with_graph))
    larger = f"{options.stories * LARGER} stories, {options.people * LARGER} people"
    show(f"The large family ({larger})", ask_both([large], max(options.calls // 5, 10), with_graph=with_graph))


if __name__ == "__main__":
    main()
