"""The story graph in a real Neo4j follows the database."""

import os
import random
from itertools import pairwise

import pytest
from django.db.models import F

from audio.models import Recording
from families.models import Person
from families.tests import factories as families
from projections import neo4j, registry
from projections.drain import drain
from projections.health import neo4j_answers
from projections.rebuilding import rebuild
from projections.tests.live_stores import differences, drain_all, empty_stores, live
from stories.graph import nodes
from stories.models import Mention, Story
from stories.tests import factories as stories
from transcripts.tests import factories as transcripts

__all__ = ["live"]
pytestmark = [pytest.mark.django_db, pytest.mark.live, pytest.mark.usefixtures("live")]


@pytest.fixture
def life():
    """A narrator with three dated stories and one that nobody can date."""
    transcript = transcripts.transcript(texts=["Ice.", "School.", "Work.", "A dream."])
    narrator = families.person(transcript.recording.family)
    transcript.recording.narrator = narrator
    transcript.recording.save()
    segments = list(transcript.segments.select_related("transcript__recording"))
    return [
        stories.story(segments=[segment], title=segment.text, edtf=edtf)
        for segment, edtf in zip(segments, ["1946", "1943", "1955", ""], strict=True)
    ]


def order() -> list[tuple[str, str]]:
    with neo4j.transaction() as ask:
        rows = ask(
            "MATCH (a:StoryNode)-[:THEN]->(b:StoryNode) RETURN a.title AS first, b.title AS second ORDER BY a.starts"
        )
    return [(row["first"], row["second"]) for row in rows]


def labels() -> dict[str, int]:
    with neo4j.transaction() as ask:
        rows = ask("MATCH (n:StoryNode|PersonNode|PlaceNode) RETURN labels(n)[0] AS label, count(*) AS number")
    return {row["label"]: row["number"] for row in rows}


def test_a_story_is_a_node_that_neomodel_reads() -> None:
    story = stories.story()
    person = families.person(story.family, "Karl Petersen")
    stories.person_mention(story, relation="uncle", person=person)
    stories.place_mention(story)
    drain_all()

    neo4j.attach_neomodel()
    node = nodes.StoryNode.nodes.get(uid=str(story.pk))
    assert (node.title, node.temporal_marker, node.starts) == (story.title, "1946/1947", "1946-01-01")
    assert node.awaits_agreement is False
    assert node.chunk_ids == [str(link.segment_id) for link in story.story_segments.all()]
    assert [each.name for each in node.set_in] == ["Husum"]
    mentioned = node.mentions.all()[0]
    assert mentioned.uid == str(person.pk)
    assert node.mentions.relationship(mentioned).relation == "uncle"
    assert differences() == []


def test_the_primary_key_is_the_property_id(life) -> None:
    drain_all()
    with neo4j.transaction() as ask:
        found = ask("MATCH (s:StoryNode {id: $id}) RETURN s.title AS title", id=str(life[0].pk))
    assert found == [{"title": "Ice."}]


def test_a_narrators_dated_stories_follow_each_other(life) -> None:
    drain_all()
    assert order() == [("School.", "Ice."), ("Ice.", "Work.")]

    Story.objects.filter(pk=life[0].pk).update(starts="1990-01-01", ends="1990-12-31", edtf="1990")
    drain_all()
    assert order() == [("School.", "Work."), ("Work.", "Ice.")]
    assert differences() == []


def test_the_order_closes_over_a_deleted_story(life) -> None:
    drain_all()
    life[0].delete()
    drain_all()

    assert order() == [("School.", "Work.")]
    assert differences() == []


def test_a_story_that_gets_another_narrator_leaves_the_order(life) -> None:
    drain_all()
    other = families.person(life[0].family, "Karl Petersen")
    Story.objects.filter(pk=life[0].pk).update(narrator=other)
    drain_all()
    assert order() == [("School.", "Work.")]

    Story.objects.filter(pk=life[1].pk).update(narrator=None)
    drain_all()
    assert order() == []
    assert differences() == []


@pytest.mark.parametrize("at_once", [1, 3])
def test_the_order_is_right_whoever_moved_and_whatever_was_taken_together(monkeypatch, at_once) -> None:
    projection = registry.named("neo4j.stories")
    monkeypatch.setattr(projection, "batch", at_once)
    chance = random.Random(at_once)
    recording = transcripts.transcript(texts=["Ice."]).recording
    narrators = [families.person(recording.family, name) for name in ("Ilse", "Karl")]
    for number in range(9):
        add_story(recording, narrators[0], 1930 + number)
    lengths = []
    for _ in range(10):
        for _ in range(chance.randint(1, 4)):
            move_one(chance, recording, narrators)
        drain(projection, seconds=30)
        assert set(tied()) == set(told_in_order(narrators))
        lengths.append(len(tied()))
    assert max(lengths) > 4
    drain_all()
    assert differences() == []


def tied() -> list[tuple[str, str]]:
    with neo4j.transaction() as ask:
        rows = ask("MATCH (a:StoryNode)-[:THEN]->(b:StoryNode) RETURN a.id AS first, b.id AS second")
    return [(row["first"], row["second"]) for row in rows]


def told_in_order(narrators: list[Person]) -> list[tuple[str, str]]:
    told = Story.objects.filter(starts__isnull=False).in_time_order()
    chains = [told.filter(narrator=each).values_list("pk", flat=True) for each in narrators]
    return [(str(one), str(other)) for chain in chains for one, other in pairwise(chain)]


def move_one(chance: random.Random, recording: Recording, narrators: list[Person]) -> None:
    """To another year, to none, to another narrator, away, or a new one comes."""
    story = chance.choice(Story.objects.order_by("title", "pk"))
    year = chance.randint(1930, 1940)
    changes = [
        dated(year),
        dated(year),
        {"edtf": "", "starts": None, "ends": None},
        {"narrator": chance.choice(narrators)},
    ]
    choice = chance.randrange(len(changes) + 2)
    if choice < len(changes):
        Story.objects.filter(pk=story.pk).update(**changes[choice])
    elif choice == len(changes):
        story.delete()
    else:
        add_story(recording, chance.choice(narrators), year)


def add_story(recording: Recording, narrator: Person, year: int) -> None:
    made = {"title": f"Story {year}", "start_ms": year, "end_ms": year + 1, **dated(year)}
    Story.objects.create(family=recording.family, recording=recording, narrator=narrator, **made)


def dated(year: int) -> dict[str, str]:
    return {"edtf": str(year), "starts": f"{year}-01-01", "ends": f"{year}-12-31"}


def test_an_order_that_somebody_changed_in_the_store_is_mended_by_a_rebuild(life) -> None:
    drain_all()
    with neo4j.transaction() as ask:
        ask("MATCH (:StoryNode)-[t:THEN]->() DELETE t")
        ask("MATCH (a {title: 'Work.'}), (b {title: 'School.'}) CREATE (a)-[:THEN]->(b)")
    assert differences() != []

    rebuild(registry.named("neo4j.stories"))
    drain_all()
    assert order() == [("School.", "Ice."), ("Ice.", "Work.")]
    assert differences() == []


def test_people_and_places_stay_as_long_as_a_story_needs_them(life) -> None:
    stories.place_mention(life[0])
    stories.place_mention(life[1])
    drain_all()
    assert labels() == {"StoryNode": 4, "PersonNode": 1, "PlaceNode": 1}

    life[0].delete()
    drain_all()
    assert labels()["PlaceNode"] == 1
    Mention.objects.all().delete()
    drain_all()
    assert "PlaceNode" not in labels()
    Story.objects.all().delete()
    drain_all()
    assert labels() == {}


def test_a_renamed_person_is_renamed_in_the_graph(life) -> None:
    drain_all()
    person = life[0].narrator
    person.name = "Ilse Petersen"
    person.save()
    drain_all()

    neo4j.attach_neomodel()
    assert nodes.PersonNode.nodes.get(uid=str(person.pk)).name == "Ilse Petersen"
    assert differences() == []


def test_a_person_who_is_deleted_leaves_the_graph_and_the_stories_stay(life) -> None:
    drain_all()
    life[0].narrator.delete()
    drain_all()

    assert labels() == {"StoryNode": 4}
    assert order() == []
    assert differences() == []


def test_a_graph_that_was_emptied_is_built_again(life) -> None:
    stories.place_mention(life[0])
    drain_all()
    empty_stores()
    with neo4j.transaction() as ask:
        ask("CREATE (:StoryNode {id: 'stranger', title: '?', family_id: '?'})")

    projection = registry.named("neo4j.stories")
    rebuild(projection)
    drain_all()
    assert labels() == {"StoryNode": 4, "PersonNode": 1, "PlaceNode": 1}
    assert [each for each in differences() if each.startswith("neo4j")] == []


def test_draining_twice_changes_nothing(life) -> None:
    stories.place_mention(life[0])
    drain_all()
    before = registry.named("neo4j.stories").stored([str(each.pk) for each in life])
    Story.objects.update(title=F("title"))
    drain_all()

    assert registry.named("neo4j.stories").stored([str(each.pk) for each in life]) == before


def test_an_id_is_there_once() -> None:
    stories.story()
    drain_all()
    with pytest.raises(neo4j.StoreError) as caught, neo4j.transaction() as ask:
        ask("UNWIND [1, 2] AS n CREATE (:StoryNode {id: 'the same', title: 't', family_id: 'f'})")
    assert caught.value.permanent


def test_a_forked_worker_gets_its_own_answers() -> None:
    """The driver of the parent, used in a child, gives wrong values without an error."""
    numbers = range(50)

    def answers(base: int) -> bool:
        said = []
        for number in numbers:
            with neo4j.transaction() as ask:
                said += [row["n"] for row in ask("RETURN $n AS n", n=base + number)]
        return said == [base + number for number in numbers]

    assert answers(0)
    children = []
    for child in (1, 2, 3):
        pid = os.fork()
        if pid == 0:
            os._exit(0 if answers(child * 1_000) else 1)
        children.append(pid)
    assert answers(9_000)
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0, 0, 0]


def test_it_answers() -> None:
    assert neo4j_answers() is None
