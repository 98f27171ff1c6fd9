"""Unfinished uploads wait for some days, and are thrown away then; nothing else is."""

import os
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from audio.models import Recording, Upload
from audio.tests import factories
from audio.uploads import reaping
from audio.uploads.tests.tus_client import TUS, begin, create, head, patch
from audio.watchdog import Watchdog

pytestmark = pytest.mark.django_db


@pytest.fixture
def reap(django_capture_on_commit_callbacks):
    def do() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            reaping.reap()

    return do


def expire(**fields) -> None:
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1), **fields)


def test_an_upload_waits_as_long_as_the_setting_says(browser, settings):
    settings.UPLOAD_EXPIRES_DAYS = 3
    begin(browser, 100)
    left = Upload.objects.get().expires_at - timezone.now()
    assert timedelta(days=2.9) < left <= timedelta(days=3)


def test_each_byte_makes_it_wait_longer(browser):
    place = begin(browser, 100)
    Upload.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    patch(browser, place, 0, b"x")
    assert Upload.objects.get().expires_at > timezone.now() + timedelta(days=1)


@pytest.mark.parametrize("ask", [head, lambda client, place: patch(client, place, 0, b"x")], ids=["HEAD", "PATCH"])
def test_an_expired_upload_is_a_410(browser, ask):
    place = begin(browser, 100)
    expire()
    assert ask(browser, place).status_code == 410


def test_an_expired_upload_is_reaped_with_its_bytes(browser, reap):
    place = begin(browser, 100)
    patch(browser, place, 0, b"x")
    path = Upload.objects.get().path
    expire()
    reap()
    assert (Upload.objects.count(), path.exists(), head(browser, place).status_code) == (0, False, 404)


def test_reaping_is_told_in_the_log(browser, reap, monkeypatch):
    told = []
    monkeypatch.setattr(reaping.log, "info", lambda event, **facts: told.append((event, facts["length"])))
    begin(browser, 100)
    expire()
    reap()
    assert told == [("upload_expired", 100)]


def test_what_has_time_left_is_not_reaped(browser, reap):
    begin(browser, 100)
    reap()
    assert Upload.objects.count() == 1


def test_what_somebody_writes_just_now_is_not_reaped(browser, reap):
    begin(browser, 100)
    expire(claim_expires_at=timezone.now() + timedelta(seconds=9))
    reap()
    assert Upload.objects.count() == 1


def test_the_recording_of_an_old_upload_stays(browser, reap):
    tone = factories.tone()
    create(browser, len(tone), tone)
    expire()
    reap()
    recording = Recording.objects.get()
    assert (Upload.objects.count(), recording.original.storage.exists(recording.original.name)) == (0, True)


def test_old_files_that_nobody_knows_are_erased(browser, reap, tmp_path):
    old, young = tmp_path / "arriving/old.whole", tmp_path / "arriving/young.whole"
    for path in (old, young):
        path.write_bytes(b"left by a process that was killed")
    long_ago = timezone.now().timestamp() - (django_settings.UPLOAD_EXPIRES_DAYS * 86_400 + 60)
    os.utime(old, (long_ago, long_ago))
    reap()
    assert (old.exists(), young.exists()) == (False, True)


def test_the_watchdog_reaps_once_an_hour(monkeypatch):
    reaped = []
    monkeypatch.setattr(reaping, "reap", lambda: reaped.append(1))
    dog = Watchdog()
    dog.reap()
    dog.reap()
    assert reaped == [1]
    dog.reaps_at -= 3601
    dog.reap()
    assert reaped == [1, 1]


def test_cancelling_an_expired_upload_is_allowed(browser):
    place = begin(browser, 100)
    expire()
    assert browser.delete(place, headers=TUS).status_code == 204
