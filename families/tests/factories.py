"""Small families for tests."""

from itertools import count

from families.models import Family, Membership, Person, User

numbers = count(1)


def user(**fields) -> User:
    return User.objects.create_user(
        fields.pop("email", f"person{next(numbers)}@example.org"), "a good password", **fields
    )


def family(*, keeper: User | None = None, relative: User | None = None, name: str = "The Brandt family") -> Family:
    made = Family.objects.create(name=name)
    if keeper:
        Membership.objects.create(family=made, user=keeper, role=Membership.Role.KEEPER)
    if relative:
        Membership.objects.create(family=made, user=relative, role=Membership.Role.RELATIVE)
    return made


def person(of: Family, name: str = "Ilse Brandt", born: str = "1937") -> Person:
    return Person.objects.create(family=of, name=name, born=born)
