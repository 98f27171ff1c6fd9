"""The same bytes sent twice into a family are one recording."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audio.models import Recording, Upload
from audio.tests import factories
from audio.uploads.tests.tus_client import begin, create, patch, signed_in
from families.tests import factories as families

pytestmark = pytest.mark.django_db

TONE = factories.tone()
API = "/api/v1/audio/upload"


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("another name.wav", TONE)


def files_kept(tmp_path) -> int:
    return sum(path.is_file() for path in (tmp_path / "recordings").rglob("*"))


@pytest.fixture
def known(browser) -> Recording:
    create(browser, len(TONE), TONE)
    return Recording.objects.get()


def test_an_upload_ends_as_the_recording_that_is_there(browser, known, tmp_path):
    response = patch(browser, begin(browser, len(TONE)), 0, TONE)
    told = [response.headers[name] for name in ("Upload-Recording", "Upload-Known", "Upload-Offset")]
    assert (told, Recording.objects.count()) == ([str(known.pk), "1", str(len(TONE))], 1)
    assert files_kept(tmp_path) == 1
    assert list((tmp_path / "arriving").iterdir()) == []


def test_an_upload_of_something_new_is_not_called_known(browser):
    assert "Upload-Known" not in create(browser, len(TONE), TONE).headers


def test_a_client_is_told(browser, known):
    response = browser.post(API, {"file": a_file()})
    assert (response.status_code, response.json()["audio_id"], response.json()["status"]) == (
        200,
        str(known.pk),
        "already_here",
    )


def test_the_page_opens_the_one_that_is_there(browser, home, known):
    response = browser.post(f"/families/{home.pk}/recordings/new/", {"file": a_file()}, follow=True)
    assert response.redirect_chain[0][0] == known.get_absolute_url()
    assert "has this recording already" in response.content.decode()


def test_two_that_come_at_once_are_one(browser, home, known, monkeypatch):
    """Both looked before either was there."""
    looks = []
    check = "audio.arrivals.check_is_new"
    from audio.arrivals import check_is_new

    monkeypatch.setattr(check, lambda *told: looks.append(1) or (check_is_new(*told) if len(looks) > 1 else None))
    response = browser.post(API, {"file": a_file()})
    assert (response.status_code, Recording.objects.count(), len(looks)) == (200, 1, 2)


def test_another_family_keeps_its_own(known):
    other = families.user()
    families.family(relative=other)
    create(signed_in(other), len(TONE), TONE)
    assert Recording.objects.count() == 2


def test_the_upload_is_done(browser, known):
    patch(browser, begin(browser, len(TONE)), 0, TONE)
    assert Upload.objects.filter(recording=known, length=len(TONE)).count() == 2


def test_bytes_that_were_lost_are_taken_in_again(browser, known):
    known.original.storage.delete(known.original.name)
    response = patch(browser, begin(browser, len(TONE)), 0, TONE)
    assert ("Upload-Known" in response.headers, Recording.objects.count()) == (False, 2)
