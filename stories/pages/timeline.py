"""The line of time of a family or of one narrator: sifted by who tells, who is told of and where; with ages and spans."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch

from families.access import as_id
from families.dates.when import edtf_bounds
from families.models import Family, Person
from stories.models import Mention, Place, Story
from stories.people.name_counts import names_counted
from stories.people.narrator_ages import full_years
from transcripts.words.corrections import readable

DECADE_DAYS = 3653


@dataclass(frozen=True)
class StoryFilter:
    """Which stories are asked for. `person` and `place` are the id of somebody or somewhere, or a name as it was said."""

    narrator: str = ""
    person: str = ""
    place: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> "StoryFilter":
        return cls(*(readable(str(asked.get(name, "")))[:120] for name in ("narrator", "person", "place")))

    def __bool__(self) -> bool:
        return bool(self.narrator or self.person or self.place)

    def sifted(self, rows: Any) -> Any:
        """The rows that fit; none where a narrator is asked for who is nobody."""
        if self.narrator:
            known = as_id(self.narrator)
            rows = rows.filter(narrator=known) if known else rows.none()
        if self.person:
            rows = rows.filter(pk__in=speaking_of(self.person, "person", rows, place=None))
        if self.place:
            rows = rows.filter(pk__in=speaking_of(self.place, "place", rows, place__isnull=False))
        return rows


def speaking_of(asked: str, kind: str, stories: Any, **only: Any) -> Any:
    """The ids of those of the stories that mention whom or what is asked for, by id or by name."""
    known, mentions = as_id(asked), Mention.objects.filter(story__in=stories.order_by().values("pk"))
    found = mentions.filter(**{kind: known}) if known else mentions.called(asked).filter(**only)
    return found.values("story")


@dataclass(frozen=True)
class Choice:
    """What a list of the sieve offers: what is sent, and what one reads."""

    value: str
    label: str


@dataclass(frozen=True)
class Choices:
    """Who tells, who is told of, and where, in a family's stories."""

    narrators: list[Choice]
    people: list[Choice]
    places: list[Choice]


def choices(family: Family) -> Choices:
    told = Story.objects.for_family(family).told()
    narrators = Person.objects.for_family(family).filter(told_stories__in=told).distinct()
    mentions = (
        Mention.objects.filter(story__in=told).select_related("person", "story__narrator").prefetch_related("segments")
    )
    people = names_counted(
        mention for mention in mentions if (not mention.is_place and mention.is_named) or mention.person
    )
    places = Place.objects.for_family(family).filter(mentions__story__in=told).distinct()
    return Choices(
        narrators=[Choice(str(each.pk), each.name) for each in narrators],
        people=by_label(
            Choice(str(named.person.pk), named.person.name) if named.person else Choice(named.name, named.name)
            for named in people
        ),
        places=[Choice(str(each.pk), each.name) for each in places],
    )


def by_label(found: Iterable[Choice]) -> list[Choice]:
    once = {choice.value: choice for choice in found}
    return sorted(once.values(), key=lambda choice: choice.label.casefold())


# --- the line --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """Where in its decade a story may lie: `x` and `width` in hundredths of it; it may reach beyond at either end."""

    x: float
    width: float
    is_before: bool = False
    is_after: bool = False


@dataclass
class Entry:
    """A story on the line, and how wide the time is in which it may have happened."""

    story: Story
    span: Span | None = None


@dataclass
class Stretch:
    """Ten years of the line. `first` is None for the undated; `age` is how old the one narrator was in them."""

    first: int | None
    entries: list[Entry] = field(default_factory=list)
    age: str = ""

    @property
    def label(self) -> str:
        return f"The {self.first}s" if self.first is not None else ""


def line(stories: Iterable[Story], *, life_of: Person | None = None) -> list[Stretch]:
    """Stories that are in time order, by decades, the undated last; a narrator's life with its empty decades and ages."""
    found: dict[int | None, Stretch] = {}
    for story in stories:
        day = story.starts or story.ends
        first = day.year // 10 * 10 if day else None
        stretch = found.setdefault(first, Stretch(first))
        stretch.entries.append(Entry(story, span(story, first)))
    if life_of:
        add_life(found, life_of)
    return [found[first] for first in sorted(found, key=lambda first: (first is None, first or 0))]


def add_life(found: dict[int | None, Stretch], person: Person) -> None:
    """The decades between birth and the last story, with ages; those without a story stand there empty."""
    born, _ = edtf_bounds(person.born) if person.born else (None, None)
    years = [first for first in found if first is not None]
    if not years:
        return
    begin = min(years) if born is None else min(born.year // 10 * 10, *years)
    for first in range(begin, max(years) + 10, 10):
        stretch = found.setdefault(first, Stretch(first))
        stretch.age = ages_in(first, person.born)


def ages_in(first: int, born: str) -> str:
    """How old somebody was in the decade: "5 to 15", "up to 4"; "" where the birth is not known, or lies after it."""
    earliest, latest = edtf_bounds(born) if born else (None, None)
    if not (earliest and latest) or earliest.year > first + 9:
        return ""
    youngest, oldest = full_years(latest, date(first, 1, 1)), full_years(earliest, date(first + 9, 12, 31))
    return f"{youngest} to {oldest}" if youngest > 0 else f"up to {oldest}"


def span(story: Story, first: int | None) -> Span | None:
    """None for the undated."""
    if first is None:
        return None
    begin, end = date(first, 1, 1).toordinal(), date(first, 1, 1).toordinal() + DECADE_DAYS
    starts = story.starts.toordinal() if story.starts else begin - 1
    ends = story.ends.toordinal() + 1 if story.ends else end + 1
    left, right = max(starts, begin), min(ends, end)
    x, width = (100 * (left - begin) / DECADE_DAYS, 100 * (right - left) / DECADE_DAYS)
    width = max(width, 2.0)
    return Span(round(min(x, 100 - width), 1), round(width, 1), starts < begin, ends > end)


def rows(family: Family, sieve: StoryFilter) -> Any:
    """The stories of the line, with all that it shows, in time order."""
    told = Story.objects.for_family(family).told()
    mentions = Prefetch("mentions", Mention.objects.select_related("person", "place"))
    return (
        sieve.sifted(told)
        .in_time_order()
        .with_date_doubts()
        .select_related("recording", "narrator")
        .prefetch_related(mentions)
    )


def narrator_of(family: Family, sieve: StoryFilter) -> Person | None:
    """Whose life the line shows, where one narrator is asked for."""
    known = as_id(sieve.narrator)
    return Person.objects.for_family(family).filter(pk=known).first() if known else None
