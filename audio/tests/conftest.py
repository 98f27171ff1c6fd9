"""Somebody who sends recordings."""

import pytest
from django.test import Client

from audio.tests.tus_client import signed_in
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
