"""Starting a family: whoever runs Memoire needs no form of the admin for their own."""

from django.db import transaction

from families.models import Family, Membership, User
from families.people import narrator_named


def may_found(user: User) -> bool:
    """Staff who belong to no family; whom somebody else has invited waits for that family."""
    return (user.is_staff or user.is_superuser) and not user.memberships.exists()


@transaction.atomic
def found_family(user: User, name: str, *, narrator: str = "") -> Family:
    """The family that this person starts and keeps; the same one, when they ask twice."""
    User.objects.select_for_update().get(pk=user.pk)
    if known := Family.objects.for_user(user).first():
        return known
    family = Family.objects.create(name=name)
    Membership.objects.create(family=family, user=user, role=Membership.Role.KEEPER)
    narrator_named(family, narrator)
    return family
