"""Removing recordings and people: hidden at once, taken back in time, erased afterwards."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audio import pipeline
from audio.models import Recording, Step
from audio.tests import factories
from families.models import Family, Person
from families.removable import CannotReturn
from families.removal import LOOKED_AT_AGAIN, REALLY_PASSED, Eraser, remove, take_back
from families.tests import factories as families

pytestmark = pytest.mark.django_db
API = "/api/v1/audio/"


@pytest.fixture
def keeper():
    return families.user()


@pytest.fixture
def relative():
    return families.user()


@pytest.fixture
def family(keeper, relative):
    return families.family(keeper=keeper, relative=relative)


@pytest.fixture
def recording(family):
    return factories.recording(family, narrator=families.person(family))


class Clocks:
    """The calendar and the clock that nobody can set."""

    def __init__(self, monkeypatch) -> None:
        self.now, self.ticks = timezone.now(), 0.0
        monkeypatch.setattr("families.removal.timezone.now", lambda: self.now)
        monkeypatch.setattr("families.removal.time.monotonic", lambda: self.ticks)

    def pass_by(self, days: float) -> None:
        self.now += timedelta(days=days)
        self.ticks += days * 86_400


@pytest.fixture
def clocks(monkeypatch):
    return Clocks(monkeypatch)


def test_a_keeper_removes_a_recording_and_takes_it_back(client, keeper, recording):
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    page = client.post(f"/recordings/{recording.pk}/remove/", follow=True)
    assert f"/recordings/{recording.pk}/take-back/" in page.content.decode()
    assert client.get(f"/recordings/{recording.pk}/").status_code == 404
    client.post(f"/recordings/{recording.pk}/take-back/")
    assert client.get(f"/recordings/{recording.pk}/").status_code == 200


def test_the_api_hides_what_is_deleted_and_gives_it_back(client, keeper, recording):
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    assert client.delete(f"{API}{recording.pk}/").status_code == 204
    for place in ("", "/status", "/media", "/original"):
        assert client.get(f"{API}{recording.pk}{place}").status_code == 404
    assert str(recording.pk) not in client.get(API).content.decode()
    assert client.post(f"{API}{recording.pk}/take-back/").json()["id"] == str(recording.pk)
    assert client.get(f"{API}{recording.pk}/").status_code == 200


def test_a_relative_removes_what_they_added_and_nothing_else(client, relative, family, recording):
    own = factories.recording(family, uploaded_by=relative)
    client.force_login(relative, backend="memoire_site.backends.NoDemoUsersBackend")
    assert client.delete(f"{API}{recording.pk}/").status_code == 403
    assert client.post(f"/recordings/{recording.pk}/remove/").status_code == 403
    assert client.delete(f"{API}{own.pk}/").status_code == 204


def test_a_relative_does_not_take_back_what_a_keeper_removed(client, keeper, relative, recording):
    remove(recording, by=keeper)
    client.force_login(relative, backend="memoire_site.backends.NoDemoUsersBackend")
    assert client.post(f"{API}{recording.pk}/take-back/").status_code == 403
    assert str(recording.pk) not in client.get(f"/families/{recording.family_id}/removed/").content.decode()


def test_a_stranger_learns_nothing_of_what_was_removed(client, keeper, recording):
    remove(recording, by=keeper)
    client.force_login(families.user(), backend="memoire_site.backends.NoDemoUsersBackend")
    assert client.post(f"{API}{recording.pk}/take-back/").status_code == 404
    assert client.post(f"/recordings/{recording.pk}/take-back/").status_code == 404


def test_a_removed_person_is_nowhere_and_stands_everywhere_again_when_taken_back(keeper, recording):
    person = recording.narrator
    remove(person, by=keeper)
    recording.refresh_from_db()
    assert recording.narrator is None
    assert not Person.objects.for_family(recording.family).exists()
    take_back(person)
    recording.refresh_from_db()
    assert recording.narrator == person


def test_who_was_named_meanwhile_stays_when_a_person_is_taken_back(keeper, recording):
    person, other = recording.narrator, families.person(recording.family, "Karl Brandt")
    remove(person, by=keeper)
    Recording.objects.filter(pk=recording.pk).update(narrator=other)
    take_back(person)
    recording.refresh_from_db()
    assert recording.narrator == other


def test_a_name_is_free_again_while_its_person_is_removed(keeper, recording):
    person = recording.narrator
    remove(person, by=keeper)
    families.person(recording.family, person.name)
    with pytest.raises(CannotReturn, match="another Ilse Brandt"):
        take_back(person)


def test_a_removed_family_is_hidden_and_its_keeper_takes_it_back(client, keeper, relative, recording):
    family = recording.family
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    client.post(f"/families/{family.pk}/remove/", {"name": "something else"})
    assert client.get(f"/families/{family.pk}/").status_code == 200
    page = client.post(f"/families/{family.pk}/remove/", {"name": family.name.upper()}, follow=True)
    assert f"/families/{family.pk}/take-back/" in page.content.decode()
    assert client.get(f"/families/{family.pk}/").status_code == 404
    assert client.get(f"{API}{recording.pk}/").status_code == 404
    client.post(f"/families/{family.pk}/take-back/")
    assert client.get(f"/recordings/{recording.pk}/").status_code == 200


def test_nothing_is_done_with_a_removed_recording_until_it_returns(keeper, recording):
    step = factories.step(recording)
    remove(recording, by=keeper)
    assert pipeline.take_step(step.pk) is None
    take_back(recording)
    assert pipeline.take_step(step.pk)
    assert Step.objects.get(pk=step.pk).attempts == 1


def test_the_same_file_can_be_added_anew_while_the_first_is_removed(client, keeper, family):
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    assert client.post(f"{API}upload", {"file": SimpleUploadedFile("tone.wav", factories.tone())}).status_code == 202
    remove(Recording.objects.get(), by=keeper)
    assert client.post(f"{API}upload", {"file": SimpleUploadedFile("tone.wav", factories.tone())}).status_code == 202


def test_what_is_overdue_is_erased_only_when_seen_twice_a_day_apart(clocks, keeper, recording, settings):
    remove(recording, by=keeper)
    eraser = Eraser()
    clocks.pass_by(settings.GRACE_DAYS - 1)
    assert eraser.erase_overdue() == 0
    clocks.pass_by(1.1)
    assert eraser.erase_overdue() == 0
    clocks.pass_by(0.5)
    assert eraser.erase_overdue() == 0
    clocks.pass_by(0.6)
    assert eraser.erase_overdue() == 1
    assert not Recording.objects.exists()


def test_a_clock_that_jumps_ahead_and_is_put_right_erases_nothing(clocks, keeper, recording):
    remove(recording, by=keeper)
    eraser, right = Eraser(), clocks.now
    clocks.now += timedelta(days=400)
    assert eraser.erase_overdue() == 0
    clocks.now = right
    clocks.ticks += REALLY_PASSED
    assert eraser.erase_overdue() == 0
    assert Recording.objects.get().overdue_at is None
    clocks.now += timedelta(days=400)
    assert eraser.erase_overdue() == 0
    assert Recording.objects.exists()


def test_no_two_jumps_of_the_clock_within_the_hour_erase_anything(clocks, keeper, recording):
    remove(recording, by=keeper)
    eraser = Eraser()
    for _ in range(3):
        clocks.now += timedelta(days=400) + LOOKED_AT_AGAIN
        clocks.ticks += 5
        assert eraser.erase_overdue() == 0
    assert Recording.objects.exists()


def test_what_was_taken_back_at_the_last_moment_is_not_erased(clocks, keeper, recording, settings):
    remove(recording, by=keeper)
    eraser = Eraser()
    clocks.pass_by(settings.GRACE_DAYS + 1)
    eraser.erase_overdue()
    stale = Recording.objects.get()
    take_back(recording)
    assert eraser.erase(stale) is False
    clocks.pass_by(2)
    assert eraser.erase_overdue() == 0
    assert Recording.objects.exists()


def test_an_erased_family_takes_its_recordings_along(
    clocks, keeper, recording, settings, django_capture_on_commit_callbacks
):
    storage, name = recording.original.storage, recording.original.name
    remove(recording.family, by=keeper)
    eraser = Eraser()
    clocks.pass_by(settings.GRACE_DAYS + 1)
    eraser.erase_overdue()
    clocks.pass_by(1.1)
    with django_capture_on_commit_callbacks(execute=True):
        assert eraser.erase_overdue() == 1
    assert not Family.objects.exists()
    assert not storage.exists(name)
