"""Who a name is: linked by people, proposed by the machine, and undone."""

import pytest

from audio.tests import factories as audio
from families.models import Person
from families.tests import factories as families
from stories.editing import changes, naming
from stories.editing.naming import Unnameable
from stories.models import Mention, Place, Review
from stories.people import proposals
from stories.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return families.user(name="Anna")


@pytest.fixture
def family():
    return families.family()


@pytest.fixture
def narrator(family):
    return families.person(family)


@pytest.fixture
def tell(family, narrator):
    """A story of the family, with one mention."""

    def made(name: str = "Aunt Nora", **fields) -> Mention:
        return factories.person_mention(factories.story(audio.recording(family, narrator=narrator)), name, **fields)

    return made


def test_a_mention_is_linked_and_signed(tell, family, anna):
    nora = families.person(family, "Nora Vance")
    made = naming.link(tell(), nora, by=anna)
    review = made.story.reviews.get()
    assert (made.person, review.verdict, review.by, review.reason) == (nora, "named", anna, "Aunt Nora is Nora Vance")


def test_a_mention_is_linked_to_somebody_new(tell, family, anna):
    made = naming.link_new(tell(), " Nora  Vance ", by=anna)
    assert made.person == Person.objects.for_family(family).get(name="Nora Vance")


def test_a_new_person_who_is_known_already_is_that_one(tell, family, anna):
    nora = families.person(family, "Nora Vance")
    assert naming.link_new(tell(), "nora vance", by=anna).person == nora


def test_nobody_of_another_family_is_linked(tell, anna):
    with pytest.raises(Unnameable, match="people of your family"):
        naming.link(tell(), families.person(families.family()), by=anna)


def test_who_resembles_a_new_person_is_proposed_and_not_linked(tell, anna):
    other = tell("Nora")
    linked = naming.link_new(tell("My sister"), "Nora Vance", by=anna)
    other.refresh_from_db()
    assert (other.person, other.proposed, other.confidence) == (None, linked.person, 0.6)
    assert not other.story.reviews.exists()


def test_what_a_person_said_of_a_name_is_proposed_for_it_elsewhere(tell, family, anna):
    other = tell("Aunt Nora")
    nora = families.person(family, "Eleonora Vance")
    naming.link(tell("Aunt Nora"), nora, by=anna)
    other.refresh_from_db()
    assert (other.proposed, other.confidence) == (nora, proposals.SAID_BEFORE)


def test_a_name_that_people_gave_to_two_is_proposed_to_be_neither(tell, family, anna):
    other = tell("Aunt Nora")
    for name in ("Eleonora Vance", "Honora Brown"):
        naming.link(tell("Aunt Nora"), families.person(family, name), by=anna)
    other.refresh_from_db()
    assert other.proposed is None


def test_the_narrator_is_not_proposed_to_be_somebody_they_speak_of(tell, narrator):
    made = tell("Ilse")
    proposals.propose_in([made.story])
    made.refresh_from_db()
    assert made.proposed is None


def test_a_proposal_that_was_refused_does_not_come_again(tell, family, anna):
    families.person(family, "Nora Vance")
    made = tell("Nora")
    proposals.propose_in([made.story])
    naming.unlink(made, by=anna)
    proposals.propose_in([made.story])
    made.refresh_from_db()
    assert (made.person, made.proposed) == (None, None)


def test_a_link_is_taken_back_by_undoing(tell, family, anna):
    made = tell()
    naming.link(made, families.person(family, "Nora Vance"), by=anna)
    changes.undo(made.story, by=anna)
    assert made.story.mentions.get().person is None


def test_who_is_no_person_is_mentioned_no_more_until_that_is_undone(tell, anna):
    made = tell("April")
    naming.remove(made, by=anna)
    assert not made.story.mentions.exists()
    changes.undo(made.story, by=anna)
    back = made.story.mentions.get()
    assert (back.name, back.segments.count()) == ("April", 1)


def test_a_mention_is_renamed(tell, anna):
    assert naming.rename(tell("Aunt Norah"), "Aunt Nora", by=anna).name == "Aunt Nora"


@pytest.mark.parametrize("name", ["", "  ", "a" * 121])
def test_a_name_that_is_none_is_refused(tell, anna, name):
    made = tell()
    with pytest.raises(Unnameable):
        naming.rename(made, name, by=anna)
    assert not Review.objects.exists()


def test_what_is_gone_is_not_changed(tell, anna):
    made = tell()
    Mention.objects.all().delete()
    with pytest.raises(Unnameable, match="not in this story any more"):
        naming.rename(made, "Nora", by=anna)


def place(tell, name: str = "Husem") -> Mention:
    return factories.place_mention(tell().story, name)


def test_a_place_is_renamed_to_the_place_of_that_name(tell, family, anna):
    husum = Place.objects.create(family=family, name="Husum")
    made = naming.rename(place(tell), "husum", by=anna)
    assert (made.name, made.place) == ("husum", husum)


def test_a_place_is_linked_to_another_and_back(tell, family, anna):
    husum = Place.objects.create(family=family, name="Husum")
    made = naming.link_place(place(tell), husum, by=anna)
    assert made.place == husum
    assert naming.unlink(made, by=anna).place.name == "Husem"


def test_a_person_is_no_place(tell, family, anna):
    with pytest.raises(Unnameable):
        naming.link_place(tell(), Place.objects.create(family=family, name="Husum"), by=anna)
    with pytest.raises(Unnameable):
        naming.link(place(tell), families.person(family, "Nora"), by=anna)
