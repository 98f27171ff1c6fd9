"""Whose rows are whose: a row of a family is there for its members, and for nobody else."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from families.models import Family, Membership, Person
from families.tests import factories

pytestmark = pytest.mark.django_db


def test_members_see_their_family_whatever_their_role():
    keeper, relative = factories.user(), factories.user()
    family = factories.family(keeper=keeper, relative=relative)
    assert list(Family.objects.for_user(keeper)) == list(Family.objects.for_user(relative)) == [family]


def test_a_stranger_sees_nothing_of_a_family():
    stranger, person = factories.user(), factories.person(factories.family())
    factories.family(keeper=stranger)
    assert person not in Person.objects.for_user(stranger)


def test_staff_who_belong_to_no_family_see_none():
    factories.person(factories.family())
    assert not Person.objects.for_user(factories.user(is_staff=True, is_superuser=True)).exists()


def test_who_has_not_signed_in_sees_nothing():
    factories.person(factories.family())
    assert not Person.objects.for_user(AnonymousUser()).exists()


def test_a_member_of_two_families_sees_both_and_each_row_once():
    user = factories.user()
    people = [factories.person(factories.family(keeper=user)), factories.person(factories.family(relative=user))]
    assert sorted(p.pk for p in Person.objects.for_user(user)) == sorted(p.pk for p in people)


def test_rows_of_one_family_can_be_asked_for():
    mine, other = factories.family(), factories.family()
    person = factories.person(mine)
    factories.person(other)
    assert list(Person.objects.for_family(mine)) == [person]


def test_a_keeper_may_keep_their_own_family_only():
    keeper = factories.user()
    own, other = factories.family(keeper=keeper), factories.family(relative=keeper)
    assert [keeper.is_keeper_of(own), keeper.is_keeper_of(other)] == [True, False]


def test_nobody_belongs_to_a_family_twice():
    keeper = factories.user()
    family = factories.family(keeper=keeper)
    with pytest.raises(IntegrityError):
        Membership.objects.create(family=family, user=keeper)


def test_who_leaves_a_family_sees_it_no_more():
    relative = factories.user()
    family = factories.family(relative=relative)
    family.memberships.all().delete()
    assert not Family.objects.for_user(relative).exists()
