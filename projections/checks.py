"""Holds every model that feeds a projection to the queryset that announces its writes."""

from typing import Any

from django.core.checks import Error, register

from projections import registry
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet


@register("projections")
def every_feeding_model_announces(**_: Any) -> list[Error]:
    fed = {model: each.name for each in registry.registered() for model in [each.model, *each.watches]}
    return [
        Error(
            f"{model._meta.label} feeds the projection {name}, but its writes would leave no entry.",
            hint="Derive it from ProjectedModel, its managers from ProjectedQuerySet, its Meta from ProjectedModel's.",
            obj=model,
            id="projections.E001",
        )
        for model, name in fed.items()
        if not is_announcing(model)
    ]


def is_announcing(model: registry.Model) -> bool:
    managers = [model._default_manager, model._base_manager, *model._meta.managers]
    return issubclass(model, ProjectedModel) and all(
        issubclass(manager._queryset_class, ProjectedQuerySet)  # type: ignore[attr-defined]
        for manager in managers
    )
