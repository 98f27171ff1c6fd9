"""Whose rows are whose: every row that a family owns is fetched through these two questions."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


class FamilyOwnedQuerySet(models.QuerySet[Any]):
    """A queryset of rows that belong to one family; `family_path` is the lookup from the row to its family.

    `gone_with` are the lookups from the row to what takes it along when it is removed: "" for the row itself.
    """

    family_path = "family"
    gone_with: ClassVar[tuple[str, ...]] = ()

    def standing(self) -> Self:
        """Without what somebody has removed, which can be taken back for a while but is shown nowhere."""
        return self.filter(**{f"{path}removed_at": None for path in self.gone_with})

    def for_family(self, family: models.Model) -> Self:
        return self.standing().filter(**{self.family_path: family})

    def for_user(self, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """The rows that `user` may see: those of the families that they are a member of. A stranger gets none."""
        if not user.is_authenticated:
            return self.none()
        families = user.families.filter(removed_at=None)  # type: ignore[attr-defined]
        return self.standing().filter(**{f"{self.family_path}__in": families})


class RemovableQuerySet(FamilyOwnedQuerySet):
    """Rows that are hidden before they are erased."""

    gone_with = ("",)

    def removed(self) -> Self:
        """What is hidden and can be taken back."""
        return self.exclude(removed_at=None)

    def removed_for(self, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """What is hidden of the families that `user` is a member of, hidden ones among them."""
        if not user.is_authenticated:
            return self.none()
        return self.removed().filter(**{f"{self.family_path}__in": user.families.all()})  # type: ignore[attr-defined]
