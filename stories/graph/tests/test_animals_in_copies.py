"""An animal with a name is an animal in the stores' copies, too."""

import pytest

from families.tests import factories as families
from projections.entries import Entry
from stories.editing.naming import set_animal
from stories.projections import StoryDocuments, StoryGraph
from stories.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def horse():
    return factories.person_mention(factories.story(), "Duchess", is_animal=True)


def test_a_document_says_which_of_those_named_is_an_animal(horse):
    factories.person_mention(horse.story, "Nora")
    key = str(horse.story_id)
    told = StoryDocuments().read([key])[key].fields["people"]
    assert {one["name"]: one["is_animal"] for one in told} == {"Duchess": True, "Nora": False}


def test_a_story_in_the_graph_bears_its_animals_apart_from_people(horse):
    key = str(horse.story_id)
    fields = StoryGraph().read([key])[key]
    assert (fields["story"]["animals"], fields["people"]) == (["Duchess"], [])


def test_saying_that_it_is_an_animal_announces_the_story(settings):
    settings.FIRESTORE_PROJECT_ID = "somewhere"
    named = factories.person_mention(factories.story(), "Duchess")
    Entry.objects.all().delete()
    set_animal(named, is_animal=True, by=families.user())
    assert Entry.objects.filter(key=str(named.story_id)).exists()
