"""Whom and what a story speaks of."""

from typing import TYPE_CHECKING

from django.db import models

from families.called import Called, CalledQuerySet
from families.editing.versions import Edited
from families.models import Family, Person
from families.text.letters import folded
from families.text.writing import NameField
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet
from stories.models.evidence import Evidence
from transcripts.models import Segment

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class MentionQuerySet(CalledQuerySet, ProjectedQuerySet):
    family_path = "story__family"
    gone_with = ("story__recording__",)


class Mention(Called, Edited, ProjectedModel):
    """That a story speaks of a person or a place, with the segments where it does as evidence.

    `person` is who it is, as people say or an equal name does; `proposed` is who it may be, with a confidence from 0 to 1.
    """

    edited_fields = ("name", "person_id", "place_id", "proposed_id", "is_animal")

    story = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="mentions")
    name = NameField(max_length=120, help_text="As it was said.")
    relation = NameField(max_length=64, blank=True, help_text="To the narrator, when it was said.")
    place = models.ForeignKey("stories.Place", on_delete=models.CASCADE, null=True, blank=True, related_name="mentions")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="mentions")
    proposed = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_animal = models.BooleanField(default=False, help_text="A horse or a dog that has a name, and no person.")
    confidence = models.FloatField(null=True, blank=True, help_text="That it is who is proposed, 0 to 1.")
    segments = models.ManyToManyField(Segment, related_name="+")

    objects = MentionQuerySet.as_manager()

    if TYPE_CHECKING:
        evidence: RelatedManager[Evidence]

    class Meta(ProjectedModel.Meta):
        ordering = ["id"]
        indexes = [models.Index(fields=["folded"], name="mention_by_fold")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_named(self) -> bool:
        """Whether a name was said, and not only a relation such as "my grandfather"."""
        return self.folded_name != folded(self.relation)

    @property
    def folded_name(self) -> str:
        """The same for all ways to write its name."""
        return folded(self.name)

    @property
    def is_place(self) -> bool:
        return self.place_id is not None

    @property
    def family(self) -> Family:
        return self.story.family
