"""Where the stories of a family happened."""

import uuid

from django.db import models
from django.urls import reverse

from families.called import CalledOnce, CalledQuerySet
from families.editing.versions import Edited
from families.models import Family, User
from families.text.writing import DataField, LineField, NameField
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet
from stories.models.mentions import Mention


class PlaceQuerySet(CalledQuerySet, ProjectedQuerySet):
    def standing(self) -> "PlaceQuerySet":
        """Without those that only removed recordings speak of."""
        spoken_of = Mention.objects.filter(place=models.OuterRef("pk"))
        return self.filter(models.Exists(spoken_of.standing()) | ~models.Exists(spoken_of))


class Place(CalledOnce, Edited, ProjectedModel):
    """Somewhere that a family speaks of, called as they call it; where that is, in degrees, when one sense is clear.

    `senses` are the GeoNames ids of what the name may mean, the likeliest first, until a person chooses.
    """

    edited_fields = ("name", "geonames_id", "settled_at")
    noted_in = "settled_by"
    known_as = "The family has a place called {} already."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="places")
    name = NameField(max_length=120)
    geonames_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    today = LineField(max_length=200, blank=True, help_text="What and where it is today, such as “Gdańsk, Poland”.")
    country = LineField(max_length=2, blank=True, help_text="ISO 3166.")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    why = LineField(max_length=200, blank=True, editable=False, help_text="Why it is this one.")
    senses = DataField(default=list, blank=True, editable=False)
    looked_up = NameField(max_length=120, blank=True, editable=False, help_text="The name that was looked up.")
    settled_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta(ProjectedModel.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["family", "folded", "twin"], name="place_once_in_family_by_fold")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("place", args=[self.pk])

    @property
    def is_settled(self) -> bool:
        """Whether a person has said where it is, or that it is none of what we know."""
        return self.settled_at is not None
