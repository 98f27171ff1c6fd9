"""Finding and adding the people that a family speaks of."""

from django.db import IntegrityError, transaction

from families.models import Family, Person
from families.text.letters import as_name, folded


def narrator_named(family: Family, name: str, *, born: str = "") -> Person | None:
    """The person of this name in the family, added when new; None where no name was said. Names match however they are written.

    `born` is noted where nobody knew it yet; what is known already stays.
    """
    name = as_name(name)
    if not name:
        return None
    people = Person.objects.for_family(family)
    if person := people.one_called(name):
        return note_birth(person, born)
    try:
        with transaction.atomic():
            return Person.objects.create(family=family, name=name, born=born)
    except IntegrityError:  # somebody added the same name at the same moment
        return note_birth(people.get(folded=folded(name), twin=0), born)


def set_listened_for(person: Person, *, is_wanted: bool) -> None:
    """Whether engines that take hints are told the name before they hear a recording."""
    person.is_listened_for = is_wanted
    person.save(update_fields=["is_listened_for"])


def note_birth(person: Person, born: str) -> Person:
    if born and not person.born:
        person.born = born
        person.save(update_fields=["born"])
    return person
