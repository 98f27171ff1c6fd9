"""A family whose stories are tangled: made by hand from a few words, or at random."""

import random

from audio.models import Recording
from audio.tests import factories as audio
from families.dates.when import edtf_bounds
from families.models import Family, Person
from families.tests import factories as families
from stories.models import Mention, Place, Story

NAMES = ["Ada", "Ben", "Cleo", "Dov", "Eva", "Finn", "Gesa", "Hal", "Ines", "Jon"]
TOWNS = ["Husum", "Lyon", "Cork", "Oslo"]
DATES = ["", "1931", "1931-05", "1931-05-07", "1930/1939", "1946/1947", "../1950", "1950/..", "1962-06/1962-08", "1988"]


class Tangle:
    """People and places by name; stories by title."""

    def __init__(self, of: Family | None = None) -> None:
        self.family = of or families.family()
        self.recording: Recording = audio.recording(self.family)
        self.people: dict[str, Person] = {}
        self.places: dict[str, Place] = {}
        self.stories: dict[str, Story] = {}

    def person(self, name: str) -> Person:
        if name not in self.people:
            self.people[name] = families.person(self.family, name)
        return self.people[name]

    def place(self, name: str) -> Place:
        if name not in self.places:
            self.places[name] = Place.objects.create(family=self.family, name=name)
        return self.places[name]

    def tell(self, title: str, by: str = "", who: str = "", where: str = "", when: str = "", **fields) -> Story:
        """`who` and `where` are names with spaces between them; a name may come twice, and each is a mention."""
        starts, ends = edtf_bounds(when) if when else (None, None)
        narrator = self.person(by) if by else None
        number = len(self.stories) * 1_000
        fields = {
            "recording": self.recording,
            "start_ms": number,
            "end_ms": number + 900,
            **fields,
        }
        story = Story(family=self.family, narrator=narrator, title=title, edtf=when, starts=starts, ends=ends, **fields)
        story.save()
        self.stories[title] = story
        people = [Mention(story=story, name=name, person=self.person(name)) for name in who.split()]
        places = [Mention(story=story, name=name, place=self.place(name)) for name in where.split()]
        Mention.objects.bulk_create([*people, *places])
        return story

    def named(self, ids) -> list[str]:
        """Ids of anything as names or titles."""
        known = {row.pk: name for rows in (self.people, self.places, self.stories) for name, row in rows.items()}
        return [known[pk] for pk in ids]


def at_random(seed: int) -> Tangle:
    """Some families are one knot, others fall into parts; a story may have no narrator, no date, nobody in it."""
    chance = random.Random(seed)
    tangle = Tangle()
    names = NAMES[: chance.randint(2, len(NAMES))]
    second = audio.recording(tangle.family)
    for number in range(chance.randint(1, 16)):
        tangle.tell(
            f"story {number}",
            by=chance.choice(["", *names[:2]]),
            who=" ".join(chance.choices(names, k=chance.choice([0, 1, 2, 2, 3]))),
            where=" ".join(chance.choices(TOWNS, k=chance.choice([0, 0, 1, 2]))),
            when=chance.choice(DATES),
            recording=chance.choice([tangle.recording, second]),
            state=chance.choice([*Story.State, Story.State.APPROVED]),
        )
    return tangle
