"""Shortest ways between people who appear in stories together."""

from collections import defaultdict
from uuid import UUID

from stories.graph.connections.base import STEPS, Connection

Key = str
PeopleOf = dict[Key, set[Key]]
"""Who is in which story, the stories in time order; ids as 32 hexadecimal digits."""


def shortest(people_of: PeopleOf, one: Key, other: Key) -> Connection | None:
    """Breadth first from the end, and then, from the beginning, always to the smallest id that comes nearer."""
    appearances: dict[Key, list[Key]] = defaultdict(list)
    for story, people in people_of.items():
        for person in people:
            appearances[person].append(story)
    distance = distances(people_of, appearances, other, to=one)
    if one == other or one not in distance:
        return None
    way, stories = [one], []
    while way[-1] != other:
        here, wanted = way[-1], distance[way[-1]] - 1
        nearer = min(who for story in appearances[here] for who in people_of[story] if distance.get(who) == wanted)
        stories.append(next(story for story in appearances[here] if nearer in people_of[story]))
        way.append(nearer)
    return Connection(tuple(map(UUID, way)), tuple(map(UUID, stories)))


def distances(people_of: PeopleOf, appearances: dict[Key, list[Key]], start: Key, *, to: Key) -> dict[Key, int]:
    """How many stories lie between `start` and everybody who is not further than `to`, up to STEPS."""
    distance, seen = {start: 0}, set[Key]()
    edge = [start]
    for steps in range(1, STEPS + 1):
        if to in distance:
            break
        stories = {story for person in edge for story in appearances[person]} - seen
        seen |= stories
        edge = list({who for story in stories for who in people_of[story]} - distance.keys())
        distance.update(dict.fromkeys(edge, steps))
    return distance
