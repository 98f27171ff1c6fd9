"""A family's book, and the editions that were made of it."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse

from audio.models import recordings_storage
from families.editing.versions import Edited
from families.models import Family
from families.querysets import FamilyOwnedQuerySet
from families.text.writing import DataField, LineField, NameField
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class BookQuerySet(FamilyOwnedQuerySet, ProjectedQuerySet):
    pass


class Book(Edited, ProjectedModel):
    """What a family prints: its approved stories, in time order."""

    edited_fields = ("title", "subtitle", "dedication")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="books")
    title = NameField(max_length=120)
    subtitle = NameField(max_length=160, blank=True)
    dedication = LineField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BookQuerySet.as_manager()

    if TYPE_CHECKING:
        editions: RelatedManager["Edition"]
        builds: RelatedManager["Build"]

    class Meta(ProjectedModel.Meta):
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("book", args=[self.pk])


class Build(models.Model):
    """That a request typesets a book just now; `leased_until` passes where its builder has died. `problem` says why it could not."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="builds")
    digest = models.CharField(max_length=64)
    token = models.UUIDField()
    leased_until = models.DateTimeField(null=True)
    problem = LineField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "digest"], name="build_once")]

    def __str__(self) -> str:
        return f"Build {self.pk}"


class EditionQuerySet(FamilyOwnedQuerySet, ProjectedQuerySet):
    family_path = "book__family"


class Edition(ProjectedModel):
    """A book as it was typeset once. `digest` is that of the manuscript: the same manuscript is never typeset twice.

    `recordings` are the ids of those that it prints, or None where that was not noted yet.
    """

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="editions")
    digest = models.CharField(max_length=64)
    pdf = models.FileField(storage=recordings_storage, max_length=255)
    pages = models.PositiveIntegerField()
    recordings = DataField(null=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = EditionQuerySet.as_manager()

    class Meta(ProjectedModel.Meta):
        ordering = ["-made_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["book", "digest"], name="edition_once")]

    def __str__(self) -> str:
        return f"{self.book} of {self.made_at:%Y-%m-%d}"
