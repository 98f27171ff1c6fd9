"""A family's people for clients."""

from typing import Any

from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request

from families.models import Person
from families.people import set_listened_for


class PersonSerializer(serializers.ModelSerializer):
    class Meta:
        model = Person
        fields = ["id", "family", "name", "born", "is_listened_for", "created_at"]
        read_only_fields = ["family", "name", "born", "created_at"]

    def update(self, person: Person, asked: dict[str, Any]) -> Person:
        if "is_listened_for" in asked:
            set_listened_for(person, is_wanted=asked["is_listened_for"])
        return person


class PersonViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.UpdateModelMixin, viewsets.GenericViewSet):
    """The people of the caller's families. Every member may say whose names are listened for."""

    queryset = Person.objects.none()
    serializer_class = PersonSerializer
    http_method_names = ["get", "head", "options", "patch"]

    def get_queryset(self) -> Any:
        return Person.objects.for_user(self.request.user)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """One of the family's people."""
        return super().retrieve(request, *args, **kwargs)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Says whether the name is listened for, in recordings that come from now on."""
        return super().partial_update(request, *args, **kwargs)
