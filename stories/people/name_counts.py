"""Who and what a family's stories speak of, counted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q

from audio.models import Recording
from families.models import Family, Person, PersonQuerySet
from families.text.index_names import index_key, index_name
from stories.models import Mention, Place, Story
from transcripts.models import Speaker


@dataclass
class Named:
    """A name with how it is related, who or where it is as far as that is known, and the stories that speak of it."""

    name: str
    relation: str = ""
    person: Person | None = None
    place: Place | None = None
    is_animal: bool = False
    is_kin: bool = False
    """Whether no name was said: "my grandmother"."""
    times: int = 0
    stories: list[Story] = field(default_factory=list)
    tellers: list[Person] = field(default_factory=list)
    """Whose stories they are, each once."""
    listed: str = ""
    """The name as an index has it: "Vance, Nora"."""

    @property
    def row(self) -> Person | Place | None:
        """Whose page there is."""
        return self.person or self.place


Saying = tuple[Any, str]
"""A narrator and what they call somebody: the same name from two narrators may be two people."""


def names_counted(mentions: Iterable[Mention]) -> list[Named]:
    """By how often they are spoken of, in segments: who and what is known once, under its own name, else by what each narrator said.

    A name that is not known in one place is whoever the same narrator is known to mean by it in the others, where that is one.
    """
    mentions = list(mentions)
    known, voices_of = known_names(mentions), tellers_of_kin(mentions)
    found: dict[Person | Place | Saying, Named] = {}
    for mention in mentions:
        teller = voices_of.get(mention.pk) or mention.story.narrator
        saying = (teller.pk if teller else None, mention.folded_name)
        row = row_of(mention) or known.get(saying)
        is_kin = not (row or mention.is_named)
        name = row.name if row else whose(mention, teller) if is_kin else mention.name
        named = found.setdefault(row or saying, Named(name, is_animal=mention.is_animal, is_kin=is_kin))
        named.relation = named.relation or mention.relation
        named.person = named.person or mention.person
        named.place = named.place or mention.place
        named.times += len(mention.segments.all())
        named.stories.append(mention.story)
        if teller and teller not in named.tellers:
            named.tellers.append(teller)
    return sorted(found.values(), key=lambda named: (-named.times, named.name))


def whose(mention: Mention, teller: Person | None) -> str:
    """ "Ruth's grandmother", by the given name of who speaks of her."""
    return f"{teller.name.split()[0]}’s {mention.name}" if teller else mention.name


def tellers_of_kin(mentions: Iterable[Mention]) -> dict[int, Person]:
    """Who speaks of unnamed kin, by the mention: the voice of its lines, where that is one whom somebody has named."""
    kin = [mention for mention in mentions if not (mention.is_named or mention.is_place)]
    said = {mention.pk: {(line.transcript_id, line.speaker) for line in mention.segments.all()} for mention in kin}
    transcripts = {transcript for voices in said.values() for transcript, label in voices if label}
    rows = Speaker.objects.filter(transcript__in=transcripts).exclude(person=None).select_related("person")
    people = {(row.transcript_id, row.label): row.person for row in rows} if transcripts else {}
    found = {}
    for pk, voices in said.items():
        spoken = {people.get(voice) for voice in voices}
        if len(spoken) == 1 and (teller := spoken.pop()):
            found[pk] = teller
    return found


def row_of(mention: Mention) -> Person | Place | None:
    return mention.person or mention.place


def known_names(mentions: Iterable[Mention]) -> dict[Saying, Person | Place]:
    """What a narrator is known to mean by a name, where that is one person, or one place."""
    rows: dict[Saying, set[Person | Place]] = defaultdict(set)
    for mention in mentions:
        if row := row_of(mention):
            rows[mention.story.narrator_id, mention.folded_name].add(row)
    return {saying: next(iter(those)) for saying, those in rows.items() if len(those) == 1}


def index(counts: Iterable[Named], *, language: str) -> list[Named]:
    """The people among them as an index has them: by the family's name, and with no animals."""
    people = [named for named in counts if not named.is_animal]
    for named in people:
        named.listed = named.name if named.is_kin else index_name(named.name, language)
    return sorted(
        people, key=lambda named: (named.name.casefold(), "") if named.is_kin else index_key(named.name, language)
    )


def people_counts(family: Family) -> list[Named]:
    """The people in all stories of the family that were not sent back."""
    told = Story.objects.for_family(family).told()
    mentions = Mention.objects.filter(story__in=told, place=None).select_related(
        "story__recording", "story__narrator", "person", "place"
    )
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
