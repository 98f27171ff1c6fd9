"""Staff see which uploads are unfinished, and may throw one away when they are allowed to; a recording is never lost by it."""

import pytest

from audio.models import Recording, Upload
from audio.tests import factories
from audio.uploads.tests.tus_client import create
from families.tests import factories as families

pytestmark = pytest.mark.django_db
LIST = "/admin/audio/upload/"


@pytest.fixture
def upload(home, sender) -> Upload:
    made = factories.upload(home, sender, length=3 * 1024**2)
    Upload.objects.update(offset=1024**2)
    return made


def throw_away(client, upload: Upload):
    return client.post(LIST, {"action": "throw_away", "_selected_action": str(upload.pk)})


def test_the_list_tells_who_sends_what_and_how_far_it_is(client, staff, upload):
    staff("view_upload")
    shown = client.get(LIST).content.decode()
    assert all(said in shown for said in (str(upload.user), str(upload.family), "1.0 MB of 3.0 MB"))


def test_a_recording_under_way_has_no_length_yet(client, staff, upload):
    staff("view_upload")
    Upload.objects.update(length=None)
    assert "1.0 MB, and more is being said" in client.get(LIST).content.decode()


def test_who_is_allowed_throws_an_upload_away(client, staff, upload):
    staff("view_upload", "delete_upload")
    assert (throw_away(client, upload).status_code, Upload.objects.count()) == (302, 0)


def test_who_may_only_look_throws_nothing_away(client, staff, upload):
    staff("view_upload")
    throw_away(client, upload)
    assert Upload.objects.count() == 1


def test_what_is_a_recording_is_neither_listed_nor_thrown_away(client, staff, browser):
    tone = factories.tone()
    create(browser, len(tone), tone)
    staff("view_upload", "delete_upload")
    throw_away(client, Upload.objects.get())
    assert ("0 uploads" in client.get(LIST).content.decode(), Recording.objects.count()) == (True, 1)


@pytest.mark.parametrize("verb", ["change", "delete"])
def test_uploads_are_written_by_the_program_only(admin_client, upload, verb):
    assert admin_client.post(f"{LIST}{upload.pk}/{verb}/", {"offset": "0"}).status_code == 403


def test_the_list_takes_the_same_queries_however_long_it_is(admin_client, upload, django_assert_max_num_queries):
    for _ in range(8):
        other = families.user()
        factories.upload(families.family(keeper=other), other)
    with django_assert_max_num_queries(9):
        admin_client.get(LIST)
