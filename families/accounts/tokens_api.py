"""The tokens of programs, for their owner: which there are, and an end of one."""

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from families.access import as_id
from families.accounts.tokens import public_id, token_called, tokens_of
from families.models import User


class GivenTokenSerializer(serializers.Serializer):
    id = serializers.SerializerMethodField(help_text="Only to name it here: it opens nothing.")
    created = serializers.DateTimeField()
    expiry = serializers.DateTimeField()
    is_this = serializers.SerializerMethodField(help_text="Whether this very call was made with it.")

    def get_id(self, kept: Any) -> UUID:
        return public_id(kept)

    def get_is_this(self, kept: Any) -> bool:
        return bool(getattr(self.context["request"].auth, "pk", None) == kept.pk)


class GivenTokenViewSet(viewsets.GenericViewSet):
    """The tokens with which programs can use Memoire as the caller."""

    queryset = User.objects.none()
    serializer_class = GivenTokenSerializer
    pagination_class = None

    def list(self, request: Request) -> Response:
        """The caller's own tokens that are good now, the latest first."""
        return Response(self.get_serializer(tokens_of(cast(User, request.user)), many=True).data)

    @extend_schema(
        request=None, responses={204: None}, parameters=[OpenApiParameter("id", UUID, OpenApiParameter.PATH)]
    )
    def destroy(self, request: Request, pk: str) -> Response:
        """Ends one token: whoever holds it is signed in no more."""
        name = as_id(pk)
        kept = name and token_called(cast(User, request.user), name)
        if not kept:
            raise NotFound("You have no such token.")
        kept.delete()
        return Response(status=status.HTTP_204_NO_CONTENT)
