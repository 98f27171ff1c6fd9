"""Uploads stop while there is some room left, so that people can still sign in and correct."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.urls import reverse

from audio import limits, pipeline
from audio.errors import StepError
from audio.models import Recording, Upload
from audio.sound import inspection
from audio.tests import factories
from audio.uploads.tests.tus_client import begin, create, head, patch

pytestmark = pytest.mark.django_db
MEGABYTE, GIGABYTE = 1024**2, 1024**3


@pytest.fixture
def disk(monkeypatch, settings):
    """A disk of so many bytes with so many free, as `statvfs` would tell."""
    settings.DISK_RESERVE = None

    def do(*, free: int, total: int = 1000 * GIGABYTE) -> None:
        monkeypatch.setattr(limits.shutil, "disk_usage", lambda _: SimpleNamespace(total=total, free=free))

    return do


@pytest.mark.parametrize(
    ("total", "told", "kept"),
    [(1000 * GIGABYTE, None, GIGABYTE), (10 * GIGABYTE, None, GIGABYTE // 5), (1000 * GIGABYTE, 5, 5), (100, 0, 0)],
)
def test_the_reserve_is_a_gigabyte_or_two_in_a_hundred_unless_it_is_set(settings, total, told, kept):
    settings.DISK_RESERVE = told
    assert limits.reserve(total) == kept


def test_an_upload_that_would_eat_into_the_reserve_is_not_begun(browser, disk):
    disk(free=GIGABYTE + 99)
    assert create(browser, 100).status_code == 507
    assert create(browser, 99).status_code == 201
    assert Upload.objects.count() == 1


def test_an_upload_under_way_stops_at_the_reserve_and_goes_on_later(browser, disk):
    disk(free=2 * GIGABYTE)
    place = begin(browser, 100)
    patch(browser, place, 0, b"x" * 10)
    disk(free=GIGABYTE - 1)
    stopped = patch(browser, place, 10, b"y" * 10)
    assert (stopped.status_code, stopped.json()["detail"]) == (507, str(limits.NoRoom()))
    assert head(browser, place)["Upload-Offset"] == "10"
    disk(free=2 * GIGABYTE)
    assert patch(browser, place, 10, b"y" * 10).status_code == 204


def test_a_file_that_comes_whole_is_refused_by_page_and_api(browser, home, disk):
    disk(free=GIGABYTE - 1)
    for address in (reverse("audio-upload"), reverse("add_recording", args=[home.pk])):
        answer = browser.post(address, {"file": SimpleUploadedFile("tone.wav", factories.tone()), "narrator": ""})
        assert answer.status_code == 507, address
    assert not Recording.objects.exists()


def test_no_copy_for_browsers_is_made_of_the_reserve(disk):
    step = factories.step(factories.recording(), "inspect", state="waiting")
    disk(free=GIGABYTE - 1)
    with pytest.raises(StepError) as found:
        inspection.inspect(pipeline.take_step(step.pk))
    assert found.value.permanent is False


def test_signing_in_goes_on(browser, disk):
    disk(free=0)
    assert browser.get("/").status_code in {200, 302}


def test_a_claim_that_cannot_be_given_back_does_not_hide_that_the_disk_is_full(browser, disk):
    place, refused = begin(browser, 100), []
    disk(free=0)

    def no_release(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and '"claim" = NULL' in sql:
            refused.append(sql)
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(no_release):
        answer = patch(browser, place, 0, b"x")
    assert (answer.status_code, len(refused)) == (507, 1)
