"""Who and where the people and places of a story are, as people say. Each is one stroke that can be undone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from families.letters import as_name, folded
from families.models import Family, Person, User
from families.people import narrator_named
from families.versions import expect
from stories.models import Mention, Place, Review, Story
from stories.resemblance import parts, propose
from stories.strokes import lock, stroke
from transcripts.corrections import readable

MOST_LETTERS = 120
SAID_BEFORE = 0.95
"""That a name is who a person said it was in another story of the same narrator."""


NOBODY_KNOWN = 0.0
"""The confidence of a mention of which a person said that it is not who we thought: nobody is proposed again."""


class Unnameable(ValueError):
    """The mention cannot be called so; the message says why."""


def link(mention: Mention, person: Person, *, by: User) -> Mention:
    """Says who it is. The same name in other stories is proposed to be the same person, for people to confirm."""
    if mention.is_place or person.family_id != mention.family.pk:
        raise Unnameable("Choose one of the people of your family.")
    with transaction.atomic():
        with named(mention, f"{mention.name} is {person}", by=by) as current:
            current.person, current.proposed, current.confidence = person, None, None
            current.save(update_fields=["person", "proposed", "confidence"])
        propose_for(person)
    return current


def link_new(mention: Mention, name: str, *, by: User) -> Mention:
    """Says that it is somebody of this name, who is added to the family where nobody is called so."""
    with transaction.atomic():
        person = narrator_named(mention.family, usable(name))
        assert person  # noqa: S101 - a usable name is not empty
        return link(mention, person, by=by)


def link_place(mention: Mention, place: Place, *, by: User) -> Mention:
    """Says that it is this place of the family."""
    if not mention.is_place or place.family_id != mention.family.pk:
        raise Unnameable("Choose one of the places of your family.")
    with named(mention, f"{mention.name} is {place}", by=by) as current:
        current.place = place
        current.save(update_fields=["place"])
    return current


def unlink(mention: Mention, *, by: User) -> Mention:
    """Says that it is not who it was linked to or proposed to be; a place is the one of its own name again."""
    with named(mention, f"{mention.name} is somebody or somewhere else", by=by) as current:
        current.person, current.proposed, current.confidence = None, None, NOBODY_KNOWN
        if current.is_place:
            current.place = place_named(current.family, current.name)
        current.save(update_fields=["person", "proposed", "confidence", "place"])
    return current


def rename(mention: Mention, name: str, *, by: User) -> Mention:
    """Calls it otherwise in this story; a place becomes the place of that name."""
    name = usable(name)
    with named(mention, f"{mention.name} is called {name}", by=by) as current:
        current.name = name
        if current.is_place:
            current.place = place_named(current.family, name)
        current.save(update_fields=["name", "place"])  # the words that were said stay what they were
    return current


def remove(mention: Mention, *, by: User) -> Story:
    """Says that it is no person, or no place."""
    kind = "place" if mention.is_place else "person"
    with named(mention, f"{mention.name} is no {kind}", by=by) as current:
        current.delete()
    return mention.story


@contextmanager
def named(mention: Mention, reason: str, *, by: User) -> Iterator[Mention]:
    """The mention as it is now, within a stroke on its story. Raises Unnameable where it is gone, and Clash."""
    with transaction.atomic():
        held = lock(mention.story.recording_id)
        current = Mention.objects.select_related("story__family", "place").filter(pk=mention.pk).first()
        if current is None or current.story_id not in held:
            raise Unnameable(f"“{mention}” is not in this story any more.")
        expect(current, mention)
        with stroke([held[current.story_id]], Review.Verdict.NAMED, by=by) as change:
            change.reason = reason[:200]
            yield current


def usable(name: str) -> str:
    name = as_name(readable(name))
    if not name:
        raise Unnameable("Please write a name.")
    if len(name) > MOST_LETTERS:
        raise Unnameable(f"That is too long for a name: {MOST_LETTERS} letters at most.")
    return name


def place_named(family: Family, name: str) -> Place:
    """The family's place of this name, added when new; also one of which only removed recordings speak."""
    places = Place.objects.filter(family=family)
    if found := places.one_called(name):
        return found
    return places.get_or_create(folded=folded(name), twin=0, defaults={"family": family, "name": name})[0]


# --- proposals -------------------------------------------------------------------------------------------------------


def propose_in(stories: Any) -> None:
    """Proposes, for each mention of these stories that nobody has linked, whom it may be."""
    rows = Mention.objects.filter(story__in=stories, person=None, place=None).select_related("story")
    waiting = rows.exclude(confidence=NOBODY_KNOWN)
    families: dict[Any, list[tuple[Any, str]]] = {}
    for mention in waiting:
        family = mention.story.family_id
        if family not in families:
            families[family] = list(Person.objects.for_family(family).values_list("pk", "name"))
        known = [(key, name) for key, name in families[family] if key != mention.story.narrator_id]
        suggest(mention, *said_before(mention) or found(mention, known))


def propose_for(person: Person) -> None:
    """Looks again at those whom a person of the family may be, where nothing is linked yet."""
    words = set(parts(person.name))
    told = set(Mention.objects.standing().filter(person=person).values_list("folded", flat=True))
    open_ones = Mention.objects.for_family(person.family).filter(person=None, place=None)
    rows = open_ones.values_list("story", "name", "folded")
    propose_in({story for story, name, fold in rows if fold in told or words & set(parts(name))})


def said_before(mention: Mention) -> tuple[Any, float] | None:
    """Whom people said that this name is, in another story of the same narrator; None where they said two things."""
    same = Mention.objects.called(mention.name).filter(story__narrator=mention.story.narrator_id)
    rows = same.standing().filter(story__family=mention.story.family_id, story__reviews__verdict=Review.Verdict.NAMED)
    said = set(rows.exclude(person=None).values_list("person", flat=True))
    return (said.pop(), SAID_BEFORE) if len(said) == 1 and mention.story.narrator_id else None


def found(mention: Mention, known: list[tuple[Any, str]]) -> tuple[Any, float | None]:
    proposal = propose(mention.name, known) if mention.is_named else None
    return (proposal.person, proposal.confidence) if proposal else (None, None)


def suggest(mention: Mention, person: Any, confidence: float | None) -> None:
    if (mention.proposed_id, mention.confidence) != (person, confidence):
        mention.proposed_id, mention.confidence = person, confidence
        mention.save(update_fields=["proposed", "confidence"])
