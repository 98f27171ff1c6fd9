"""The questions, asked of the database: at most four queries each, however much there is."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Q, Value, When

from families.models import Family
from projections.text_keys import hex_key
from stories.graph.connections.base import (
    LIMIT,
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
from stories.graph.connections.ways import PeopleOf, shortest
from stories.models import Mention, Story, StoryQuerySet, time_order

NOBODY = UUID(int=0)


class SqlQuestions:
    def __init__(self, family: Family) -> None:
        self.family = family
        self.told: StoryQuerySet = Story.objects.for_family(family).told()

    def stories_with(self, person: UUID, *, limit: int = LIMIT) -> StoryList:
        return listed(self.with_person(person), limit)

    def people_with(self, person: UUID, *, limit: int = LIMIT) -> Counts:
        return self.people_in(self.with_person(person), limit, but=person)

    def places_with(self, person: UUID, *, limit: int = LIMIT) -> Counts:
        mentions = Mention.objects.filter(story__in=self.with_person(person), place__family=self.family)
        return counts(counted(mentions, "place"), limit)

    def pairs(self, *, limit: int = LIMIT) -> Pairs:
        found = Counter(pair for people in self.people_of().values() for pair in combinations(sorted(people), 2))
        ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        pairs = tuple(Pair(UUID(one), UUID(other), stories) for (one, other), stories in ordered[:limit])
        return Pairs(pairs, len(ordered) > limit)

    def connection(self, one: UUID, other: UUID) -> Connection | None:
        return shortest(self.people_of(), one.hex, other.hex)

    def place_through_time(self, place: UUID, *, limit: int = LIMIT) -> StoryList:
        return listed(self.at_place(place), limit)

    def people_at(self, place: UUID, *, limit: int = LIMIT) -> Counts:
        return self.people_in(self.at_place(place), limit)

    def around(self, first: date, last: date, *, limit: int = LIMIT) -> StoryList:
        begins = Q(starts__lte=last) | Q(starts=None, ends__isnull=False)
        return listed(self.told.filter(begins, Q(ends__gte=first) | Q(ends=None)), limit)

    def neighbourhood(self, story: UUID, *, limit: int = LIMIT) -> Neighbourhood:
        centre = self.told.filter(pk=story)
        own = [*self.narrators(centre), *self.mentions(centre)]
        people, places, is_cut = others_of(own, limit)
        ring = list(self.sharing(story, people, places)[: limit + 1])
        stories = [pk for pk, _ in ring[:limit]]
        theirs = [Tie(pk, narrator, "told_by") for pk, narrator in ring[:limit] if narrator]
        shown = {*people, *places}
        ties = [*own, *theirs, *self.mentions(self.told.filter(pk__in=stories))]
        return Neighbourhood(
            tuple(people),
            tuple(places),
            tuple(stories),
            tuple(sorted({tie for tie in ties if tie.other in shown})),
            is_cut or len(ring) > limit,
        )

    # --- rows that several questions are about -----------------------------------------------------------------------

    def with_person(self, person: UUID) -> StoryQuerySet:
        mentioned = Q(pk__in=Mention.objects.filter(person=person, person__family=self.family).values("story"))
        found: StoryQuerySet = self.told.filter(mentioned | Q(narrator=person, narrator__family=self.family))
        return found

    def at_place(self, place: UUID) -> StoryQuerySet:
        mentions = Mention.objects.filter(place=place, place__family=self.family)
        found: StoryQuerySet = self.told.filter(pk__in=mentions.values("story"))
        return found

    def people_in(self, stories: StoryQuerySet, limit: int, *, but: UUID | None = None) -> Counts:
        """Narrators, and those who are mentioned by somebody else: nobody is counted twice in a story."""
        mentions = Mention.objects.filter(story__in=stories, person__family=self.family)
        others = mentions.filter(Q(story__narrator=None) | ~Q(person=F("story__narrator")))
        tellers = stories.filter(narrator__family=self.family).order_by().values_list("narrator")
        found = Counter(counted(others, "person"))
        found.update(dict(tellers.annotate(stories=Count("pk"))))
        if but:
            found.pop(but, None)
        return counts(found, limit)

    def people_of(self) -> PeopleOf:
        found: PeopleOf = {key: set() for key in self.told.in_time_order().values_list(hex_key("pk"), flat=True)}
        tellers = self.told.filter(narrator__family=self.family).order_by()
        named = Mention.objects.filter(person__family=self.family, story__in=self.told).order_by()
        rows = [
            *tellers.values_list(hex_key("pk"), hex_key("narrator")),
            *named.values_list(hex_key("story"), hex_key("person")),
        ]
        for story, person in rows:
            if story in found:  # and not told since
                found[story].add(person)
        return found

    def narrators(self, stories: StoryQuerySet) -> list[Tie]:
        rows = stories.filter(narrator__family=self.family).order_by().values_list("pk", "narrator")
        return [Tie(story, narrator, "told_by") for story, narrator in rows]

    def mentions(self, stories: StoryQuerySet) -> list[Tie]:
        is_ours = Q(person__family=self.family) | Q(place__family=self.family)
        rows = Mention.objects.filter(is_ours, story__in=stories).order_by().values_list("story", "person", "place")
        return [tie for row in rows for tie in ties_of(*row)]

    def sharing(self, story: UUID, people: list[UUID], places: list[UUID]) -> Any:
        """(story, narrator where that is one of `people`) of all others with one of these, most ties first."""
        # Django makes NULL of what it counts in an empty list.
        ids = {"people": people or [NOBODY], "places": places or [NOBODY]}
        is_teller = Case(When(narrator__in=ids["people"], then=Value(1)), default=Value(0))
        named = Count("mentions__person", filter=Q(mentions__person__in=ids["people"]), distinct=True)
        set_in = Count("mentions__place", filter=Q(mentions__place__in=ids["places"]), distinct=True)
        found = self.told.exclude(pk=story).annotate(ties=is_teller + named + set_in).filter(ties__gt=0)
        teller = Case(When(narrator__in=ids["people"], then=F("narrator")))
        return found.order_by("-ties", *time_order()).annotate(teller=teller).values_list("pk", "teller")


def listed(stories: StoryQuerySet, limit: int) -> StoryList:
    ids = list(stories.in_time_order().values_list("pk", flat=True)[: limit + 1])
    return StoryList(tuple(ids[:limit]), len(ids) > limit)


def counted(mentions: Any, what: str) -> dict[UUID, int]:
    rows = mentions.order_by().values_list(what)
    return dict(rows.annotate(stories=Count("story", distinct=True)))


def counts(found: dict[UUID, int], limit: int) -> Counts:
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return Counts(tuple(Counted(*item) for item in ordered[:limit]), len(ordered) > limit)


def ties_of(story: UUID, person: UUID | None, place: UUID | None) -> Iterable[Tie]:
    if person:
        yield Tie(story, person, "mentions")
    if place:
        yield Tie(story, place, "set_in")
