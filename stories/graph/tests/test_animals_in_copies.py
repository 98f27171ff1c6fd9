"""An animal with a name is an animal in the stores' copies, too."""

import pytest

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
