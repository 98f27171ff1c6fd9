"""A family's own words for clients."""

from typing import Any

from django_q.tasks import async_task
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request

from families.editing.api import VersionedMixin, VersionField, version_read
from families.editing.refusals import refusals_as_400
from families.models import Family
from families.prompts_api import FamilyField
from transcripts.models import FamilyWord
from transcripts.words import glossary


class FamilyWordSerializer(serializers.ModelSerializer):
    family = FamilyField(queryset=Family.objects.none())
    misheard = serializers.ListField(child=serializers.CharField(), read_only=True)
    version = VersionField()

    class Meta:
        model = FamilyWord
        fields = ["id", "family", "text", "kind", "sounds_like", "misheard", "state", "created_at", "version"]
        read_only_fields = ["state"]
        validators: list[Any] = []  # the same word again is the same word

    def create(self, asked: dict[str, Any]) -> FamilyWord:
        request = self.context["request"]
        family, text, read = asked.pop("family"), asked.pop("text"), version_read(request)
        with refusals_as_400("text"):
            kept = glossary.keep_word(family, text, by=request.user, read=read, **asked)
        async_task("transcripts.tasks.use_words", str(kept.family_id), task_name="family words")
        return kept


class FamilyWordViewSet(
    VersionedMixin, mixins.ListModelMixin, mixins.CreateModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet
):
    """The names and other words that the caller's families use: those in use and those proposed."""

    queryset = FamilyWord.objects.none()
    serializer_class = FamilyWordSerializer

    def get_queryset(self) -> Any:
        return FamilyWord.objects.for_user(self.request.user).exclude(state=FamilyWord.State.DECLINED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Uses it no more, and does not propose it again."""
        return super().destroy(request, *args, **kwargs)

    def perform_destroy(self, word: FamilyWord) -> None:
        glossary.decline(word)
