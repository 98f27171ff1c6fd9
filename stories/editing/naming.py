"""Who and where the people and places of a story are, as people say. Each is one change that can be undone."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from families.editing.versions import expect
from families.models import Person, User
from families.people import narrator_named
from families.refusal import Refusal
from families.text.letters import as_name
from stories.editing.changes import changing, lock
from stories.models import Mention, Place, Review, Story
from stories.people.proposals import NOBODY_KNOWN, propose_for
from stories.places.by_name import place_named
from transcripts.words.corrections import readable

MOST_LETTERS = 120


class Unnameable(Refusal):
    """The mention cannot be called so; the message says why."""


def link(mention: Mention, person: Person, *, by: User) -> Mention:
    """Says who it is. The same name in other stories is proposed to be the same person, for people to confirm."""
    if mention.is_place or person.family_id != mention.family.pk:
        raise Unnameable("Choose one of the people of your family.")
    with transaction.atomic():
        with named(mention, f"{mention.name} is {person}", by=by) as current:
            current.person, current.proposed, current.confidence, current.is_animal = person, None, None, False
            current.save(update_fields=["person", "proposed", "confidence", "is_animal"])
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


def set_animal(mention: Mention, *, is_animal: bool, by: User) -> Mention:
    """Says that it is an animal with a name, which is nobody of the family; or that it is a person after all."""
    if mention.is_place:
        raise Unnameable(f"“{mention}” is a place.")
    kind = "an animal" if is_animal else "a person"
    with named(mention, f"{mention.name} is {kind}", by=by) as current:
        current.is_animal = is_animal
        current.proposed, current.confidence = None, None
        current.person = None if is_animal else current.person
        current.save(update_fields=["is_animal", "person", "proposed", "confidence"])
    return current


@contextmanager
def named(mention: Mention, reason: str, *, by: User) -> Iterator[Mention]:
    """The mention as it is now, within a change on its story. Raises Unnameable where it is gone, and Clash."""
    with transaction.atomic():
        held = lock(mention.story.recording_id)
        current = Mention.objects.select_related("story__family", "place").filter(pk=mention.pk).first()
        if current is None or current.story_id not in held:
            raise Unnameable(f"“{mention}” is not in this story any more.")
        expect(current, mention)
        with changing([held[current.story_id]], Review.Verdict.NAMED, by=by) as change:
            change.reason = reason[:200]
            yield current


def usable(name: str) -> str:
    name = as_name(readable(name))
    if not name:
        raise Unnameable("Please write a name.")
    if len(name) > MOST_LETTERS:
        raise Unnameable(f"That is too long for a name: {MOST_LETTERS} letters at most.")
    return name
