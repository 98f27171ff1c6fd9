"""The people a family speaks of: who tells, or is told of."""

import uuid
from typing import Any

from django.db import models
from django.urls import reverse

from families.called import CalledOnce, CalledQuerySet
from families.dates.edtf import validate_edtf
from families.links import join_links, part_links, take_from_links
from families.models.family import Family
from families.querysets import RemovableQuerySet
from families.removable import CannotReturn, Removable
from families.text.writing import DataField, DayField, NameField
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet


class PersonQuerySet(CalledQuerySet, RemovableQuerySet, ProjectedQuerySet):
    pass


class Person(CalledOnce, Removable, ProjectedModel):
    """A fact of the family: somebody who tells, or is told of. `born` is EDTF, such as 1934 or 1934-05-02.

    Whoever is removed is taken out of what they told and where they are told of; `links` remembers where that was. Where they
    were somebody else of the family after all, `same_as` is who stands there now.
    """

    known_as = "There is somebody called {} in this family already. Add something that tells them apart."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="people")
    name = NameField(max_length=120)
    born = DayField(max_length=32, blank=True, validators=[validate_edtf], help_text="A year or a date.")
    is_listened_for = models.BooleanField(
        default=True, help_text="Whether engines that take hints are told the name before they hear a recording."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    links = DataField(default=dict, blank=True, editable=False)
    same_as = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+", editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta(ProjectedModel.Meta):
        verbose_name_plural = "people"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "folded", "twin"],
                name="person_once_in_family_by_fold",
                condition=models.Q(removed_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.pk])

    @property
    def take_back_url(self) -> str:
        return reverse("take_back_person", args=[self.pk])

    def rivals(self, others: Any) -> Any:
        return others.filter(removed_at=None)

    def hide(self) -> dict[str, Any]:
        return {"links": part_links(self)}

    def show(self) -> dict[str, Any]:
        if Person.objects.for_family(self.family).called(self.name).filter(twin=self.twin).exists():
            raise CannotReturn(f"There is another {self.name} in your family now. Give one of them another name first.")
        if self.same_as:
            take_from_links(self.same_as, self.links)
        join_links(self, self.links)
        return {"links": {}, "same_as": None}
