"""What a family would like to hear."""

import uuid

from django.db import models

from families.called import CalledOnce, CalledQuerySet
from families.models.family import Family
from families.models.user import User
from families.text.writing import FoldedField, NameField


class PromptQuerySet(CalledQuerySet):
    def current(self) -> "PromptQuerySet":
        """Those that are still asked."""
        return self.filter(retired_at=None)


class Prompt(CalledOnce):
    """A question that a family would like to hear answered. Once retired it is asked no more, but what answered it still says so."""

    LONGEST = 300
    called_by = "text"
    known_as = "The family asks this already: “{}”"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="prompts")
    text = NameField("question", max_length=LONGEST)
    folded = FoldedField(of="text")
    added_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = PromptQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["family", "folded", "twin"], name="prompt_once_in_family_by_fold")
        ]

    def __str__(self) -> str:
        return self.text
