"""Whose rows are whose: every row that a family owns is fetched through these two questions."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from families.models import Family, User


class FamilyOwnedQuerySet(models.QuerySet[Any]):
    """A queryset of rows that belong to one family; `family_path` is the lookup from the row to its family."""

    family_path = "family"

    def for_family(self, family: "Family") -> Self:
        return self.filter(**{self.family_path: family})

    def for_user(self, user: "User | AbstractBaseUser | AnonymousUser") -> Self:
        """The rows that `user` may see: those of the families that they are a member of. A stranger gets none."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(**{f"{self.family_path}__in": user.families.all()})  # type: ignore[attr-defined]
