"""Holds every model that feeds a projection to the queryset that announces its writes."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from projections import registry
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet

HINT = "Derive it from ProjectedModel, its managers from ProjectedQuerySet, its Meta from ProjectedModel's."


@register("projections")
def every_feeding_model_announces(**_: Any) -> list[CheckMessage]:
    return [
        Error(
            f"{model._meta.label} feeds the projection {projection.name}, but its writes would leave no entry.",
            hint=HINT,
            obj=model,
            id="projections.E001",
        )
        for projection in registry.registered()
        for model in [projection.model, *projection.watches]
        if not is_announcing(model)
    ]


def is_announcing(model: registry.Model) -> bool:
    managers = [model._default_manager, model._base_manager, *model._meta.managers]
    classes = [getattr(manager, "_queryset_class", object) for manager in managers]
    return issubclass(model, ProjectedModel) and all(issubclass(each, ProjectedQuerySet) for each in classes)
