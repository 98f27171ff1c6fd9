"""The family's own words: names that no engine can know."""

import uuid

from django.db import models

from families.called import CalledOnce, CalledQuerySet
from families.editing.versions import Edited
from families.models import Family, User
from families.text.writing import DataField, FoldedField, NameField


class FamilyWordQuerySet(CalledQuerySet):
    def in_use(self) -> "FamilyWordQuerySet":
        """Those that somebody said yes to."""
        return self.filter(state=FamilyWord.State.KEPT)


class FamilyWord(CalledOnce, Edited):
    """A name or another word that a family uses and that no engine can know; proposed by a correction until somebody keeps it."""

    LONGEST = 60
    called_by = "text"
    known_as = "The family has the word “{}” already."
    edited_fields = ("text", "kind", "sounds_like", "state")

    class Kind(models.TextChoices):
        PERSON = "person", "A person"
        PLACE = "place", "A place"
        OTHER = "other", "Another word"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        KEPT = "kept", "In use"
        DECLINED = "declined", "Not ours"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="words")
    text = NameField("word", max_length=LONGEST, help_text="As it is written.")
    folded = FoldedField(of="text")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.OTHER)
    sounds_like = NameField(
        max_length=LONGEST, blank=True, help_text="As an English reader would spell what is said, such as shimansky."
    )
    misheard = DataField(default=list, help_text="What was heard instead of it, in small letters.")
    state = models.CharField(max_length=8, choices=State, default=State.KEPT)
    added_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FamilyWordQuerySet.as_manager()

    class Meta:
        ordering = ["text", "id"]
        constraints = [models.UniqueConstraint(fields=["family", "folded", "twin"], name="word_once_in_family_by_fold")]

    def __str__(self) -> str:
        return self.text
