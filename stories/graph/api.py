"""What connects a family's stories, for clients: each question of `stories.graph.connections` at an address of its own."""

from datetime import date
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from audio.filters import Seconds
from families.dates.when import LONGEST, edtf_bounds
from families.models import Family, Person
from stories.graph import portraits
from stories.graph.connections import LIMIT, MOST, Counts, StoryList, ask_connections
from stories.models import Place, Story

# --- what is asked ---------------------------------------------------------------------------------------------------


class LimitQuery(serializers.Serializer):
    limit = serializers.IntegerField(default=LIMIT, min_value=1, max_value=MOST, help_text="How many at most.")


class FamilyQuery(LimitQuery):
    family = serializers.UUIDField(required=False, help_text="Needed by those who belong to several families.")


class AroundQuery(FamilyQuery):
    when = serializers.CharField(max_length=LONGEST, help_text="EDTF, such as 1946, 1946-05 or 1946/1950.")
    days = serializers.IntegerField(
        default=183, min_value=0, max_value=36_525, help_text="How many days before and after count as well."
    )

    def validate_when(self, value: str) -> tuple[date, date]:
        try:
            first, last = edtf_bounds(value)
        except ValueError:
            raise serializers.ValidationError("This is not a date. Write 1946, 1946-05 or 1946/1950 (EDTF).") from None
        if not (first and last):
            raise serializers.ValidationError(
                "Say both ends: a time without a beginning or an end is not around a date."
            )
        return first, last


class ToQuery(serializers.Serializer):
    to = serializers.UUIDField(help_text="The id of the other person.")


# --- what is answered ------------------------------------------------------------------------------------------------


class StoryInTimeSerializer(serializers.Serializer):
    """`edtf` says when it happened; the sound is in the recording `audio_id` from `start` on."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    summary = serializers.CharField()
    edtf = serializers.CharField()
    narrator = serializers.UUIDField(source="narrator_id", allow_null=True)
    audio_id = serializers.UUIDField(source="recording_id")
    start = Seconds("start_ms")
    end = Seconds("end_ms")
    start_ms = serializers.IntegerField()
    end_ms = serializers.IntegerField()


class NamedSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()


class CountedSerializer(NamedSerializer):
    id = serializers.UUIDField(source="row.pk")
    name = serializers.CharField(source="row.name")
    stories = serializers.IntegerField(help_text="In how many.")


class StoriesAnswer(serializers.Serializer):
    stories = StoryInTimeSerializer(many=True)
    is_cut = serializers.BooleanField(help_text="Whether there are more.")


class CountsAnswer(serializers.Serializer):
    results = CountedSerializer(many=True)
    is_cut = serializers.BooleanField(help_text="Whether there are more.")


class TogetherSerializer(serializers.Serializer):
    one = NamedSerializer()
    other = NamedSerializer()
    stories = serializers.IntegerField(help_text="In how many they are together.")


class PairsAnswer(serializers.Serializer):
    results = TogetherSerializer(many=True)
    is_cut = serializers.BooleanField(help_text="Whether there are more.")


class StepSerializer(serializers.Serializer):
    one = NamedSerializer()
    story = StoryInTimeSerializer()
    other = NamedSerializer()


class ConnectionAnswer(serializers.Serializer):
    steps = StepSerializer(many=True, help_text="Empty where more than six stories lie between them, or none connects.")


class TieSerializer(serializers.Serializer):
    story = serializers.UUIDField()
    other = serializers.UUIDField(help_text="The id of a person or a place.")
    kind = serializers.ChoiceField(choices=["told_by", "mentions", "set_in"])


class NeighbourhoodAnswer(serializers.Serializer):
    story = StoryInTimeSerializer()
    people = NamedSerializer(many=True)
    places = NamedSerializer(many=True)
    stories = StoryInTimeSerializer(many=True, help_text="Those that share a person or a place, most ties first.")
    ties = TieSerializer(many=True)
    is_cut = serializers.BooleanField(help_text="Whether there are more.")


# --- the addresses ---------------------------------------------------------------------------------------------------


class Question(APIView):
    query: type[serializers.Serializer] = LimitQuery

    def asked(self, request: Request) -> dict[str, Any]:
        """Raises ValidationError, which names the parameter."""
        query = self.query(
            data=request.query_params.dict()
        )  # what is named and left empty is no answer, as it would be in a form
        query.is_valid(raise_exception=True)
        return dict(query.validated_data)

    def own(self, rows: Any, pk: UUID) -> Any:
        return get_object_or_404(rows.for_user(self.request.user), pk=pk)

    def family(self, asked: dict[str, Any]) -> Family:
        """The one that was named, or the only one."""
        families = Family.objects.for_user(self.request.user)
        if "family" in asked:
            return get_object_or_404(families, pk=asked["family"])
        found = list(families[:2])
        if not found:
            raise serializers.ValidationError({"family": ["You do not belong to a family."]})
        if len(found) > 1:
            raise serializers.ValidationError({"family": ["You belong to several families: say which one."]})
        return found[0]


def story_list_answer(family: Family, found: StoryList) -> Response:
    stories = portraits.in_order(found.ids, portraits.stories_of(family, found.ids))
    return Response(StoriesAnswer({"stories": stories, "is_cut": found.is_cut}).data)


def counted(family: Family, model: type[Person] | type[Place], found: Counts) -> Response:
    return Response(CountsAnswer({"results": portraits.known(family, model, found), "is_cut": found.is_cut}).data)


class PersonStories(Question):
    @extend_schema(parameters=[LimitQuery], responses=StoriesAnswer)
    def get(self, request: Request, pk: UUID) -> Response:
        """The stories that somebody tells or is mentioned in, in time order."""
        person, asked = self.own(Person.objects.select_related("family"), pk), self.asked(request)
        return story_list_answer(
            person.family, ask_connections(person.family, lambda q: q.stories_with(pk, limit=asked["limit"]))
        )


class PersonPeople(Question):
    @extend_schema(parameters=[LimitQuery], responses=CountsAnswer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Who appears together with somebody, and in how many stories."""
        person, asked = self.own(Person.objects.select_related("family"), pk), self.asked(request)
        found = ask_connections(person.family, lambda q: q.people_with(pk, limit=asked["limit"]))
        return counted(person.family, Person, found)


class PersonPlaces(Question):
    @extend_schema(parameters=[LimitQuery], responses=CountsAnswer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Where the stories of somebody are set, and how many."""
        person, asked = self.own(Person.objects.select_related("family"), pk), self.asked(request)
        found = ask_connections(person.family, lambda q: q.places_with(pk, limit=asked["limit"]))
        return counted(person.family, Place, found)


class PersonConnection(Question):
    query = ToQuery

    @extend_schema(parameters=[ToQuery], responses=ConnectionAnswer)
    def get(self, request: Request, pk: UUID) -> Response:
        """How two people are connected: a shortest way through stories, with the story of each step."""
        one, asked = self.own(Person.objects.select_related("family"), pk), self.asked(request)
        other = get_object_or_404(Person.objects.for_family(one.family), pk=asked["to"])
        if one == other:
            raise serializers.ValidationError({"to": ["Name somebody else."]})
        return Response(ConnectionAnswer({"steps": portraits.way_between(one, other)}).data)


class PlaceStories(Question):
    @extend_schema(parameters=[LimitQuery], responses=StoriesAnswer)
    def get(self, request: Request, pk: UUID) -> Response:
        """A place through time."""
        place, asked = self.own(Place.objects.select_related("family"), pk), self.asked(request)
        return story_list_answer(
            place.family, ask_connections(place.family, lambda q: q.place_through_time(pk, limit=asked["limit"]))
        )


class PlacePeople(Question):
    @extend_schema(parameters=[LimitQuery], responses=CountsAnswer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Who is in the stories of a place."""
        place, asked = self.own(Place.objects.select_related("family"), pk), self.asked(request)
        return counted(
            place.family, Person, ask_connections(place.family, lambda q: q.people_at(pk, limit=asked["limit"]))
        )


class StoryNeighbourhood(Question):
    @extend_schema(parameters=[LimitQuery], responses=NeighbourhoodAnswer)
    def get(self, request: Request, pk: UUID) -> Response:
        """A story's people and places, the other stories that share one, and all ties between these."""
        story, asked = self.own(Story.objects.told().select_related("family"), pk), self.asked(request)
        near = ask_connections(story.family, lambda q: q.neighbourhood(pk, limit=asked["limit"]))
        rows = {
            "story": story,
            "people": portraits.in_order(near.people, Person.objects.for_family(story.family)),
            "places": portraits.in_order(near.places, Place.objects.for_family(story.family)),
            "stories": portraits.in_order(near.stories, portraits.stories_of(story.family, near.stories)),
        }
        return Response(NeighbourhoodAnswer({**rows, "ties": near.ties, "is_cut": near.is_cut}).data)


class FamilyPairs(Question):
    query = FamilyQuery

    @extend_schema(parameters=[FamilyQuery], responses=PairsAnswer)
    def get(self, request: Request) -> Response:
        """Who appears together in a family's stories, and how often; the most frequent first."""
        asked = self.asked(request)
        family = self.family(asked)
        found = ask_connections(family, lambda q: q.pairs(limit=asked["limit"]))
        pairs = portraits.people_of(family, found)
        return Response(PairsAnswer({"results": pairs, "is_cut": found.is_cut}).data)


class FamilyAround(Question):
    query = AroundQuery

    @extend_schema(parameters=[AroundQuery], responses=StoriesAnswer)
    def get(self, request: Request) -> Response:
        """What may have happened around a date, in everybody's telling."""
        asked = self.asked(request)
        family, (first, last) = self.family(asked), asked["when"]
        days = portraits.widened(first, last, asked["days"])
        return story_list_answer(family, ask_connections(family, lambda q: q.around(*days, limit=asked["limit"])))


urlpatterns = [
    path("people/<uuid:pk>/stories", PersonStories.as_view(), name="graph_person_stories"),
    path("people/<uuid:pk>/people", PersonPeople.as_view(), name="graph_person_people"),
    path("people/<uuid:pk>/places", PersonPlaces.as_view(), name="graph_person_places"),
    path("people/<uuid:pk>/connection", PersonConnection.as_view(), name="graph_connection"),
    path("places/<uuid:pk>/stories", PlaceStories.as_view(), name="graph_place_stories"),
    path("places/<uuid:pk>/people", PlacePeople.as_view(), name="graph_place_people"),
    path("stories/<uuid:pk>/neighbourhood", StoryNeighbourhood.as_view(), name="graph_neighbourhood"),
    path("pairs", FamilyPairs.as_view(), name="graph_pairs"),
    path("around", FamilyAround.as_view(), name="graph_around"),
]
