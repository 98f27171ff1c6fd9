"""Holds every model that feeds a projection to the queryset that announces its writes."""

from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register

from projections import registry
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet

SENTENCE = "{model} feeds the projection {name}, but its writes would leave no entry."
HINT = "Derive it from ProjectedModel, its managers from ProjectedQuerySet, its Meta from ProjectedModel's."


@register("projections")
def every_feeding_model_announces(**_: Any) -> list[CheckMessage]:
    """An error for a model that is copied itself, a warning for one that only changes another's copy."""
    found: list[CheckMessage] = []
    for projection in registry.registered():
        if not is_announcing(projection.model):
            sentence = SENTENCE.format(model=projection.model._meta.label, name=projection.name)
            found.append(Error(sentence, hint=HINT, obj=projection.model, id="projections.E001"))
        for model in projection.watches:
            if not is_announcing(model):
                sentence = SENTENCE.format(model=model._meta.label, name=projection.name)
                found.append(Warning(sentence, hint=HINT, obj=model, id="projections.W001"))
    return found


def is_announcing(model: registry.Model) -> bool:
    managers = [model._default_manager, model._base_manager, *model._meta.managers]
    classes = [getattr(manager, "_queryset_class", object) for manager in managers]
    return issubclass(model, ProjectedModel) and all(issubclass(each, ProjectedQuerySet) for each in classes)
