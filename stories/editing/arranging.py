"""Which line of a recording belongs to which story, and what merging, splitting and moving a boundary make of it.

An arrangement names, for each line in order, its story, or None for talk that belongs to none. Nothing here knows a
database: each function takes one arrangement and returns the next, in which a story that held together still does.
"""

from typing import Literal, TypeVar

from families.refusal import Refusal

Key = TypeVar("Key")
Arrangement = tuple[Key | None, ...]
Edge = Literal["start", "end"]


class Impossible(Refusal):
    """The lines cannot be arranged so; the message says why."""


def merged(lines: Arrangement[Key], first: Key, second: Key) -> Arrangement[Key]:
    """Both as `first`, with the talk between them. Raises Impossible where another story lies between."""
    own, other = places(lines, first), places(lines, second)
    if first == second or not own or not other:
        raise Impossible("There are no two stories to put together here.")
    begin, end = min(own + other), max(own + other)
    if set(lines[begin : end + 1]) - {first, second, None}:
        raise Impossible("Another story lies between these two.")
    return (*lines[:begin], *[first] * (end + 1 - begin), *lines[end + 1 :])


def split(lines: Arrangement[Key], story: Key, at: int, new: Key) -> Arrangement[Key]:
    """From the line with the number `at` on the story is `new`."""
    own = places(lines, story)
    if at not in own or at == own[0]:
        raise Impossible("A story can be split at any of its lines but the first.")
    return tuple(new if key == story and number >= at else key for number, key in enumerate(lines))


def moved(lines: Arrangement[Key], story: Key, edge: Edge, step: Literal[-1, 1]) -> Arrangement[Key]:
    """The story begins or ends one line earlier (-1) or later (1); what it takes or leaves goes from or to its neighbour."""
    own = places(lines, story)
    if not own:
        raise Impossible("There is no such story here.")
    grows = (edge == "start") == (step == -1)
    outer = own[0] - 1 if edge == "start" else own[-1] + 1
    line = outer if grows else (own[0] if edge == "start" else own[-1])
    if grows:
        if not 0 <= line < len(lines):
            raise Impossible("There are no more words on that side.")
        if lines[line] is not None and lines.count(lines[line]) == 1:
            raise Impossible("The story beside it has no other line. Put the two together instead.")
        taker: Key | None = story
    else:
        if len(own) == 1:
            raise Impossible("A story needs a line.")
        taker = lines[outer] if 0 <= outer < len(lines) else None
    return (*lines[:line], taker, *lines[line + 1 :])


def places(lines: Arrangement[Key], story: Key) -> list[int]:
    return [number for number, key in enumerate(lines) if key == story]


def neighbour(lines: Arrangement[Key], story: Key, edge: Edge) -> Key | None:
    """The story before or after it, across talk that belongs to none; None where there is no other."""
    own = places(lines, story)
    if not own:
        return None
    beyond = lines[: own[0]][::-1] if edge == "start" else lines[own[-1] + 1 :]
    return next((key for key in beyond if key is not None and key != story), None)
