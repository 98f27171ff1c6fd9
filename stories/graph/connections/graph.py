"""The questions, asked of Neo4j: at most three queries each. Needs no server, and no client library, to be imported."""

from datetime import date
from typing import Any
from uuid import UUID

from projections.neo4j import Ask
from stories.graph.connections.base import (
    LIMIT,
    STEPS,
    Connection,
    Counted,
    Counts,
    Neighbourhood,
    Pair,
    Pairs,
    StoryList,
    Tie,
    others_of,
)
from stories.models import Story

TOLD = "s.family_id = $family AND s.state <> $returned"
IN_TIME = "coalesce(s.starts, s.ends), s.ends, s.told_at, s.start_ms, s.id"  # null comes last
STORIES_IN_TIME = f"WITH DISTINCT s ORDER BY {IN_TIME} LIMIT $most RETURN s.id AS id"
WITH_PERSON = f"""
MATCH (p:PersonNode {{id: $person}})<-[:TOLD_BY|MENTIONS]-(s:StoryNode) WHERE p.family_id = $family AND {TOLD}
"""
AT_PLACE = f"""
MATCH (p:PlaceNode {{id: $place}})<-[:SET_IN]-(s:StoryNode) WHERE p.family_id = $family AND {TOLD}
"""
COUNT = "RETURN other.id AS id, count(DISTINCT s) AS stories ORDER BY stories DESC, id LIMIT $most"
PEOPLE = f"""
WITH DISTINCT p, s MATCH (s)-[:TOLD_BY|MENTIONS]->(other:PersonNode) WHERE other.family_id = $family AND other <> p {COUNT}
"""
PLACES = f"WITH DISTINCT s MATCH (s)-[:SET_IN]->(other:PlaceNode) WHERE other.family_id = $family {COUNT}"
PAIRS = f"""
MATCH (s:StoryNode)-[:TOLD_BY|MENTIONS]->(p:PersonNode) WHERE {TOLD} AND p.family_id = $family
WITH s, collect(DISTINCT p.id) AS people UNWIND people AS one UNWIND people AS other
WITH one, other WHERE one < other
RETURN one, other, count(*) AS stories ORDER BY stories DESC, one, other LIMIT $most
"""
DISTANCE = f"""
MATCH (a:PersonNode {{id: $one}}), (b:PersonNode {{id: $other}})
MATCH way = shortestPath((a)-[:TOLD_BY|MENTIONS*..{2 * STEPS}]-(b))
WHERE all(n IN nodes(way) WHERE n.family_id = $family AND (n:PersonNode OR n.state <> $returned))
RETURN length(way) / 2 AS steps
"""
AROUND = f"""
MATCH (s:StoryNode {{family_id: $family}}) WHERE {TOLD}
AND coalesce(s.starts, s.ends) IS NOT NULL AND coalesce(s.starts, $last) <= $last AND coalesce(s.ends, $first) >= $first
"""
CENTRE = f"""
MATCH (s:StoryNode {{id: $story}})-[r:TOLD_BY|MENTIONS|SET_IN]->(n) WHERE {TOLD} AND n.family_id = $family
RETURN DISTINCT n.id AS other, toLower(type(r)) AS kind
"""
RING = f"""
MATCH (:StoryNode {{id: $story}})-[:TOLD_BY|MENTIONS|SET_IN]->(n) WHERE n.id IN $others WITH DISTINCT n
MATCH (n)<-[r:TOLD_BY|MENTIONS|SET_IN]-(s:StoryNode) WHERE s.id <> $story AND {TOLD}
WITH s, count(r) AS ties, collect([n.id, toLower(type(r))]) AS tied ORDER BY ties DESC, {IN_TIME} LIMIT $most
RETURN s.id AS id, tied
"""
HOPS = f"""
UNWIND range(0, size($people) - 2) AS n
MATCH (a:PersonNode {{id: $people[n]}})<-[:TOLD_BY|MENTIONS]-(s:StoryNode)
MATCH (s)-[:TOLD_BY|MENTIONS]->(b:PersonNode {{id: $people[n + 1]}}) WHERE {TOLD}
WITH n, s ORDER BY {IN_TIME} WITH n, collect(s.id)[0] AS id ORDER BY n RETURN id
"""
SIZE = "MATCH (s:StoryNode {family_id: $family}) RETURN count(s) AS stories"


def next_to(person: str, other: str) -> str:
    return f"""
MATCH ({person})<-[:TOLD_BY|MENTIONS]-(s:StoryNode) WHERE {TOLD}
MATCH (s)-[:TOLD_BY|MENTIONS]->({other}:PersonNode) WHERE {other}.family_id = $family
"""


def people_on_the_way(steps: int) -> str:
    """Level by level from the end, then from the beginning always to the smallest id of the next level.

    A walk of exactly the shortest length is a shortest way, so the levels may overlap.
    """
    query = "MATCH (b:PersonNode {id: $other}) WITH [b.id] AS level0"
    for level in range(1, steps):
        kept = ", ".join(f"level{n}" for n in range(level))
        query += f" UNWIND level{level - 1} AS id MATCH (q:PersonNode {{id: id}}) WITH DISTINCT {kept}, q"
        query += f"{next_to('q', 'r')} WITH {kept}, collect(DISTINCT r.id) AS level{level}"
    query += " MATCH (p0:PersonNode {id: $one})"
    for step in range(1, steps):
        kept = ", ".join([*(f"level{n}" for n in range(steps - step)), *(f"p{n}" for n in range(step))])
        query += f"{next_to(f'p{step - 1}', f'p{step}')} AND p{step}.id IN level{steps - step}"
        query += f" WITH DISTINCT {kept}, p{step} ORDER BY p{step}.id LIMIT 1"
    return query + f" RETURN [{', '.join(f'p{n}.id' for n in range(steps))}, $other] AS people"


class GraphQuestions:
    """`ask` is an open transaction: all questions see one state of the graph."""

    def __init__(self, family: UUID, ask: Ask) -> None:
        self.family, self._ask = family, ask

    def size(self) -> int:
        """How many stories of the family the graph holds, with those that were sent back."""
        return int(self.ask(SIZE)[0]["stories"])

    def stories_with(self, person: UUID, *, limit: int = LIMIT) -> StoryList:
        return self.listed(WITH_PERSON, limit, person=str(person))

    def people_with(self, person: UUID, *, limit: int = LIMIT) -> Counts:
        return self.counts(WITH_PERSON + PEOPLE, limit, person=str(person))

    def places_with(self, person: UUID, *, limit: int = LIMIT) -> Counts:
        return self.counts(WITH_PERSON + PLACES, limit, person=str(person))

    def pairs(self, *, limit: int = LIMIT) -> Pairs:
        rows = self.ask(PAIRS, most=limit + 1)
        pairs = tuple(Pair(UUID(row["one"]), UUID(row["other"]), row["stories"]) for row in rows[:limit])
        return Pairs(pairs, len(rows) > limit)

    def connection(self, one: UUID, other: UUID) -> Connection | None:
        ends = {"one": str(one), "other": str(other)}
        found = self.ask(DISTANCE, **ends) if one != other else []
        if not found:
            return None
        people = self.ask(people_on_the_way(found[0]["steps"]), **ends)[0]["people"]
        stories = [row["id"] for row in self.ask(HOPS, people=people)]
        return Connection(ids(people), ids(stories))

    def place_through_time(self, place: UUID, *, limit: int = LIMIT) -> StoryList:
        return self.listed(AT_PLACE, limit, place=str(place))

    def people_at(self, place: UUID, *, limit: int = LIMIT) -> Counts:
        return self.counts(AT_PLACE + PEOPLE, limit, place=str(place))

    def around(self, first: date, last: date, *, limit: int = LIMIT) -> StoryList:
        return self.listed(AROUND, limit, first=first.isoformat(), last=last.isoformat())

    def neighbourhood(self, story: UUID, *, limit: int = LIMIT) -> Neighbourhood:
        own = [Tie(story, UUID(row["other"]), row["kind"]) for row in self.ask(CENTRE, story=str(story))]
        people, places, is_cut = others_of(own, limit)
        shown = {*people, *places}
        ring = self.ask(RING, story=str(story), others=[str(other) for other in shown], most=limit + 1)
        theirs = [Tie(UUID(row["id"]), UUID(other), kind) for row in ring[:limit] for other, kind in row["tied"]]
        return Neighbourhood(
            tuple(people),
            tuple(places),
            ids([row["id"] for row in ring[:limit]]),
            tuple(sorted([tie for tie in own if tie.other in shown] + theirs)),
            is_cut or len(ring) > limit,
        )

    def ask(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        return self._ask(query, family=str(self.family), returned=str(Story.State.RETURNED), **parameters)

    def listed(self, query: str, limit: int, **parameters: Any) -> StoryList:
        rows = self.ask(query + STORIES_IN_TIME, most=limit + 1, **parameters)
        return StoryList(ids([row["id"] for row in rows[:limit]]), len(rows) > limit)

    def counts(self, query: str, limit: int, **parameters: Any) -> Counts:
        rows = self.ask(query, most=limit + 1, **parameters)
        return Counts(tuple(Counted(UUID(row["id"]), row["stories"]) for row in rows[:limit]), len(rows) > limit)


def ids(texts: list[str]) -> tuple[UUID, ...]:
    return tuple(UUID(text) for text in texts)
