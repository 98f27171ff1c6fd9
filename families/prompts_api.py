"""A family's questions for clients."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request

from families import prompts
from families.models import Family, Prompt


class FamilyField(serializers.PrimaryKeyRelatedField):
    """One of the caller's own families."""

    def get_queryset(self) -> Any:
        return Family.objects.for_user(self.context["request"].user)


class PromptSerializer(serializers.ModelSerializer):
    family = FamilyField(queryset=Family.objects.none())

    class Meta:
        model = Prompt
        fields = ["id", "family", "text", "created_at"]
        validators: list[Any] = []  # the same words again are the same prompt

    def create(self, asked: dict[str, Any]) -> Prompt:
        return prompts.add(asked["family"], asked["text"], by=self.context["request"].user)


class PromptViewSet(mixins.ListModelMixin, mixins.CreateModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet):
    """The questions that the caller's families ask."""

    queryset = Prompt.objects.none()
    serializer_class = PromptSerializer

    def get_queryset(self) -> Any:
        return Prompt.objects.for_user(self.request.user).current()

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Asks it no more. Recordings that answered it keep it."""
        return super().destroy(request, *args, **kwargs)

    def perform_destroy(self, prompt: Prompt) -> None:
        prompts.retire(prompt)
