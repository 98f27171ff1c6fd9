"""Limits: each is named with what is left, before anybody sends for hours in vain."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audio.models import Upload
from audio.tests import factories
from audio.uploads.tests.tus_client import begin, create, offset, patch
from families.tests import factories as families

pytestmark = pytest.mark.django_db


def refused(response) -> tuple:
    told = response.json()
    return response.status_code, told["which"], told["limit"], told["left"]


def test_one_file_may_be_so_large(browser, settings):
    settings.MAX_UPLOAD_SIZE = 99
    assert refused(create(browser, 100)) == (413, "file_size", 99, 99)


def test_a_family_may_keep_so_much(browser, home, settings):
    settings.MAX_FAMILY_BYTES = 50_000
    factories.recording(home, size=20_000)
    assert refused(create(browser, 30_001)) == (413, "family_bytes", 50_000, 30_000)


def test_what_just_fits_is_taken(browser, home, settings):
    settings.MAX_FAMILY_BYTES = 50_000
    factories.recording(home, size=20_000)
    assert create(browser, 30_000).status_code == 201


def test_what_is_being_uploaded_counts(browser, settings):
    settings.MAX_FAMILY_BYTES = 50_000
    begin(browser, 40_000)
    assert refused(create(browser, 10_001)) == (413, "family_bytes", 50_000, 10_000)


def test_an_upload_does_not_count_against_itself_when_it_ends(browser, settings):
    tone = factories.tone()
    settings.MAX_FAMILY_BYTES = len(tone)
    assert patch(browser, begin(browser, len(tone)), 0, tone).status_code == 204


def test_other_families_do_not_count(browser, settings):
    settings.MAX_FAMILY_BYTES = 50_000
    factories.recording(size=49_000)
    assert create(browser, 10_000).status_code == 201


def test_without_a_limit_a_family_may_keep_all(browser, home):
    factories.recording(home, size=10**14)
    assert create(browser, 10_000).status_code == 201


def test_a_form_obeys_the_familys_limit_too(browser, settings):
    settings.MAX_FAMILY_BYTES = 1000
    file = SimpleUploadedFile("kitchen.wav", factories.tone())
    assert refused(browser.post("/api/v1/audio/upload", {"file": file})) == (413, "family_bytes", 1000, 1000)


def test_a_person_may_have_so_many_unfinished(browser, settings):
    settings.MAX_OPEN_UPLOADS = 2
    for _ in range(2):
        begin(browser, 100)
    assert refused(create(browser, 100)) == (413, "open_uploads", 2, 0)


def test_finished_ones_and_those_of_others_do_not_count(browser, home, settings):
    settings.MAX_OPEN_UPLOADS = 1
    tone = factories.tone()
    create(browser, len(tone), tone)
    factories.upload(home, families.user())
    assert create(browser, 100).status_code == 201


def test_an_upload_that_expired_holds_no_place(browser, settings):
    settings.MAX_OPEN_UPLOADS = 1
    begin(browser, 100)
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert create(browser, 100).status_code == 201


def test_a_limit_that_shrinks_does_not_stop_what_was_begun(browser, settings):
    place = begin(browser, 100)
    settings.MAX_UPLOAD_SIZE = settings.MAX_FAMILY_BYTES = 10
    patch(browser, place, 0, b"x" * 50)
    assert offset(browser, place) == 50
