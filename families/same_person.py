"""Two people of a family who are one: in one step, which can be taken back for as long as whoever is removed can be."""

import structlog
from django.db import transaction

from families.links import join_links
from families.models import Person
from families.refusal import Refusal
from families.removal import remove

log = structlog.get_logger(__name__)


class NotTheSame(Refusal):
    """They cannot be one person; the message says why."""


def unite(person: Person, other: Person, *, by: object) -> Person:
    """Says that `other` is `person`: whatever is told by and about them is so of `person`, and `other` is hidden.

    What was said stays as it was said: a story keeps the name that it says, and an approved one what was approved. A birth
    that only `other` had is `person`'s, and stays so when `other` is taken back (`removal.take_back`).
    """
    if person.pk == other.pk:
        raise NotTheSame(f"“{person}” is one person already. Choose somebody else.")
    with transaction.atomic():
        rows = Person._base_manager.select_for_update(no_key=True).filter(pk__in=(person.pk, other.pk)).order_by("pk")
        now = {row.pk: row for row in rows if row.removed_at is None and row.family_id == person.family_id}
        if len(now) < 2:
            raise NotTheSame("One of the two is not among the people of your family any more.")
        kept, gone = now[person.pk], now[other.pk]
        remove(gone, by=by)
        gone.refresh_from_db()
        join_links(kept, gone.links)
        Person._base_manager.filter(pk=gone.pk).update(same_as=kept)
        if gone.born and not kept.born:
            kept.born = gone.born
            kept.save(update_fields=["born"])
    log.info("people_united", kept=str(kept.pk), gone=str(gone.pk))
    return kept
