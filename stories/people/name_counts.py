"""Who and what a family's stories speak of, counted."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from families.models import Family, Person
from stories.models import Mention, Place, Story


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
    """Names by how often they are spoken of; `times` counts segments."""
    found: dict[str, Named] = {}
    for mention in mentions:
        named = found.setdefault(mention.folded_name, Named(mention.name))
        named.relation = named.relation or mention.relation
        named.person = named.person or mention.person
        named.place = named.place or mention.place
        named.times += len(mention.segments.all())
        named.stories.append(mention.story)
    return sorted(found.values(), key=lambda named: (-named.times, named.name))


def people_counts(family: Family) -> list[Named]:
    """The people in all stories of the family that were not sent back."""
    told = Story.objects.for_family(family).told()
    mentions = Mention.objects.filter(story__in=told, place=None).select_related("story__recording", "person", "place")
    return names_counted(mentions.prefetch_related("segments"))
