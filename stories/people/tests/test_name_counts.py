"""On the page of a family's people each stands once, among those who tell or those who are told of."""

import re

import pytest

from audio.tests import factories as audio
from families.models import Family, Person
from families.tests import factories as families
from stories.people.name_counts import people_counts
from stories.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(client) -> Family:
    keeper = families.user()
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    return families.family(keeper=keeper)


@pytest.fixture
def arthur(family) -> Person:
    return families.person(family, "Arthur Vance")


def section(client, family: Family, name: str) -> str:
    page = client.get(f"/families/{family.pk}/people/").content.decode()
    found = re.search(rf'<section class="people" aria-labelledby="{name}">.*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def told(family: Family, name: str, **fields) -> None:
    factories.person_mention(factories.story(audio.recording(family)), name, **fields)


def test_who_is_known_is_told_of_once_under_their_name(client, family, arthur):
    told(family, "Arthur", relation="father", person=arthur)
    told(family, "Dad", person=arthur)
    told(family, "Arthur")
    (named,) = people_counts(family)
    assert (named.name, named.relation, named.times, len(named.stories)) == ("Arthur Vance", "father", 3, 3)
    shown = section(client, family, "told-of")
    assert (shown.count("<h3>"), ">Arthur Vance</a>" in shown, ">Arthur</a>" in shown) == (1, True, False)


def test_two_who_are_called_the_same_are_told_of_each_and_a_third_by_that_name_alone(family, arthur):
    told(family, "Arthur", person=arthur)
    told(family, "Arthur", person=families.person(family, "Arthur Hale"))
    told(family, "Arthur")
    assert sorted(named.name for named in people_counts(family)) == ["Arthur", "Arthur Hale", "Arthur Vance"]


def test_who_is_told_of_and_tells_nothing_is_no_voice(client, family, arthur):
    assert "Arthur Vance" in section(client, family, "voices")  # whom the family has named, and nobody has told of
    told(family, "Arthur", person=arthur)
    assert "Arthur Vance" not in section(client, family, "voices")


def test_who_tells_is_a_voice_though_told_of(client, family, arthur):
    told(family, "Arthur", person=arthur)
    audio.recording(family, narrator=arthur)
    shown = section(client, family, "voices")
    assert ("Arthur Vance" in shown, "No recording yet" in shown) == (True, False)
