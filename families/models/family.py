"""A family, and who belongs to it."""

import uuid

from django.db import models
from django.urls import reverse

from families.querysets import RemovableQuerySet
from families.removable import Removable
from families.text.writing import LanguageField, NameField
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet


class FamilyQuerySet(RemovableQuerySet, ProjectedQuerySet):
    family_path = "pk"


class Family(Removable, ProjectedModel):
    """A circle of people who keep their memories together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = NameField(max_length=120)
    language = LanguageField(max_length=16, default="en", help_text="What is mostly spoken, such as en or de.")
    members = models.ManyToManyField("families.User", through="Membership", related_name="families")
    model_allowed_at = models.DateTimeField(
        "a language model may be asked since", null=True, blank=True, editable=False
    )
    model_allowed_by = models.ForeignKey(
        "families.User", on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FamilyQuerySet.as_manager()

    class Meta(ProjectedModel.Meta):
        verbose_name_plural = "families"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def take_back_url(self) -> str:
        return reverse("take_back_family", args=[self.pk])

    @property
    def may_ask_model(self) -> bool:
        """Whether a keeper lets what is said be sent to the language model that this installation names."""
        return self.model_allowed_at is not None


class Membership(models.Model):
    """That a user belongs to a family, and how."""

    class Role(models.TextChoices):
        KEEPER = "keeper", "Keeper"
        RELATIVE = "relative", "Relative"

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey("families.User", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role, default=Role.RELATIVE)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["family", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.family}"
