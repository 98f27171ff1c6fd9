"""Stories as Firestore documents `stories/{id}`, and as the story graph in Neo4j."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

from audio.models import Recording
from families.models import Family, Person
from projections import neo4j
from projections.fencing import FencingToken
from projections.firestore import Document, FirestoreProjection
from projections.neo4j import Ask
from projections.registration import register
from projections.registry import Model, Projection, Watch
from projections.text_keys import TextKey
from stories.editing.since_approval import changed_since_approval
from stories.graph.narrator_order import NO_NEIGHBOURS, moved, neighbours, put_in_order
from stories.models import ApprovedWords, Evidence, Mention, Place, Story, StorySegment
from transcripts.models import Segment

STORY_PARTS: dict[Model, list[Watch]] = {
    StorySegment: [Watch("story_id")],
    Segment: [Watch("story_segment__story_id", frozenset({"index"}))],  # the order of a story's words
    Mention: [Watch("story_id", frozenset({"story", "name", "relation", "place", "person", "is_animal"}))],
    Place: [Watch("mentions__story_id")],
    Recording: [Watch("stories", frozenset({"removed_at"}))],
    Family: [Watch("stories", frozenset({"removed_at"}))],
}
WORDS = frozenset({"index", "text", "words", "suspicion", "doubt", "is_weighed", "confirmed_at"})
READ_WORDS: dict[Model, list[Watch]] = {  # whether they read as they were approved, and may be misheard
    Segment: [Watch("story_segment__story_id", WORDS)],
    ApprovedWords: [Watch("story_id")],
}


class StoryDocuments(FirestoreProjection):
    name = "firestore.stories"
    model = Story
    collection = "stories"
    version = 5  # which of those named are animals
    watches = {**STORY_PARTS, **READ_WORDS}

    def read(self, keys: Sequence[str]) -> dict[str, Document]:
        ids = [UUID(key) for key in keys]
        segments, mentions = segments_of(ids), mentions_of(ids)
        rows = Story.objects.standing().with_date_doubts().filter(pk__in=ids, family__removed_at=None)
        waiting = changed_since_approval(ids)
        return {
            str(row.pk): Document(
                self.fields(row, segments[str(row.pk)], mentions[str(row.pk)])
                | {"awaits_agreement": str(row.pk) in waiting}
            )
            for row in rows
        }

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
                "edtf": story.edtf_as_known,
                "confidence": story.date_confidence,
                "basis": story.reason,
                "doubtful": story.is_date_doubtful,
            },
            "starts": story.starts.isoformat() if story.starts else None,
            "ends": story.ends.isoformat() if story.ends else None,
            "start_ms": story.start_ms,
            "end_ms": story.end_ms,
            "state": str(story.state),
            "created_at": story.created_at,
            "chunk_ids": segments,
            "people": [
                {
                    "name": each.name,
                    "relation": each.relation,
                    "person_id": each.person_key,
                    "is_animal": each.is_animal,
                }
                for each in mentions
                if each.place_key is None
            ],
            "places": [each.place__name for each in mentions if each.place_key],
        }


def doubtfully_dated(keys: Sequence[UUID]) -> dict[str, str]:
    """Of these the stories whose date may be misheard, with the date as it is known."""
    told = Evidence.objects.doubted().filter(story__in=keys).values("story")
    rows = Story.objects.filter(pk__in=told).with_date_doubts()
    return {str(story.pk): story.edtf_as_known for story in rows if story.is_date_doubtful}


def segments_of(keys: Sequence[UUID]) -> defaultdict[str, list[str]]:
    """The ids of each story's segments in order. Rows of two columns: instances would take longer than the store."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    links = StorySegment.objects.filter(story_id__in=keys).order_by("segment__index", "segment_id")
    for story, segment in links.values_list(TextKey("story_id"), TextKey("segment_id")):
        found[story].append(segment)
    return found


def mentions_of(keys: Sequence[UUID]) -> defaultdict[str, list[Any]]:
    """Each story's mentions in the order in which they were noted, with what is copied of their person or place."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    rows = Mention.objects.filter(story_id__in=keys).order_by("pk").annotate(**KEYS_OF_MENTION)
    for row in rows.values_list(*KEYS_OF_MENTION, *FIELDS_OF_MENTION, named=True):
        found[row.story_key].append(row)
    return found


KEYS_OF_MENTION = {
    "story_key": TextKey("story_id"),
    "place_key": TextKey("place_id"),
    "place_family": TextKey("place__family_id"),
    "person_key": TextKey("person_id"),
    "person_family": TextKey("person__family_id"),
}
FIELDS_OF_MENTION = ("name", "relation", "is_animal", "place__name", "person__name")
KEYS_OF_STORY = {
    "key": TextKey("pk"),
    "family_key": TextKey("family_id"),
    "narrator_key": TextKey("narrator_id"),
    "narrator_family": TextKey("narrator__family_id"),
}
FIELDS_OF_STORY = (
    "title",
    "summary",
    "edtf",
    "starts",
    "ends",
    "start_ms",
    "state",
    "recording__created_at",
    "narrator__name",
)


def key_or_none(pk: Any) -> str | None:
    return str(pk) if pk else None


# --- the graph -------------------------------------------------------------------------------------------------------

WRITE_STORIES = "UNWIND $rows AS row MERGE (s:StoryNode {id: row.id}) SET s = row"
WRITE_PEOPLE = "UNWIND $rows AS row MERGE (p:PersonNode {id: row.id}) SET p = row"
WRITE_PLACES = "UNWIND $rows AS row MERGE (p:PlaceNode {id: row.id}) SET p = row"
TIES_NOW = """
MATCH (s:StoryNode) WHERE s.id IN $ids
RETURN collect([s.id,
  [(s)-[r:TOLD_BY|MENTIONS|SET_IN]->(n) | type(r) + ' ' + n.id + coalesce(' ' + r.relation, '')],
  [(before:StoryNode)-[:THEN]->(s) | before.id],
  [(s)-[:THEN]->(next:StoryNode) | next.id]
]) AS stories
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
    version = 5  # which of those named are animals
    batch = 1_000  # whole lives are read to put a few stories in order: many of one life at once cost the least
    grouped_by = "narrator_id"
    watches = {
        **STORY_PARTS,
        **READ_WORDS,
        Person: [Watch("told_stories"), Watch("mentions__story_id")],
        Recording: [
            Watch("stories", frozenset({"created_at", "removed_at"}))
        ],  # the order of stories that have one date
    }
    is_installed = False

    def is_configured(self) -> bool:
        return neo4j.is_configured()

    def read(self, keys: Sequence[str]) -> dict[str, Fields]:
        ids = [UUID(key) for key in keys]  # once, and not in every query
        rows = Story.objects.standing().filter(pk__in=ids, family__removed_at=None).annotate(**KEYS_OF_STORY)
        segments, mentions, chain, waiting = (
            segments_of(ids),
            mentions_of(ids),
            neighbours(ids),
            changed_since_approval(ids),
        )
        doubted = doubtfully_dated(ids)
        return {
            row.key: self.fields(
                row,
                segments[row.key],
                mentions[row.key],
                edtf=doubted.get(row.key, row.edtf),
                awaits_agreement=row.key in waiting,
            )
            | chain.get(row.key, NO_NEIGHBOURS)
            for row in rows.values_list(*KEYS_OF_STORY, *FIELDS_OF_STORY, named=True)
        }

    def fields(
        self, story: Any, segments: list[str], mentions: list[Any], *, edtf: str, awaits_agreement: bool
    ) -> Fields:
        """Of several mentions of a person the first says the relation."""
        people = {each.person_key: each for each in reversed(mentions) if each.person_key}
        places = {each.place_key: each for each in mentions if each.place_key}
        has_narrator = story.narrator_key is not None
        return {
            "story": without_none(
                id=story.key,
                family_id=story.family_key,
                title=story.title,
                summary=story.summary,
                temporal_marker=edtf,
                starts=story.starts.isoformat() if story.starts else None,
                ends=story.ends.isoformat() if story.ends else None,
                told_at=story.recording__created_at.astimezone(UTC).isoformat(timespec="microseconds"),
                start_ms=story.start_ms,
                state=str(story.state),
                awaits_agreement=awaits_agreement,
                chunk_ids=segments,
                animals=sorted({each.name for each in mentions if each.is_animal}),
            ),
            "narrators": [node(story.narrator_key, story.narrator__name, story.narrator_family)]
            if has_narrator
            else [],
            "people": in_order(
                {"person": node(key, each.person__name, each.person_family), "relation": each.relation}
                for key, each in people.items()
            ),
            "places": in_order(node(key, each.place__name, each.place_family) for key, each in places.items()),
        }

    def write(self, documents: Mapping[str, Fields], fence: FencingToken | None = None) -> None:
        self.install()
        each = documents.values()
        with neo4j.transaction(fence=self.fence(fence)) as ask:
            before = stories_now(ask, list(documents))
            gone, fresh = changed_ties(before, documents)
            ask(WRITE_STORIES, rows=[one["story"] for one in each])
            people = [person for one in each for person in one["narrators"]]
            ask(WRITE_PEOPLE, rows=once(people + [tie["person"] for one in each for tie in one["people"]]))
            ask(WRITE_PLACES, rows=once([place for one in each for place in one["places"]]))
            ask(UNTIE, rows=gone)
            for kind, tie in TIE.items():
                ask(tie, rows=[row for row in fresh if row["kind"] == kind])
            put_in_order(ask, moved(before, documents))
            ask(ERASE_LONELY, ids=[row["other"] for row in gone])

    def erase(self, keys: Sequence[str], fence: FencingToken | None = None) -> None:
        with neo4j.transaction(fence=self.fence(fence)) as ask:
            before = stories_now(ask, list(keys))
            ask(ERASE_STORIES, ids=list(keys))
            put_in_order(ask, moved(before, {}))
            ask(ERASE_LONELY, ids=[parted(key, tie)["other"] for key, one in before.items() for tie in one["ties"]])

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

    def fence(self, marker: FencingToken | None) -> neo4j.Fence | None:
        return neo4j.Fence(self.name, marker) if marker else None

    def marker(self) -> FencingToken | None:
        return neo4j.marker(self.name)

    def mark(self, marker: FencingToken) -> None:
        neo4j.mark(self.name, marker)

    def install(self) -> None:
        """Constraints and indexes, once in each process."""
        if self.is_installed:
            return
        from stories.graph import nodes as graph  # noqa: PLC0415 - imports neomodel, which nobody wants without a store

        neo4j.attach_neomodel()
        with neo4j.asking():
            graph.install()
        self.is_installed = True


def node(key: str, name: str, family: str) -> Fields:
    return {"id": key, "name": name, "family_id": family}


def once(nodes: list[Fields]) -> list[Fields]:
    """Each node once: a narrator is in a hundred stories."""
    return list({each["id"]: each for each in nodes}.values())


def without_none(**fields: Any) -> Fields:
    """The graph keeps no empty properties."""
    return {name: value for name, value in fields.items() if value is not None}


def in_order(items: Any) -> list[Fields]:
    return sorted(items, key=lambda item: str(item.get("person", item)["id"]))


def ties(one: Fields) -> list[str]:
    """Every relationship that a story should have, each in one word or two and, maybe, a relation: see `parted`.

    Strings, because a store's thousands of ties are read before each write, and a client unpacks one by one.
    """
    return [
        *(f"TOLD_BY {person['id']}" for person in one["narrators"]),
        *(f"MENTIONS {tie['person']['id']} {tie['relation']}" for tie in one["people"]),
        *(f"SET_IN {place['id']}" for place in one["places"]),
    ]


def parted(story: str, tie: str) -> Fields:
    kind, other, *relation = tie.split(" ", 2)
    return {"story": story, "other": other, "kind": kind, "relation": relation[0] if relation else None}


def stories_now(ask: Ask, ids: list[str]) -> dict[str, Fields]:
    """What these stories are tied to in the graph; in one row, as the client takes longest over rows."""
    (row,) = ask(TIES_NOW, ids=ids)
    return {key: {"ties": ties, "preceding": before, "following": after} for key, ties, before, after in row["stories"]}


def changed_ties(before: Mapping[str, Fields], documents: Mapping[str, Fields]) -> tuple[list[Fields], list[Fields]]:
    """The relationships that the graph has and should not have, and those that it lacks or has with another relation."""
    gone, fresh = [], []
    for key, one in documents.items():
        now, wanted = set(before[key]["ties"] if key in before else ()), set(ties(one))
        if now != wanted:
            fresh += [parted(key, tie) for tie in sorted(wanted - now)]
            kept = {tie_key(parted(key, tie)) for tie in wanted}
            gone += [row for row in (parted(key, tie) for tie in sorted(now - wanted)) if tie_key(row) not in kept]
    return gone, fresh


def tie_key(row: Fields) -> tuple[str, str]:
    return row["kind"], row["other"]


register(StoryDocuments())
register(StoryGraph())
