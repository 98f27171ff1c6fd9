"""Places for clients: where they are, and what their names may mean."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from families.access import keeper_only
from families.editing.api import VersionedMixin, VersionField, VersionSerializer
from families.editing.refusals import refusals_as_400
from families.http import AuthenticatedRequest
from stories.models import Place
from stories.places.whereabouts import choices, settle


class SenseSerializer(serializers.Serializer):
    """What a name may mean: `id` is GeoNames' own; degrees are null for a country."""

    id = serializers.IntegerField()
    label: Any = serializers.CharField()
    country = serializers.CharField()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)


class PlaceSerializer(serializers.ModelSerializer):
    """`name` is as it was said; `today`, `country` (ISO 3166) and the degrees are empty until it is clear where that is."""

    version = VersionField()

    class Meta:
        model = Place
        fields = [
            "id",
            "family",
            "name",
            "geonames_id",
            "today",
            "country",
            "latitude",
            "longitude",
            "why",
            "is_settled",
            "version",
        ]


class PlaceWithSensesSerializer(PlaceSerializer):
    senses = serializers.SerializerMethodField()

    class Meta(PlaceSerializer.Meta):
        fields = [*PlaceSerializer.Meta.fields, "senses"]

    @extend_schema_field(SenseSerializer(many=True))
    def get_senses(self, place: Place) -> Any:
        return SenseSerializer(choices(place), many=True).data


class ChoiceSerializer(VersionSerializer):
    geonames_id = serializers.IntegerField(allow_null=True, help_text="One of the senses, or null for none of them.")


class PlaceViewSet(VersionedMixin, viewsets.ReadOnlyModelViewSet):
    """The places that the caller's families speak of."""

    queryset = Place.objects.none()

    def get_queryset(self) -> Any:
        return Place.objects.for_user(self.request.user).order_by("name", "pk")

    def get_serializer_class(self) -> Any:
        return PlaceSerializer if self.action == "list" else PlaceWithSensesSerializer

    @extend_schema(request=ChoiceSerializer, responses=PlaceWithSensesSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: AuthenticatedRequest, pk: str | None = None) -> Response:
        """Says which of its senses it is. For keepers."""
        place = self.get_object()
        keeper_only(request, place.family)
        asked = ChoiceSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        with refusals_as_400("geonames_id"):
            settle(place, asked.validated_data["geonames_id"], by=request.user)
        return Response(PlaceWithSensesSerializer(self.get_object()).data)
