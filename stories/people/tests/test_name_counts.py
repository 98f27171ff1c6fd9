"""On the page of a family's people each stands once, among those who tell or those who are told of."""

import re

import pytest

from audio.tests import factories as audio
from families.models import Family, Person
from families.tests import factories as families
from stories.editing import naming
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
    assert (shown.count("<h3>"), ">Vance, Arthur</a>" in shown, ">Arthur</a>" in shown) == (1, True, False)


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


def told_by(narrator: Person, name: str, **fields):
    story = factories.story(audio.recording(narrator.family, narrator=narrator))
    return factories.person_mention(story, name, **fields)


@pytest.fixture
def ruth(family) -> Person:
    return families.person(family, "Ruth Calder")


def test_one_name_from_two_narrators_is_two_people_until_somebody_says_otherwise(client, family, arthur, ruth):
    mentions = [told_by(arthur, "Alice"), told_by(ruth, "Alice"), told_by(ruth, "Alice")]
    assert sorted((each.name, each.times, each.tellers) for each in people_counts(family)) == [
        ("Alice", 1, [arthur]),
        ("Alice", 2, [ruth]),
    ]
    assert "told of by <bdi>Ruth Calder</bdi>" in section(client, family, "told-of")
    alice = naming.link_new(mentions[0], "Alice Vance", by=families.user()).person
    naming.link(mentions[1], alice, by=families.user())
    (named,) = people_counts(family)
    assert (named.name, named.times, set(named.tellers)) == ("Alice Vance", 3, {arthur, ruth})


def test_what_one_narrator_means_by_a_name_says_nothing_of_another(family, arthur, ruth):
    told_by(arthur, "Alice", person=families.person(family, "Alice Vance"))
    told_by(ruth, "Alice")
    assert sorted(named.name for named in people_counts(family)) == ["Alice", "Alice Vance"]


def test_unnamed_kin_are_those_of_who_speaks(family, arthur, ruth):
    told_by(arthur, "grandmother", relation="grandmother")
    told_by(ruth, "grandmother", relation="grandmother")
    assert sorted(named.name for named in people_counts(family)) == ["Arthur’s grandmother", "Ruth’s grandmother"]


def test_of_two_who_tell_together_kin_belong_to_the_voice_that_speaks_of_them(family, arthur, ruth):
    mention = told_by(arthur, "grandmother", relation="grandmother")
    line = mention.segments.get()
    line.speaker = "B"
    line.save()
    line.transcript.speakers.create(label="B", person=ruth)
    assert [named.name for named in people_counts(family)] == ["Ruth’s grandmother"]


def test_people_are_listed_by_family_and_animals_apart(client, family, arthur, ruth):
    for name in ("Nora Vance", "Bess", "Tom Abel"):
        told_by(ruth, name)
    told_by(ruth, "Duke", is_animal=True)
    shown = section(client, family, "told-of")
    assert re.findall(r"<bdi>([^<]+)</bdi><span", shown) == ["Abel, Tom", "Bess", "Vance, Nora"]
    assert "Duke" not in shown
    assert "Duke" in section(client, family, "animals")


def test_somebody_may_say_that_a_name_is_an_animals_and_take_it_back(family, ruth):
    mention, user = told_by(ruth, "Duke", person=families.person(family, "Duke Vance")), families.user()
    animal = naming.set_animal(mention, is_animal=True, by=user)
    assert (animal.is_animal, animal.person) == (True, None)
    assert not naming.set_animal(animal, is_animal=False, by=user).is_animal
