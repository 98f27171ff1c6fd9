"""What a relative reads on the shelf is true while stories wait for a keeper."""

import pytest

from audio.tests import factories as audio
from families.tests import factories as families
from stories.models import Story
from stories.tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["proposed", "approved"])
def test_every_story_has_been_looked_at_only_when_it_has(client, state):
    family = families.family(relative=(anna := families.user()))
    factories.story(audio.recording(family), state=Story.State(state))
    client.force_login(anna, backend="memoire_site.backends.Door")
    page = client.get(f"/families/{family.pk}/").text
    assert ("Every story has been looked at" in page) == (state == "approved")
