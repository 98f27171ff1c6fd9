"""The bytes of a recording: kept under a name of our own, and erased only when the deletion is certain."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from audio import files
from audio.models import Recording
from audio.tests import factories
from families.removal import Eraser

pytestmark = pytest.mark.django_db


@pytest.fixture
def recording():
    made = factories.recording()
    made.playable = files.keep_file(ContentFile(b"a copy"), ".m4a")
    made.save()
    return made


def paths(of: Recording) -> list[Path]:
    return [Path(of.original.path), Path(of.playable.path)]


def test_bytes_are_kept_under_a_name_that_nobody_chose(tmp_path):
    name = files.keep_file(ContentFile(b"voice", name="grandma.wav"), ".wav")
    assert ((tmp_path / "recordings" / name).read_bytes(), "grandma" in name) == (b"voice", False)


def test_the_same_bytes_twice_are_two_files():
    assert files.keep_file(ContentFile(b"voice"), ".wav") != files.keep_file(ContentFile(b"voice"), ".wav")


def test_deleting_a_recording_erases_its_bytes_when_it_is_committed(recording, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        recording.delete()
    assert not any(path.exists() for path in paths(recording))


def test_before_the_commit_nothing_is_erased(recording, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        recording.delete()
    assert all(path.exists() for path in paths(recording))


def test_a_deletion_that_is_undone_leaves_the_bytes(recording, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError), transaction.atomic():
        recording.delete()
        raise ZeroDivisionError
    assert all(path.exists() for path in paths(recording))


def test_deleting_a_family_erases_its_voices(recording, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        recording.family.delete()
    assert not any(path.exists() for path in paths(recording))


def test_staff_can_delete_a_recording_in_the_admin(recording, admin_client, django_capture_on_commit_callbacks):
    factories.step(recording)
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(f"/admin/audio/recording/{recording.pk}/delete/", {"post": "yes"})
    recording.refresh_from_db()
    assert (recording.removed_at is not None, all(path.exists() for path in paths(recording))) == (True, True)
    with django_capture_on_commit_callbacks(execute=True):
        assert Eraser().erase(recording)  # as the worker does after the days of grace
    assert (Recording.objects.count(), any(path.exists() for path in paths(recording))) == (0, False)


def test_staff_can_delete_a_family_in_the_admin(recording, admin_client):
    factories.step(recording)
    admin_client.post(f"/admin/families/family/{recording.family_id}/delete/", {"post": "yes"})
    recording.family.refresh_from_db()
    assert recording.family.removed_at is not None
    assert Eraser().erase(recording.family)
    assert not Recording.objects.exists()


def test_staff_can_delete_several_recordings_at_once(recording, admin_client):
    factories.step(recording)
    chosen = {"action": "delete_selected", "_selected_action": str(recording.pk), "post": "yes"}
    admin_client.post("/admin/audio/recording/", chosen)
    recording.refresh_from_db()
    assert recording.removed_at is not None
