"""The order of a narrator's dated stories, as a chain in the graph: who stands beside whom."""

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from projections.neo4j import Ask
from projections.rows import is_possible_key
from projections.text_keys import hex_key
from stories.models import Story, time_order

ORDER_NOW = """
MATCH (a:StoryNode)-[:THEN]->(b:StoryNode) WHERE a.id IN $ids RETURN a.id AS first, b.id AS second
UNION MATCH (a:StoryNode)-[:THEN]->(b:StoryNode) WHERE b.id IN $ids RETURN a.id AS first, b.id AS second
"""
CUT_ORDER = "UNWIND $rows AS row MATCH (:StoryNode {id: row[0]})-[t:THEN]->(:StoryNode {id: row[1]}) DELETE t"
TIE_ORDER = "UNWIND $rows AS row MATCH (a:StoryNode {id: row[0]}), (b:StoryNode {id: row[1]}) MERGE (a)-[:THEN]->(b)"

Neighbours = dict[str, Any]
"""`preceding` and `following`: the ids beside a story, at most one each. More may stand in a graph that is out of date."""

NO_NEIGHBOURS: Neighbours = {"preceding": [], "following": []}


def neighbours(ids: Collection[UUID]) -> dict[str, Neighbours]:
    """The story before and the one after, in the life of who tells them, of every dated story among these."""
    narrators = Story.objects.filter(pk__in=ids, narrator__isnull=False).values("narrator")
    dated = Story.objects.standing().filter(narrator__in=narrators, starts__isnull=False, family__removed_at=None)
    told = dated.order_by("narrator_id", *time_order())
    wanted = {each.hex for each in ids}
    found: dict[str, Neighbours] = {}
    for _, life in groupby(told.values_list(hex_key("narrator_id"), hex_key("pk")), key=itemgetter(0)):
        stories = [key for _, key in life]
        for place, key in enumerate(stories):
            if key in wanted:
                found[str(UUID(key))] = {
                    "preceding": dashed(stories[max(place - 1, 0) : place]),
                    "following": dashed(stories[place + 1 : place + 2]),
                }
    return found


def dashed(keys: Iterable[str]) -> list[str]:
    return [str(UUID(key)) for key in keys]


def beside(story: Neighbours) -> list[str]:
    return [*story["preceding"], *story["following"]]


def moved(before: Mapping[str, Neighbours], documents: Mapping[str, Neighbours]) -> set[str]:
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
    ours = [UUID(key) for key in keys if is_possible_key(Story, key)]
    wanted = {pair for key, story in neighbours(ours).items() for pair in pairs(key, story)}
    found = {(row["first"], row["second"]) for row in ask(ORDER_NOW, ids=list(keys))}
    ask(CUT_ORDER, rows=[list(pair) for pair in found - wanted])
    ask(TIE_ORDER, rows=[list(pair) for pair in wanted - found])


def pairs(key: str, story: Neighbours) -> list[tuple[str, str]]:
    return [(before, key) for before in story["preceding"]] + [(key, after) for after in story["following"]]
