"""Somebody who sends recordings, and somebody who looks after them."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from audio.uploads.tests.tus_client import signed_in
from families.models import Family, User
from families.tests import factories as families


@pytest.fixture
def sender() -> User:
    return families.user()


@pytest.fixture
def home(sender: User) -> Family:
    return families.family(relative=sender)


@pytest.fixture
def browser(sender: User, home: Family) -> Client:
    """Signed in as the sender."""
    return signed_in(sender)


@pytest.fixture
def staff(client):
    """Signs somebody of the staff in who may do only this."""

    def sign_in(*permissions: str):
        user = families.user(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")

    return sign_in
