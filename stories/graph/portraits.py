"""What a family has of a person, of a place, and around a story: the rows behind the answers of `stories.graph.connections`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce

from families.models import Family, Person
from stories.graph.connections import (
    MOST,
    Connection,
    Counts,
    Kind,
    Neighbourhood,
    Pairs,
    StoryList,
    Tie,
    ask_connections,
)
from stories.models import Place, Story, StoryQuerySet

NEAR = 24
"""How many stories around one can be looked at together."""


@dataclass(frozen=True)
class Known:
    """A person or a place, and in how many of the stories."""

    row: Any
    stories: int


@dataclass(frozen=True)
class Portrait:
    """Stories in time order, each with `at_ms`: the moment of its recording where this person or place is spoken of."""

    stories: list[Story]
    is_cut: bool
    people: list[Known]
    places: list[Known]


@dataclass(frozen=True)
class Step:
    """That a story has both of two people."""

    one: Person
    story: Story
    other: Person


@dataclass(frozen=True)
class Near:
    """A person or a place of a story, how it is tied to it, and the other stories that share it."""

    row: Any
    kind: Kind
    stories: list[Story]


@dataclass(frozen=True)
class Surroundings:
    """`others` are all stories that share somebody or somewhere, most ties first; `then` what happened around that time."""

    story: Story
    near: list[Near]
    others: list[Story]
    then: list[Story]
    is_cut: bool

    @property
    def people(self) -> list[Near]:
        return [each for each in self.near if each.kind != "set_in"]

    @property
    def places(self) -> list[Near]:
        return [each for each in self.near if each.kind == "set_in"]


def of_person(person: Person) -> Portrait:
    stories, people, places = ask_connections(
        person.family,
        lambda q: (q.stories_with(person.pk, limit=MOST), q.people_with(person.pk), q.places_with(person.pk)),
    )
    return portrait(person.family, stories, people, places, Q(mentions__person=person))


def of_place(place: Place) -> Portrait:
    stories, people = ask_connections(
        place.family, lambda q: (q.place_through_time(place.pk, limit=MOST), q.people_at(place.pk))
    )
    return portrait(place.family, stories, people, Counts(), Q(mentions__place=place))


def portrait(family: Family, stories: StoryList, people: Counts, places: Counts, spoken_of: Q) -> Portrait:
    moment = Coalesce(Min("mentions__segments__start_ms", filter=spoken_of), "start_ms")
    rows = list(stories_of(family, stories.ids).annotate(at_ms=moment).in_time_order())
    return Portrait(rows, stories.is_cut, known(family, Person, people), known(family, Place, places))


def stories_of(family: Family, ids: Iterable[UUID]) -> StoryQuerySet:
    """Asked of the database again: it alone says what may be shown, and which family's it is."""
    told: StoryQuerySet = Story.objects.for_family(family).told()
    found: StoryQuerySet = told.filter(pk__in=list(ids)).select_related("recording", "narrator").with_date_doubts()
    return found


def in_order(ids: Iterable[UUID], rows: Any) -> list[Any]:
    """The rows of these ids, as far as they are there, in this order."""
    found = {row.pk: row for row in rows.filter(pk__in=list(ids))}
    return [found[pk] for pk in ids if pk in found]


def known(family: Family, model: type[Person] | type[Place], counts: Counts) -> list[Known]:
    rows = model.objects.for_family(family).in_bulk([each.id for each in counts.items])
    return [Known(rows[each.id], each.stories) for each in counts.items if each.id in rows]


@dataclass(frozen=True)
class Together:
    """Two people, and in how many stories they are together."""

    one: Person
    other: Person
    stories: int


def together(family: Family, *, limit: int = 8) -> list[Together]:
    """Those of a family who are together most often."""
    return people_of(family, ask_connections(family, lambda q: q.pairs(limit=limit)))


def people_of(family: Family, pairs: Pairs) -> list[Together]:
    people = Person.objects.for_family(family).in_bulk({pk for pair in pairs.items for pk in (pair.one, pair.other)})
    return [
        Together(people[pair.one], people[pair.other], pair.stories)
        for pair in pairs.items
        if people.keys() >= {pair.one, pair.other}
    ]


def places_of(family: Family) -> list[Place]:
    """Where the family's stories are set, each with `told`: in how many; most first."""
    is_told = Q(mentions__story__in=Story.objects.for_family(family).told())
    told = Count("mentions__story", filter=is_told, distinct=True)
    found = Place.objects.for_family(family).annotate(told=told).filter(told__gt=0)
    return list(found.order_by("-told", "name")[:MOST])


def way_between(one: Person, other: Person) -> list[Step]:
    """How two people of one family are connected, story by story; empty where nobody could retell it."""
    found = ask_connections(one.family, lambda q: q.connection(one.pk, other.pk))
    return steps_of(one.family, found) if found else []


def steps_of(family: Family, way: Connection) -> list[Step]:
    people = Person.objects.for_family(family).in_bulk(way.people)
    stories = {story.pk: story for story in stories_of(family, way.stories)}
    if not (people.keys() >= set(way.people) and stories.keys() >= set(way.stories)):
        return []  # somebody changed something in this very moment
    hops = zip(way.people, way.stories, way.people[1:], strict=False)
    return [Step(people[one], stories[story], people[other]) for one, story, other in hops]


def around(story: Story) -> Surroundings:
    days = days_of(story)
    near, then = ask_connections(
        story.family,
        lambda q: (q.neighbourhood(story.pk, limit=NEAR), q.around(*days, limit=NEAR) if days else StoryList()),
    )
    rows = {row.pk: row for row in stories_of(story.family, {*near.stories, *then.ids})}
    return Surroundings(
        story=story,
        near=tied(story, near, rows),
        others=[rows[pk] for pk in near.stories if pk in rows],
        then=[rows[pk] for pk in then.ids if pk in rows and pk != story.pk],
        is_cut=near.is_cut or then.is_cut,
    )


def days_of(story: Story, *, margin: int = 0) -> tuple[date, date] | None:
    """The first and the last day that a story may have happened on; None for the undated, and where one end is open."""
    if not (story.starts and story.ends):
        return None
    return widened(story.starts, story.ends, margin)


def widened(first: date, last: date, days: int) -> tuple[date, date]:
    """So many days more on both sides, within what a calendar holds."""
    margin = timedelta(days)
    return (
        first - margin if first - date.min > margin else date.min,
        last + margin if date.max - last > margin else date.max,
    )


def tied(story: Story, near: Neighbourhood, rows: dict[UUID, Story]) -> list[Near]:
    """The people of the story, whoever tells it first, and then its places; by name."""
    family = story.family
    people = Person.objects.for_family(family).in_bulk(near.people)
    places = Place.objects.for_family(family).in_bulk(near.places)
    found = [
        Near(row, kind_of(near.ties, story.pk, row.pk), sharing(near, story.pk, row.pk, rows))
        for row in [*people.values(), *places.values()]
    ]
    order: list[Kind] = ["told_by", "mentions", "set_in"]
    return sorted(found, key=lambda each: (order.index(each.kind), str(each.row).casefold()))


def kind_of(ties: Iterable[Tie], story: UUID, other: UUID) -> Kind:
    """Whoever tells a story and is mentioned in it is its teller."""
    kinds = {tie.kind for tie in ties if (tie.story, tie.other) == (story, other)}
    return "told_by" if "told_by" in kinds else kinds.pop()


def sharing(near: Neighbourhood, story: UUID, other: UUID, rows: dict[UUID, Story]) -> list[Story]:
    theirs = {tie.story for tie in near.ties if tie.other == other} - {story}
    return [rows[pk] for pk in near.stories if pk in theirs and pk in rows]
