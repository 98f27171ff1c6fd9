"""Who and what a family's stories speak of, counted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from audio.models import Recording
from families.models import Family, Person, PersonQuerySet
from stories.models import Mention, Place, Story
from transcripts.models import Speaker


@dataclass
class Named:
    """A name with how it is related, who or where it is as far as that is known, and the stories that speak of it."""

    name: str
    relation: str = ""
    person: Person | None = None
    place: Place | None = None
    times: int = 0
    stories: list[Story] = field(default_factory=list)

    @property
    def row(self) -> Person | Place | None:
        """Whose page there is."""
        return self.person or self.place


def names_counted(mentions: Iterable[Mention]) -> list[Named]:
    """By how often they are spoken of, in segments: who and what is known once, under its own name, else by what was said.

    A name that is not known in one place is whoever it is known to be in the others, where that is one.
    """
    mentions = list(mentions)
    known = known_names(mentions)
    found: dict[Person | Place | str, Named] = {}
    for mention in mentions:
        row = row_of(mention) or known.get(mention.folded_name)
        named = found.setdefault(row or mention.folded_name, Named(row.name if row else mention.name))
        named.relation = named.relation or mention.relation
        named.person = named.person or mention.person
        named.place = named.place or mention.place
        named.times += len(mention.segments.all())
        named.stories.append(mention.story)
    return sorted(found.values(), key=lambda named: (-named.times, named.name))


def row_of(mention: Mention) -> Person | Place | None:
    return mention.person or mention.place


def known_names(mentions: Iterable[Mention]) -> dict[str, Person | Place]:
    """Folded names that are known to be one person, or one place."""
    rows: dict[str, set[Person | Place]] = defaultdict(set)
    for mention in mentions:
        if row := row_of(mention):
            rows[mention.folded_name].add(row)
    return {name: next(iter(those)) for name, those in rows.items() if len(those) == 1}


def people_counts(family: Family) -> list[Named]:
    """The people in all stories of the family that were not sent back."""
    told = Story.objects.for_family(family).told()
    mentions = Mention.objects.filter(story__in=told, place=None).select_related("story__recording", "person", "place")
    return names_counted(mentions.prefetch_related("segments"))


def voices(family: Family, counts: Iterable[Named]) -> PersonQuerySet:
    """Who tells: in a recording, a story or a line of theirs. Also who is known and in no story, since we wait for their voice."""
    who = OuterRef("pk")
    recordings = Recording.objects.for_family(family)
    tells = (
        Exists(recordings.filter(narrator=who))
        | Exists(Story.objects.for_family(family).filter(narrator=who))
        | Exists(Speaker.objects.filter(person=who, transcript__recording__in=recordings))
    )
    told_of = [named.person.pk for named in counts if named.person]
    return Person.objects.for_family(family).filter(tells | ~Q(pk__in=told_of))
