"""Changing stories, and saying who is in them, for clients. Keepers change; every member of the family may name."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from families.access import keeper_only
from families.dates.when import describe
from families.editing.api import HELP, VersionedMixin, VersionSerializer
from families.editing.refusals import refusals_as_400
from families.http import AuthenticatedRequest, user_of
from families.models import Person
from stories.editing import boundaries, changes, naming, review
from stories.evidence.api import MentionSerializer, evidence_of
from stories.models import Mention, Place, Story
from transcripts.models import Segment


class OwnField(serializers.PrimaryKeyRelatedField):
    """A row of the caller's own families."""

    def __init__(self, rows: Any, **options: Any) -> None:
        self.rows = rows
        super().__init__(queryset=rows.none(), **options)

    def get_queryset(self) -> Any:
        return self.rows.for_user(self.context["request"].user)


class ChangeSerializer(VersionSerializer):
    """What is left out stays."""

    title = serializers.CharField(required=False, max_length=review.MOST_LETTERS)
    summary = serializers.CharField(required=False, allow_blank=True)
    date = serializers.CharField(
        required=False, allow_blank=True, help_text="EDTF, or as people say it: “around 1950”; empty for none."
    )


class MergeSerializer(VersionSerializer):
    other = OwnField(Story.objects.all(), help_text="The story before or after it.")


class SplitSerializer(VersionSerializer):
    at = OwnField(Segment.objects.all(), help_text="The segment with which the new story begins.")


class MoveSerializer(VersionSerializer):
    edge = serializers.ChoiceField(["start", "end"])
    step = serializers.ChoiceField([-1, 1], help_text="One segment earlier (-1) or later (1).")


class SeenSerializer(serializers.Serializer):
    seen = serializers.CharField(
        required=False,
        help_text="`fingerprint` of the story as it was read: one that reads otherwise now is not approved.",
    )


class ReadDateSerializer(serializers.Serializer):
    edtf = serializers.CharField(allow_blank=True)
    reads = serializers.CharField(allow_blank=True, help_text="In plain English.")


class StoryActions(VersionedMixin, viewsets.GenericViewSet):
    """What a keeper may do to a story. Each answers with the story as it is then, and can be undone."""

    def kept(self) -> Story:
        story: Story = self.get_object()
        keeper_only(self.request, story.family)
        return story

    def asked(self, serializer: type[serializers.Serializer]) -> dict[str, Any]:
        made = serializer(data=self.request.data, context=self.get_serializer_context())
        made.is_valid(raise_exception=True)
        return {name: value for name, value in made.validated_data.items() if name != "version"}

    def told(self, story: Story) -> Response:
        """The story with its evidence, read anew."""
        self.action = "retrieve"
        fresh = self.get_queryset().get(pk=story.pk)
        return Response(self.get_serializer(fresh).data)

    @extend_schema(request=ChangeSerializer)
    @action(detail=True, methods=["post"])
    def change(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Changes title, summary or date; what is not sent stays. As PATCH of the story does."""
        return self.changed()

    @extend_schema(request=ChangeSerializer)
    def partial_update(self, request: AuthenticatedRequest, pk: str | None = None) -> Response:
        """Changes title, summary or date; what is not sent stays."""
        return self.changed()

    @refusals_as_400()
    def changed(self) -> Response:
        story, asked = self.kept(), self.asked(ChangeSerializer)
        if "date" in asked:
            asked["edtf"] = asked.pop("date")
        return self.told(review.change(story, asked, by=user_of(self.request)))

    @extend_schema(
        parameters=[OpenApiParameter("said", str, description="What somebody types.", required=True)],
        responses=ReadDateSerializer,
    )
    @action(detail=True, methods=["get"])
    @refusals_as_400()
    def read_date(self, request: AuthenticatedRequest, pk: str) -> Response:
        """How a date that somebody types would be understood for this story; nothing is changed."""
        story, said = self.get_object(), request.query_params.get("said", "")
        edtf = review.date_of(story, said)
        return Response(ReadDateSerializer({"edtf": edtf, "reads": describe(edtf)}).data)

    @extend_schema(request=MergeSerializer)
    @action(detail=True, methods=["post"])
    @refusals_as_400()
    def merge(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Makes two neighbouring stories one: the earlier of the two stays.

        What was approved of either stays in the book until a keeper agrees to the whole (`awaits_agreement`). What was
        decided about the other is part of the history of the one from then on.
        """
        story, other = self.kept(), self.asked(MergeSerializer)["other"]
        return self.told(boundaries.merge(story, other, by=request.user))

    @extend_schema(request=SplitSerializer)
    @action(detail=True, methods=["post"])
    @refusals_as_400()
    def split(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Begins a new story at a segment; answers with the new one. Title and summary that nobody wrote are told anew for both."""
        story, at = self.kept(), self.asked(SplitSerializer)["at"]
        return self.told(boundaries.split(story, at, by=request.user))

    @extend_schema(request=MoveSerializer)
    @action(detail=True, methods=["post"])
    @refusals_as_400()
    def move(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Lets the story begin or end one segment earlier or later. Its date stays while it has the words that say it."""
        story, asked = self.kept(), self.asked(MoveSerializer)
        return self.told(boundaries.move(story, by=request.user, **asked))

    @extend_schema(request=VersionSerializer)
    @action(detail=True, methods=["post"])
    @refusals_as_400()
    def undo(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Takes back the latest change to the story, on all stories that it touched."""
        story = self.kept()
        stories = changes.undo(story, by=request.user)
        return self.told(story if story in stories else stories[0])

    @extend_schema(request=SeenSerializer)
    @action(detail=True, methods=["post"])
    @refusals_as_400()
    def approve(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Lets the story into the book as it reads now; of one that is in it, agrees to what was changed since."""
        story, asked = self.kept(), self.asked(SeenSerializer)
        return self.told(review.approve(story, by=request.user, **asked))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="keep-approved")
    @refusals_as_400()
    def keep_approved(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Puts an approved story back to what was approved of it."""
        story = self.kept()
        return self.told(review.keep_approved(story, by=request.user))


class LinkSerializer(serializers.Serializer):
    """One of the three: a person of the family, a new one by name, or, for a place, a place of the family."""

    version = serializers.CharField(required=False, help_text=HELP)
    person = OwnField(Person.objects.all(), required=False)
    name = serializers.CharField(required=False, max_length=naming.MOST_LETTERS)
    place = OwnField(Place.objects.all(), required=False)

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        if len(asked.keys() - {"version"}) != 1:
            raise ValidationError("Say one of person, name and place.")
        return asked


class RenameSerializer(VersionSerializer):
    name = serializers.CharField(max_length=naming.MOST_LETTERS)


class MentionViewSet(VersionedMixin, mixins.RetrieveModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet):
    """A person or a place in a story of the caller's families."""

    queryset = Mention.objects.none()
    serializer_class = MentionSerializer

    def get_queryset(self) -> Any:
        rows = Mention.objects.for_user(self.request.user).select_related(
            "story__family", "person", "proposed", "place"
        )
        return rows.order_by("pk")

    def told(self, mention: Mention) -> Response:
        rows = Story.objects.prefetch_related("segments", "evidence", "mentions")
        all_of_them = evidence_of(rows.get(pk=mention.story_id))["mentions"]
        return Response(next(each for each in all_of_them if each["id"] == mention.pk))

    def asked(self, serializer: type[serializers.Serializer]) -> dict[str, Any]:
        made = serializer(data=self.request.data, context=self.get_serializer_context())
        made.is_valid(raise_exception=True)
        return {name: value for name, value in made.validated_data.items() if name != "version"}

    def state_of(self, row: Mention) -> Any:
        return self.told(row).data

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """With the words where it was said."""
        return self.told(self.get_object())

    @extend_schema(request=LinkSerializer)
    @action(detail=True, methods=["post"])
    @refusals_as_400()
    def link(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Says who or where it is."""
        mention, asked, by = self.get_object(), self.asked(LinkSerializer), request.user
        verbs: dict[str, Callable[[], Mention]] = {
            "person": lambda: naming.link(mention, asked["person"], by=by),
            "name": lambda: naming.link_new(mention, asked["name"], by=by),
            "place": lambda: naming.link_place(mention, asked["place"], by=by),
        }
        return self.told(verbs[next(iter(asked))]())

    @extend_schema(request=VersionSerializer)
    @action(detail=True, methods=["post"])
    @refusals_as_400()
    def unlink(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Says that it is not who it was linked or proposed to be."""
        mention = self.get_object()
        return self.told(naming.unlink(mention, by=request.user))

    @extend_schema(request=RenameSerializer)
    @action(detail=True, methods=["post"])
    @refusals_as_400()
    def rename(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Calls it otherwise in this story."""
        mention, name = self.get_object(), self.asked(RenameSerializer)["name"]
        return self.told(naming.rename(mention, name, by=request.user))

    @extend_schema(responses={204: None})
    @refusals_as_400()
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Says that it is no person, or no place."""
        mention = self.get_object()
        naming.remove(mention, by=user_of(self.request))
        return Response(status=204)
