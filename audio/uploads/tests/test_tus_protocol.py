"""The rules of tus 1.0.0, as any client of it relies on them."""

import hashlib
from base64 import b64encode

import pytest
from django.test import Client
from django.utils.http import parse_http_date

from audio.models import Recording, Upload
from audio.tests import factories
from audio.uploads import tus
from audio.uploads.tests.tus_client import BYTES, TUS, UPLOADS, begin, create, head, offset, patch, said

pytestmark = pytest.mark.django_db

CHUNK = b"first bytes"


def checksum(body: bytes, algorithm: str = "sha256") -> dict[str, str]:
    return {"Upload-Checksum": f"{algorithm} {b64encode(hashlib.new(algorithm, body).digest()).decode()}"}


def test_options_tell_anybody_what_the_server_can_do():
    response = Client().options(UPLOADS)
    told = [response.headers[f"Tus-{name}"] for name in ("Resumable", "Version", "Extension", "Checksum-Algorithm")]
    assert (response.status_code, told) == (
        204,
        [
            "1.0.0",
            "1.0.0",
            "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination",
            "sha1,sha256",
        ],
    )


def test_options_tell_the_largest_file(settings):
    settings.MAX_UPLOAD_SIZE = 1234
    assert Client().options(UPLOADS).headers["Tus-Max-Size"] == "1234"


def test_creation_answers_201_with_an_address(browser):
    response = create(browser, 100)
    assert (response.status_code, response.headers["Location"]) == (
        201,
        f"http://testserver{UPLOADS}{Upload.objects.get().pk}",
    )


def test_a_new_upload_begins_at_zero(browser):
    assert offset(browser, begin(browser, 100)) == 0


def test_head_tells_the_length_and_is_not_cached(browser):
    response = head(browser, begin(browser, 100))
    assert (response.headers["Upload-Length"], response.headers["Cache-Control"]) == ("100", "no-store")


def test_head_gives_the_metadata_back_as_it_was_said(browser):
    place = begin(browser, 100, filename="kitchen äöü.wav", filetype="audio/wav")
    assert head(browser, place).headers["Upload-Metadata"] == said(filename="kitchen äöü.wav", filetype="audio/wav")


def test_every_answer_names_the_version(browser):
    place = begin(browser, 100)
    answers = [head(browser, place), patch(browser, place, 7, b"x"), Client().head(place, headers=TUS)]
    assert {answer.headers["Tus-Resumable"] for answer in answers} == {"1.0.0"}


@pytest.mark.parametrize("version", [{}, {"Tus-Resumable": "0.2.2"}])
@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
def test_another_version_is_a_412_that_names_ours(browser, method, version):
    response = browser.generic(method, begin(browser, 100), headers=version)
    assert (response.status_code, response.headers["Tus-Version"]) == (412, "1.0.0")


def test_bytes_are_answered_with_the_new_offset(browser):
    place = begin(browser, 100)
    response = patch(browser, place, 0, CHUNK)
    assert (response.status_code, response.headers["Upload-Offset"], offset(browser, place)) == (204, "11", 11)


def test_an_upload_says_until_when_it_may_be_gone_on_with(browser):
    response = patch(browser, begin(browser, 100), 0, CHUNK)
    assert parse_http_date(response.headers["Upload-Expires"]) == int(Upload.objects.get().expires_at.timestamp())


@pytest.mark.parametrize("wrong", [0, 10, 12])
def test_a_wrong_offset_is_a_409_and_writes_nothing(browser, wrong):
    place = begin(browser, 100)
    patch(browser, place, 0, CHUNK)
    response = patch(browser, place, wrong, b"other bytes")
    assert (response.status_code, Upload.objects.get().path.read_bytes()) == (409, CHUNK)


@pytest.mark.parametrize("wrong", ["", "-1", "1.5", "²", "9" * 25])
def test_an_offset_that_is_no_number_is_a_400(browser, wrong):
    response = patch(browser, begin(browser, 100), 0, CHUNK, {"Upload-Offset": wrong})
    assert response.status_code == 400


def test_bytes_that_are_not_called_bytes_are_a_415(browser):
    response = browser.generic(
        "PATCH", begin(browser, 100), CHUNK, content_type="audio/wav", headers={**TUS, "Upload-Offset": "0"}
    )
    assert (response.status_code, Upload.objects.get().offset) == (415, 0)


def test_bytes_of_unknown_length_are_a_411(browser):
    response = patch(browser, begin(browser, 100), 0, CHUNK, {"Transfer-Encoding": "chunked"})
    assert response.status_code == 411


def test_more_bytes_than_were_announced_are_a_413(browser):
    response = patch(browser, begin(browser, 10), 0, CHUNK)
    assert (response.status_code, Upload.objects.get().offset) == (413, 0)


@pytest.mark.parametrize("wrong", ["", "-5", "many", "9" * 19])
def test_a_length_that_is_none_is_a_400(browser, wrong):
    assert create(browser, 0, headers={"Upload-Length": wrong}).status_code == 400


@pytest.mark.parametrize("wrong", [{"Upload-Defer-Length": "2"}, {"Upload-Defer-Length": "1", "Upload-Length": "5"}])
def test_a_length_comes_now_or_later(browser, wrong):
    assert browser.generic("POST", UPLOADS, headers={**TUS, **wrong}).status_code == 400


@pytest.mark.parametrize("wrong", ["filename !!", "filename w6", "filename /w==", "a YQ==,a Yg==", "title AGE="])
def test_metadata_that_cannot_be_read_is_a_400(browser, wrong):
    assert create(browser, 10, headers={"Upload-Metadata": wrong}).status_code == 400


def test_a_key_without_a_value_is_allowed(browser):
    assert create(browser, 10, headers={"Upload-Metadata": "is_confidential,title"}).status_code == 201


def test_creation_may_bring_the_first_bytes(browser):
    response = create(browser, 100, CHUNK)
    assert (response.status_code, response.headers["Upload-Offset"]) == (201, "11")


def test_creation_may_bring_all_bytes(browser):
    content = factories.tone()
    response = create(browser, len(content), content)
    assert response.headers["Upload-Recording"] == str(Recording.objects.get().pk)


def test_first_bytes_that_are_refused_leave_no_upload(browser):
    response = create(browser, 100, CHUNK, checksum(b"other"))
    assert (response.status_code, Upload.objects.count()) == (460, 0)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_bytes_with_their_checksum_are_taken(browser, algorithm):
    place = begin(browser, 100)
    assert patch(browser, place, 0, CHUNK, checksum(CHUNK, algorithm)).status_code == 204


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_wrong_checksum_is_a_460_and_the_file_is_cut_back(browser, algorithm):
    place = begin(browser, 100)
    patch(browser, place, 0, CHUNK)
    response = patch(browser, place, 11, b"broken", checksum(b"whole!", algorithm))
    assert (response.status_code, offset(browser, place), Upload.objects.get().path.read_bytes()) == (460, 11, CHUNK)


def test_after_a_wrong_checksum_the_same_bytes_may_come_again(browser):
    place = begin(browser, 100)
    patch(browser, place, 0, b"broken byte", checksum(CHUNK))
    patch(browser, place, 0, CHUNK, checksum(CHUNK))
    assert (offset(browser, place), Upload.objects.get().path.read_bytes()) == (11, CHUNK)


@pytest.mark.parametrize("wrong", ["md5 XrY7u+Ae7tCTyyK7j1rNww==", "sha1", "sha1 !!", "sha1 YQ==", ""])
def test_a_checksum_that_cannot_be_read_is_a_400(browser, wrong):
    response = patch(browser, begin(browser, 100), 0, CHUNK, {"Upload-Checksum": wrong})
    assert (response.status_code, Upload.objects.get().offset) == (400, 0)


def test_termination_ends_the_upload(browser, django_capture_on_commit_callbacks):
    place = begin(browser, 100)
    patch(browser, place, 0, CHUNK)
    path = Upload.objects.get().path
    with django_capture_on_commit_callbacks(execute=True):
        response = browser.delete(place, headers=TUS)
    assert (response.status_code, head(browser, place).status_code, path.exists()) == (204, 404, False)


def test_termination_does_not_end_a_recording(browser):
    content = factories.tone()
    place = create(browser, len(content), content).headers["Location"]
    response = browser.delete(place, headers=TUS)
    assert (response.status_code, Recording.objects.count(), head(browser, place).status_code) == (409, 1, 200)


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_client_that_knows_only_post_may_say_what_it_means(browser, method):
    place = begin(browser, 100)
    asked = {**TUS, "Upload-Offset": "0", "X-HTTP-Method-Override": method}
    assert browser.generic("POST", place, CHUNK, content_type=BYTES, headers=asked).status_code == 204


def test_metadata_is_written_as_it_is_read():
    found = {"filename": "Müller.wav", "flag": ""}
    assert tus.metadata({"Upload-Metadata": tus.written_metadata(found)}) == found


def test_the_largest_number_of_a_database_is_the_largest_that_may_be_said():
    assert tus.number({"Upload-Length": str(2**63 - 1)}, "Upload-Length") == 2**63 - 1
    for beyond in (2**63, 10**19):
        with pytest.raises(tus.Refused):
            tus.number({"Upload-Length": str(beyond)}, "Upload-Length")
