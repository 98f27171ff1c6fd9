"""How long editions are kept, and with what they are erased (docs/decisions/0005)."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from audio import files
from audio.models import Recording
from books.models import Book, Edition
from families.models import Person

KEPT = 3
"""Editions of a book: the last, and two for words that are put back as they were."""


def prune(book: Book) -> None:
    """Erases all but the last editions, by the order in which they were made (a clock may have been wrong), and what failed before."""
    for old in book.editions.order_by("-pk")[KEPT:]:
        old.delete()
    book.builds.exclude(problem="").delete()


@receiver(post_delete, sender=Edition)
def take_file_away(instance: Edition, **_: Any) -> None:
    """A book that is deleted, with its family or alone, leaves none of their words on the disk."""
    files.discard_on_commit(instance.pdf.name)


@receiver(post_delete, sender=Recording)
def erase_what_printed_it(instance: Recording, **_: Any) -> None:
    """Editions from before their recordings were noted may contain it."""
    for edition in Edition.objects.filter(book__family=instance.family_id):
        if edition.recordings is None or str(instance.pk) in edition.recordings:
            edition.delete()


@receiver(post_delete, sender=Person)
def erase_what_may_name_them(instance: Person, **_: Any) -> None:
    """Who is named in an edition is not known by id; what is still wanted is typeset anew."""
    for edition in Edition.objects.filter(book__family=instance.family_id):
        edition.delete()
