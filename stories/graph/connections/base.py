"""The questions, and the form of their answers: ids and numbers, never words.

The rows behind the ids are fetched from the database, which alone says who may see what. All questions are about the
stories of one family that were not sent back; a person is in a story that they tell or that mentions them.
Time order is that of `StoryQuerySet.in_time_order`; whatever is equal is ordered by id, so that every answer is the same twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol
from uuid import UUID

LIMIT = 50
"""How long an answer is when nobody says."""
MOST = 200
"""How long it may be."""
STEPS = 6
"""How many stories may lie between two people, so that one can still tell how they are connected."""

Kind = Literal["told_by", "mentions", "set_in"]


@dataclass(frozen=True)
class StoryList:
    """Stories in time order; `is_cut` when there are more."""

    ids: tuple[UUID, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True)
class Counted:
    """A person or a place, and in how many of the stories asked about."""

    id: UUID
    stories: int


@dataclass(frozen=True)
class Counts:
    """The most frequent first."""

    items: tuple[Counted, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True)
class Pair:
    """Two people, the smaller id first, and how many stories they are in together."""

    one: UUID
    other: UUID
    stories: int


@dataclass(frozen=True)
class Pairs:
    """The most frequent first."""

    items: tuple[Pair, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True)
class Connection:
    """A shortest way from the first person to the last: `stories[n]` has both `people[n]` and `people[n + 1]`.

    Of several shortest ways the one whose people have the smallest ids, of several stories the first in time.
    """

    people: tuple[UUID, ...]
    stories: tuple[UUID, ...]


@dataclass(frozen=True, order=True)
class Tie:
    """What connects a story with a person or a place."""

    story: UUID
    other: UUID
    kind: Kind


@dataclass(frozen=True)
class Neighbourhood:
    """A story's people (whoever tells it first) and places, and the other stories that share one, most ties first.

    `ties` are all between these, by id.
    """

    people: tuple[UUID, ...] = ()
    places: tuple[UUID, ...] = ()
    stories: tuple[UUID, ...] = ()
    ties: tuple[Tie, ...] = ()
    is_cut: bool = False


def others_of(ties: Sequence[Tie], limit: int) -> tuple[list[UUID], list[UUID], bool]:
    """The people and the places that a story is tied to, at most so many of each, and whether there are more."""
    tellers = {tie.other for tie in ties if tie.kind == "told_by"}
    people = sorted({tie.other for tie in ties if tie.kind != "set_in"}, key=lambda who: (who not in tellers, who))
    places = sorted({tie.other for tie in ties if tie.kind == "set_in"})
    return people[:limit], places[:limit], len(people) > limit or len(places) > limit


class Questions(Protocol):
    """Of one family. An id that is not the family's has no stories."""

    def stories_with(self, person: UUID, *, limit: int = LIMIT) -> StoryList:
        """The stories that somebody tells or is mentioned in."""

    def people_with(self, person: UUID, *, limit: int = LIMIT) -> Counts:
        """Who else is in these stories, and in how many."""

    def places_with(self, person: UUID, *, limit: int = LIMIT) -> Counts:
        """Where these stories are set."""

    def pairs(self, *, limit: int = LIMIT) -> Pairs:
        """Who appears together in the whole family, and how often."""

    def connection(self, one: UUID, other: UUID) -> Connection | None:
        """How two people are connected; None where more than STEPS stories lie between them, or they are the same."""

    def place_through_time(self, place: UUID, *, limit: int = LIMIT) -> StoryList:
        """The stories set somewhere."""

    def people_at(self, place: UUID, *, limit: int = LIMIT) -> Counts:
        """Who is in these stories."""

    def around(self, first: date, last: date, *, limit: int = LIMIT) -> StoryList:
        """What may have happened between two days, in everybody's telling."""

    def neighbourhood(self, story: UUID, *, limit: int = LIMIT) -> Neighbourhood:
        """What surrounds a story; at most `limit` people, places and stories."""
