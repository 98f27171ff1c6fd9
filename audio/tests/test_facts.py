"""A recording gets another name, another day, another narrator."""

import pytest

from audio.models import Recording
from audio.tests import factories
from families.tests import factories as families

pytestmark = pytest.mark.django_db


@pytest.fixture
def recording(client):
    relative = families.user()
    client.force_login(relative, backend="memoire_site.backends.NoDemoUsersBackend")
    return factories.recording(families.family(relative=relative))


def patch(client, recording, **asked):
    return client.patch(f"/api/v1/audio/{recording.pk}/", asked, content_type="application/json")


def test_a_client_changes_name_day_and_narrator(client, recording):
    told = patch(client, recording, title="The ferry", recorded_on="3 March 1986", narrator="Ilse").json()
    assert (told["title"], told["recorded_on"], told["narrator"]) == ("The ferry", "1986-03-03", "Ilse")
    assert patch(client, recording, narrator="").json()["narrator"] is None


def test_what_was_read_before_somebody_elses_change_is_answered_with_both(client, recording):
    version = client.get(f"/api/v1/audio/{recording.pk}/").json()["version"]
    assert patch(client, recording, title="Ice", version=version).status_code == 200
    clash = patch(client, recording, title="Snow", version=version)
    assert (clash.status_code, clash.json()["current"]["title"], clash.json()["asked"]) == (
        409,
        "Ice",
        {"title": "Snow"},
    )


def test_the_page_changes_them_too(client, recording):
    address, person = f"/recordings/{recording.pk}/facts/", families.person(recording.family)
    sent = {"title": "The ferry", "narrator": person.pk, "recorded_on": "March 1986"}
    assert client.post(address, sent).status_code == 302
    recording.refresh_from_db()
    assert (recording.title, recording.narrator, recording.recorded_on) == ("The ferry", person, "1986-03")
    assert client.post(address, sent | {"recorded_on": "the day before yesterweek"}).status_code == 400


def test_a_recording_of_a_day_to_come_is_refused(client, recording):
    answer = patch(client, recording, recorded_on="9999")
    page = client.post(f"/recordings/{recording.pk}/facts/", {"title": "The ferry", "recorded_on": "9999"})
    assert (answer.status_code, page.status_code, "still to come" in page.content.decode()) == (400, 400, True)
    assert Recording.objects.get().recorded_on != "9999"
