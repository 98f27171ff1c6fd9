"""Stories as Firestore documents `stories/{id}`, and as the story graph in Neo4j."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any

from django.db.models import Window
from django.db.models.functions import FirstValue, Lag, Lead

from audio.models import Recording
from families.models import Person
from projections import neo4j
from projections.firestore import Document, FirestoreProjection
from projections.markers import Marker
from projections.neo4j import Ask
from projections.registry import Model, Projection, Watch, register
from stories.models import Mention, Place, Story, StorySegment, time_order
from transcripts.models import Segment

STORY_PARTS: dict[Model, list[Watch]] = {
    StorySegment: [Watch("story_id")],
    Segment: [Watch("story_segment__story_id", frozenset({"index"}))],  # the order of a story's words
    Mention: [Watch("story_id", frozenset({"story", "name", "relation", "place", "person"}))],
    Place: [Watch("mentions__story_id")],
}


class StoryDocuments(FirestoreProjection):
    name = "firestore.stories"
    model = Story
    collection = "stories"
    version = 2  # quotation and themes
    watches = STORY_PARTS

    def read(self, keys: Sequence[str]) -> dict[str, Document]:
        segments, mentions = segments_of(keys), mentions_of(keys)
        rows = Story.objects.filter(pk__in=keys)
        return {str(row.pk): Document(self.fields(row, segments[row.pk], mentions[row.pk])) for row in rows}

    def fields(self, story: Story, segments: list[str], mentions: list[Any]) -> dict[str, object]:
        """`edtf` says when it happened; `starts` and `ends` are its first and last possible day as YYYY-MM-DD."""
        return {
            "family_id": str(story.family_id),
            "audio_id": str(story.recording_id),
            "narrator_id": key_or_none(story.narrator_id),
            "title": story.title,
            "summary": story.summary,
            "quotation": story.quotation,
            "themes": story.themes,
            "temporal_marker": {
                "text": story.marker_text,
                "edtf": story.edtf,
                "confidence": story.marker_confidence,
                "basis": story.basis,
            },
            "starts": story.starts.isoformat() if story.starts else None,
            "ends": story.ends.isoformat() if story.ends else None,
            "start_ms": story.start_ms,
            "end_ms": story.end_ms,
            "state": str(story.state),
            "created_at": story.created_at,
            "chunk_ids": segments,
            "people": [
                {"name": each.name, "relation": each.relation, "person_id": key_or_none(each.person_id)}
                for each in mentions
                if each.place_id is None
            ],
            "places": [each.place__name for each in mentions if each.place_id],
        }


def segments_of(keys: Sequence[str]) -> defaultdict[Any, list[str]]:
    """The ids of each story's segments in order. Rows of two columns: instances would take longer than the store."""
    found: defaultdict[Any, list[str]] = defaultdict(list)
    links = StorySegment.objects.filter(story_id__in=keys).order_by("segment__index", "segment_id")
    for story, segment in links.values_list("story_id", "segment_id"):
        found[story].append(str(segment))
    return found


def mentions_of(keys: Sequence[str]) -> defaultdict[Any, list[Any]]:
    """Each story's mentions in the order in which they were noted, with what is copied of their person or place."""
    found: defaultdict[Any, list[Any]] = defaultdict(list)
    rows = Mention.objects.filter(story_id__in=keys).order_by("pk")
    for row in rows.values_list("story_id", "name", "relation", *NODE_OF_PLACE, *NODE_OF_PERSON, named=True):
        found[row.story_id].append(row)
    return found


NODE_OF_PLACE = ("place_id", "place__name", "place__family_id")
NODE_OF_PERSON = ("person_id", "person__name", "person__family_id")
NODE_OF_NARRATOR = ("narrator_id", "narrator__name", "narrator__family_id")
NODE_OF_STORY = (
    "pk",
    "family_id",
    "title",
    "summary",
    "edtf",
    "starts",
    "ends",
    "start_ms",
    "state",
    "recording__created_at",
)


def key_or_none(pk: Any) -> str | None:
    return str(pk) if pk else None


# --- the graph -------------------------------------------------------------------------------------------------------

WRITE_STORIES = "UNWIND $rows AS row MERGE (s:StoryNode {id: row.id}) SET s = row"
WRITE_PEOPLE = "UNWIND $rows AS row MERGE (p:PersonNode {id: row.id}) SET p = row"
WRITE_PLACES = "UNWIND $rows AS row MERGE (p:PlaceNode {id: row.id}) SET p = row"
TIES_NOW = """
MATCH (s:StoryNode) WHERE s.id IN $ids
RETURN s.id AS story,
  [(s)-[r:TOLD_BY|MENTIONS|SET_IN]->(n) | [n.id, type(r), r.relation]] AS ties,
  [(before:StoryNode)-[:THEN]->(s) | before.id] AS preceding,
  [(s)-[:THEN]->(next:StoryNode) | next.id] AS following
"""
UNTIE = """
UNWIND $rows AS row MATCH (:StoryNode {id: row.story})-[r:TOLD_BY|MENTIONS|SET_IN]->(n)
WHERE n.id = row.other AND type(r) = row.kind DELETE r
"""
TIE_NARRATORS = """
UNWIND $rows AS row MATCH (s:StoryNode {id: row.story}), (p:PersonNode {id: row.other}) MERGE (s)-[:TOLD_BY]->(p)
"""
TIE_PEOPLE = """
UNWIND $rows AS row MATCH (s:StoryNode {id: row.story}), (p:PersonNode {id: row.other})
MERGE (s)-[m:MENTIONS]->(p) SET m.relation = row.relation
"""
TIE_PLACES = """
UNWIND $rows AS row MATCH (s:StoryNode {id: row.story}), (p:PlaceNode {id: row.other}) MERGE (s)-[:SET_IN]->(p)
"""
TIE = {"TOLD_BY": TIE_NARRATORS, "MENTIONS": TIE_PEOPLE, "SET_IN": TIE_PLACES}
ORDER_NOW = """
MATCH (a:StoryNode)-[:THEN]->(b:StoryNode) WHERE a.id IN $ids RETURN a.id AS first, b.id AS second
UNION MATCH (a:StoryNode)-[:THEN]->(b:StoryNode) WHERE b.id IN $ids RETURN a.id AS first, b.id AS second
"""
CUT_ORDER = "UNWIND $rows AS row MATCH (:StoryNode {id: row[0]})-[t:THEN]->(:StoryNode {id: row[1]}) DELETE t"
TIE_ORDER = "UNWIND $rows AS row MATCH (a:StoryNode {id: row[0]}), (b:StoryNode {id: row[1]}) MERGE (a)-[:THEN]->(b)"
ERASE_STORIES = "MATCH (s:StoryNode) WHERE s.id IN $ids DETACH DELETE s"
ERASE_LONELY = "MATCH (n:PersonNode|PlaceNode) WHERE n.id IN $ids AND NOT (n)--() DELETE n"
READ_STORIES = """
MATCH (s:StoryNode) WHERE s.id IN $ids
RETURN s.id AS id, properties(s) AS story,
  [(s)-[:TOLD_BY]->(p:PersonNode) | properties(p)] AS narrators,
  [(s)-[m:MENTIONS]->(p:PersonNode) | {person: properties(p), relation: m.relation}] AS people,
  [(s)-[:SET_IN]->(p:PlaceNode) | properties(p)] AS places,
  [(before:StoryNode)-[:THEN]->(s) | before.id] AS preceding,
  [(s)-[:THEN]->(next:StoryNode) | next.id] AS following
"""
LIST_STORIES = "MATCH (s:StoryNode) WHERE s.id > $after RETURN s.id AS id ORDER BY id LIMIT 1000"

Fields = dict[str, Any]


class StoryGraph(Projection[Fields]):
    """A story with the people and places around it, who exist in the graph as long as a story needs them.

    A narrator's dated stories are a chain. Whoever moves in it has an entry, and is written together with the stories
    beside it, where it was and where it is now: so the chain is right as soon as every entry was taken.
    """

    name = "neo4j.stories"
    model = Story
    version = 2
    watches = {
        **STORY_PARTS,
        Person: [Watch("told_stories"), Watch("mentions__story_id")],
        Recording: [Watch("stories", frozenset({"created_at"}))],  # the order of stories that have one date
    }
    is_installed = False

    def is_configured(self) -> bool:
        return neo4j.is_configured()

    def read(self, keys: Sequence[str]) -> dict[str, Fields]:
        rows = Story.objects.filter(pk__in=keys).values_list(*NODE_OF_STORY, *NODE_OF_NARRATOR, named=True)
        segments, mentions, chain = segments_of(keys), mentions_of(keys), neighbours(keys)
        return {
            str(row.pk): self.fields(row, segments[row.pk], mentions[row.pk]) | chain.get(str(row.pk), NO_NEIGHBOURS)
            for row in rows
        }

    def fields(self, story: Any, segments: list[str], mentions: list[Any]) -> Fields:
        """Of several mentions of a person the first says the relation."""
        people = {each.person_id: each for each in reversed(mentions) if each.person_id}
        places = {each.place_id: each for each in mentions if each.place_id}
        narrator = (
            [node(story.narrator_id, story.narrator__name, story.narrator__family_id)] if story.narrator_id else []
        )
        return {
            "story": without_none(
                id=str(story.pk),
                family_id=str(story.family_id),
                title=story.title,
                summary=story.summary,
                temporal_marker=story.edtf,
                starts=story.starts.isoformat() if story.starts else None,
                ends=story.ends.isoformat() if story.ends else None,
                told_at=story.recording__created_at.astimezone(UTC).isoformat(timespec="microseconds"),
                start_ms=story.start_ms,
                state=str(story.state),
                chunk_ids=segments,
            ),
            "narrators": narrator,
            "people": in_order(
                {"person": node(pk, each.person__name, each.person__family_id), "relation": each.relation}
                for pk, each in people.items()
            ),
            "places": in_order(node(pk, each.place__name, each.place__family_id) for pk, each in places.items()),
        }

    def write(self, documents: Mapping[str, Fields], fence: Marker | None = None) -> None:
        self.install()
        each = documents.values()
        with neo4j.transaction(fence=self.fence(fence)) as ask:
            before = stories_now(ask, list(documents))
            now = {tie_key(row): row for row in ties_now(before)}
            wanted = {tie_key(row): row for row in ties(documents)}
            ask(WRITE_STORIES, rows=[one["story"] for one in each])
            people = [person for one in each for person in one["narrators"]]
            ask(WRITE_PEOPLE, rows=once(people + [tie["person"] for one in each for tie in one["people"]]))
            ask(WRITE_PLACES, rows=once([place for one in each for place in one["places"]]))
            gone = [row for key, row in now.items() if key not in wanted]
            fresh = [row for key, row in wanted.items() if row != now.get(key)]
            ask(UNTIE, rows=gone)
            for kind, tie in TIE.items():
                ask(tie, rows=[row for row in fresh if row["kind"] == kind])
            put_in_order(ask, moved(before, documents))
            ask(ERASE_LONELY, ids=[row["other"] for row in gone])

    def erase(self, keys: Sequence[str], fence: Marker | None = None) -> None:
        with neo4j.transaction(fence=self.fence(fence)) as ask:
            before = stories_now(ask, list(keys))
            ask(ERASE_STORIES, ids=list(keys))
            put_in_order(ask, moved(before, {}))
            ask(ERASE_LONELY, ids=[row["other"] for row in ties_now(before)])

    def stored(self, keys: Sequence[str]) -> dict[str, Fields]:
        with neo4j.transaction() as ask:
            found = ask(READ_STORIES, ids=list(keys))
        for one in found:
            one["people"], one["places"] = in_order(one["people"]), in_order(one["places"])
        return {one.pop("id"): one for one in found}

    def stored_keys(self) -> Iterator[str]:
        last = ""
        while True:
            with neo4j.transaction() as ask:
                page = ask(LIST_STORIES, after=last)
            if not page:
                return
            yield from (str(row["id"]) for row in page)
            last = page[-1]["id"]

    def fence(self, marker: Marker | None) -> neo4j.Fence | None:
        return neo4j.Fence(self.name, marker) if marker else None

    def marker(self) -> Marker | None:
        return neo4j.marker(self.name)

    def mark(self, marker: Marker) -> None:
        neo4j.mark(self.name, marker)

    def install(self) -> None:
        """Constraints and indexes, once in each process."""
        if self.is_installed:
            return
        from stories import graph  # noqa: PLC0415 - imports neomodel, which nobody wants without a store

        neo4j.attach_neomodel()
        with neo4j.asking():
            graph.install()
        self.is_installed = True


def node(pk: Any, name: str, family: Any) -> Fields:
    return {"id": str(pk), "name": name, "family_id": str(family)}


def once(nodes: list[Fields]) -> list[Fields]:
    """Each node once: a narrator is in a hundred stories."""
    return list({each["id"]: each for each in nodes}.values())


def without_none(**fields: Any) -> Fields:
    """The graph keeps no empty properties."""
    return {name: value for name, value in fields.items() if value is not None}


def in_order(items: Any) -> list[Fields]:
    return sorted(items, key=lambda item: str(item.get("person", item)["id"]))


def ties(documents: Mapping[str, Fields]) -> Iterator[Fields]:
    """Every relationship that these stories should have."""
    for key, one in documents.items():
        for person in one["narrators"]:
            yield {"story": key, "other": person["id"], "kind": "TOLD_BY", "relation": None}
        for tie in one["people"]:
            yield {"story": key, "other": tie["person"]["id"], "kind": "MENTIONS", "relation": tie["relation"]}
        for place in one["places"]:
            yield {"story": key, "other": place["id"], "kind": "SET_IN", "relation": None}


def stories_now(ask: Ask, ids: list[str]) -> dict[str, Fields]:
    """What these stories are tied to in the graph."""
    return {row["story"]: row for row in ask(TIES_NOW, ids=ids)}


def ties_now(stories: Mapping[str, Fields]) -> list[Fields]:
    """Every relationship that they have."""
    return [
        {"story": key, "other": other, "kind": kind, "relation": relation}
        for key, story in stories.items()
        for other, kind, relation in story["ties"]
    ]


def tie_key(row: Fields) -> tuple[str, str, str]:
    return row["story"], row["other"], row["kind"]


# --- the order of a narrator's dated stories ---------------------------------------------------------------------------

NO_NEIGHBOURS: Fields = {"preceding": [], "following": []}


def neighbours(keys: Collection[str]) -> dict[str, Fields]:
    """The story before and the one after, in the life of who tells them, of every dated story among these."""
    narrators = Story.objects.filter(pk__in=keys, narrator__isnull=False).values("narrator")
    told = Story.objects.filter(narrator__in=narrators, starts__isnull=False).annotate(
        before=Window(Lag("pk"), partition_by="narrator_id", order_by=time_order()),
        after=Window(Lead("pk"), partition_by="narrator_id", order_by=time_order()),
        own=Window(FirstValue("pk"), partition_by="pk"),  # asked for in place of pk, which would thin out the chain
    )
    rows = told.filter(own__in=keys).values_list("pk", "before", "after")
    return {str(pk): {"preceding": listed(before), "following": listed(after)} for pk, before, after in rows}


def listed(pk: Any) -> list[str]:
    return [str(pk)] if pk else []


def beside(story: Fields) -> list[str]:
    return [*story["preceding"], *story["following"]]


def moved(before: Mapping[str, Fields], documents: Mapping[str, Fields]) -> set[str]:
    """The stories which do not stand in the graph where they should, with those beside them there and here."""
    found: set[str] = set()
    for key in before.keys() | documents.keys():
        now, wanted = before.get(key, NO_NEIGHBOURS), documents.get(key, NO_NEIGHBOURS)
        if any(now[side] != wanted[side] for side in NO_NEIGHBOURS):
            found.update([key, *beside(now), *beside(wanted)])
    return found


def put_in_order(ask: Ask, keys: set[str]) -> None:
    """Gives these stories, and no others, the neighbours that they should have."""
    if not keys:
        return
    wanted = {pair for key, story in neighbours(keys).items() for pair in pairs(key, story)}
    found = {(row["first"], row["second"]) for row in ask(ORDER_NOW, ids=list(keys))}
    ask(CUT_ORDER, rows=[list(pair) for pair in found - wanted])
    ask(TIE_ORDER, rows=[list(pair) for pair in wanted - found])


def pairs(key: str, story: Fields) -> list[tuple[str, str]]:
    return [(before, key) for before in story["preceding"]] + [(key, after) for after in story["following"]]


register(StoryDocuments())
register(StoryGraph())
