"""What a family lets be done with its words."""

from django.utils import timezone

from families.models import Family, User


def allow_model(family: Family, *, by: User) -> None:
    """From now on the language model that this installation names may be sent what is said; the first permission stands."""
    allowed = {"model_allowed_at": timezone.now(), "model_allowed_by": by}
    Family.objects.filter(pk=family.pk, model_allowed_at=None).update(**allowed)


def forbid_model(family: Family) -> None:
    Family.objects.filter(pk=family.pk).update(model_allowed_at=None, model_allowed_by=None)
