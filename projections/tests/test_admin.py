"""Staff see what is stuck and can try it again."""

import pytest
from django.utils import timezone

from families.tests import factories as families
from projections.entries import Drainer, Entry

pytestmark = pytest.mark.django_db
NAME = "firestore.stories"


@pytest.fixture
def staff(client, no_stores, settings, monkeypatch):
    settings.FIRESTORE_PROJECT_ID = "nowhere"
    monkeypatch.setattr("projections.outbox.async_task", lambda *_, **__: None)
    client.force_login(families.user(is_staff=True, is_superuser=True))
    return client


def test_what_is_stuck_is_shown_with_its_reason_and_tried_again(staff) -> None:
    entry = Entry.objects.create(projection=NAME, key="k", set_aside_at=timezone.now(), reason="Too large.")

    assert "Too large." in staff.get("/admin/projections/entry/").content.decode()
    staff.post("/admin/projections/entry/", {"action": "try_again", "_selected_action": [entry.pk]})

    entry.refresh_from_db()
    assert entry.set_aside_at is None
    assert Drainer.objects.get(projection=NAME).is_rung


def test_each_projection_says_how_far_behind_it_is(staff) -> None:
    Drainer.objects.create(projection=NAME, reason="Firestore does not answer.")
    Entry.objects.create(projection=NAME, key="k")

    page = staff.get("/admin/projections/drainer/").content.decode()
    assert "Firestore does not answer." in page
    assert "1" in page
    assert " s</td>" in page


def test_projections_that_nobody_has_copied_to_yet_are_shown_too(staff) -> None:
    page = staff.get("/admin/projections/drainer/").content.decode()
    assert "firestore.audio_files" in page
    assert "firestore.books" in page
    assert "neo4j.stories" not in page


def test_staff_try_again_what_is_stuck_in_a_projection_and_rebuild_it(staff) -> None:
    Drainer.objects.create(projection=NAME)
    entry = Entry.objects.create(projection=NAME, key="k", set_aside_at=timezone.now(), reason="Too large.")
    address = "/admin/projections/drainer/"
    assert 'set_aside_at__isempty=0">1</a>' in staff.get(address).content.decode()

    staff.post(address, {"action": "try_again", "_selected_action": [NAME]})
    entry.refresh_from_db()
    assert entry.set_aside_at is None
    staff.post(address, {"action": "rebuild", "_selected_action": [NAME]})
    assert "announcing every row" in staff.get(address).content.decode()
