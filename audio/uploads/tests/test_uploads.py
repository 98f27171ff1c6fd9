"""An upload goes on after anything: what was promised is on the disk, and one recording comes of it."""

import errno
import hashlib
import os
import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError
from django.utils import timezone

from audio import files, pipeline
from audio.models import Recording, Step, Upload
from audio.sound import sandbox
from audio.tests import factories
from audio.uploads import resumable, upload_file
from audio.uploads.leases import LeaseLost, UploadLease
from audio.uploads.tests.tus_client import TUS, Line, begin, create, cut, head, offset, patch

pytestmark = pytest.mark.django_db

TONE = factories.tone()


def send(client, place: str, content: bytes, piece: int = 10_000):
    """The answer to the last piece."""
    for start in range(0, len(content), piece):
        response = patch(client, place, start, content[start : start + piece])
    return response


def arriving(tmp_path) -> list[str]:
    return [path.name for path in (tmp_path / "arriving").iterdir()]


def test_pieces_become_the_file_that_was_sent(browser):
    response = send(browser, begin(browser, len(TONE), filename="kitchen.wav"), TONE)
    recording = Recording.objects.get()
    with recording.original.open() as kept:
        assert (response.headers["Upload-Recording"], kept.read()) == (str(recording.pk), TONE)


@pytest.mark.parametrize("piece", [10_000, len(TONE)], ids=["in pieces", "at once"])
def test_hash_size_and_name_are_kept(browser, piece):
    send(browser, begin(browser, len(TONE), filename="kitchen.wav"), TONE, piece)
    kept = Recording.objects.get()
    assert (kept.sha256, kept.size, kept.filename) == (hashlib.sha256(TONE).hexdigest(), len(TONE), "kitchen.wav")


def test_what_the_client_says_about_the_recording_is_kept(browser, sender, home):
    about = {
        "narrator": " Ilse Brandt ",
        "born": "1937",
        "recorded_on": "2024-03-14",
        "language": "de",
        "title": "Home",
    }
    send(browser, begin(browser, len(TONE), family=str(home.pk), **about), TONE)
    kept = Recording.objects.get()
    told = (kept.narrator.name, kept.narrator.born, kept.recorded_on, kept.language, kept.title, kept.uploaded_by)
    assert (told, kept.family) == (("Ilse Brandt", "1937", "2024-03-14", "de", "Home", sender), home)


@pytest.mark.parametrize(
    "wrong",
    [{"recorded_on": "yesterday"}, {"recorded_on": "9999"}, {"born": "long ago"}, {"language": "English, mostly"}],
)
def test_what_cannot_be_kept_is_refused_before_the_bytes_come(browser, wrong):
    response = create(browser, 10, **wrong)
    assert (response.status_code, list(response.json()["errors"]), Upload.objects.count()) == (400, list(wrong), 0)


@pytest.mark.parametrize(("clock", "kept"), [("2024-03-14", "2024-03-14"), ("9999-03-14", ""), ("nonsense", "")])
def test_a_clock_that_is_wrong_keeps_no_voice_out(browser, clock, kept):
    send(browser, begin(browser, len(TONE), clock_day=clock), TONE)
    assert Recording.objects.get().recorded_on == kept


def test_an_upload_begins_its_way(browser):
    send(browser, begin(browser, len(TONE)), TONE)
    assert Step.objects.get(name="inspect").state == Step.State.WAITING


def test_nothing_is_left_in_the_folder_of_arrivals(browser, tmp_path):
    send(browser, begin(browser, len(TONE)), TONE)
    assert arriving(tmp_path) == []


def test_after_a_cut_the_upload_goes_on_where_it_stopped(browser):
    place = begin(browser, len(TONE))
    patch(browser, place, 0, TONE, **{"wsgi.input": Line(TONE, 20_000, cut)})
    there = offset(browser, place)
    patch(browser, place, there, TONE[there:])
    assert (there, Recording.objects.get().sha256) == (20_000, hashlib.sha256(TONE).hexdigest())


def test_a_body_that_ends_too_early_keeps_what_came(browser):
    place = begin(browser, 100)
    patch(browser, place, 0, bytes(50), **{"wsgi.input": BytesIO(b"all of it")})
    assert offset(browser, place) == 9


def test_a_cut_leaves_no_claim(browser):
    place = begin(browser, len(TONE))
    patch(browser, place, 0, TONE, **{"wsgi.input": Line(TONE, 20_000, cut)})
    assert Upload.objects.get().claim is None


def test_bytes_that_nobody_was_promised_are_cut_off(browser):
    place = begin(browser, len(TONE))
    patch(browser, place, 0, TONE[:100])
    with Upload.objects.get().path.open("ab") as file:
        file.write(b"of a process that was killed")
    patch(browser, place, 100, TONE[100:])
    assert Recording.objects.get().sha256 == hashlib.sha256(TONE).hexdigest()


def test_a_file_that_is_shorter_than_it_was_is_gone_on_from_its_end(browser):
    place = begin(browser, len(TONE))
    patch(browser, place, 0, TONE[:100])
    os.truncate(Upload.objects.get().path, 60)
    assert (patch(browser, place, 100, b"x").status_code, offset(browser, place)) == (409, 60)


def test_bytes_are_on_the_disk_before_they_are_promised(browser, monkeypatch):
    promised = []
    place = begin(browser, 100)
    monkeypatch.setattr(files, "settle", lambda path: promised.append(Upload.objects.get().offset))
    patch(browser, place, 0, b"some bytes")
    assert (promised, offset(browser, place)) == ([0], 10)


def test_a_disk_that_cannot_settle_promises_nothing(browser, monkeypatch):
    def fail(path) -> None:
        raise OSError(errno.ENOSPC, "full")

    place = begin(browser, 100)
    monkeypatch.setattr(files, "settle", fail)
    assert (patch(browser, place, 0, b"some bytes").status_code, offset(browser, place)) == (507, 0)


def test_on_a_full_disk_what_was_there_stays(browser, monkeypatch):
    place = begin(browser, len(TONE))
    patch(browser, place, 0, TONE[:1000])
    write = os.pwrite

    def full(file, data, at) -> int:
        if at >= 1500:
            raise OSError(errno.ENOSPC, "full")
        return write(file, data[:500], at)

    with monkeypatch.context() as patched:
        patched.setattr(os, "pwrite", full)
        response = patch(browser, place, 1000, TONE[1000:])
    there = offset(browser, place)
    patch(browser, place, there, TONE[there:])
    assert (response.status_code, there, Recording.objects.get().sha256) == (
        507,
        1500,
        hashlib.sha256(TONE).hexdigest(),
    )


def test_while_one_writes_another_waits(browser):
    place, answers = begin(browser, len(TONE)), []
    line = Line(TONE, 500, lambda: answers.append(patch(browser, place, 0, TONE).status_code))
    first = patch(browser, place, 0, TONE, **{"wsgi.input": line})
    assert (first.status_code, answers, Recording.objects.count()) == (204, [423], 1)


def test_the_claim_of_a_dead_process_expires(browser):
    place = begin(browser, 100)
    past = timezone.now() - timedelta(seconds=1)
    Upload.objects.update(claim=uuid.uuid4(), claim_expires_at=past)
    assert patch(browser, place, 0, b"some bytes").status_code == 204


def test_who_was_taken_over_writes_nothing_more(browser, monkeypatch):
    monkeypatch.setattr(upload_file, "SYNC_SECONDS", -1)
    place = begin(browser, 100)

    def taken_over() -> None:
        Upload.objects.update(claim_expires_at=timezone.now())
        patch(browser, place, 0, b"other")

    response = patch(browser, place, 0, b"first bytes", **{"wsgi.input": Line(b"first bytes", 5, taken_over)})
    assert (response.status_code, offset(browser, place)) == (409, 5)
    assert Upload.objects.get().path.read_bytes() == b"other"


def test_an_upload_may_be_cancelled_under_the_hands_of_its_writer(browser):
    place = begin(browser, len(TONE))
    line = Line(TONE, 500, lambda: browser.delete(place, headers=TUS))
    response = patch(browser, place, 0, TONE, **{"wsgi.input": line})
    assert (response.status_code, Upload.objects.count(), Recording.objects.count()) == (409, 0, 0)


def test_a_finished_upload_still_tells_its_recording(browser):
    place = begin(browser, len(TONE))
    send(browser, place, TONE)
    told = head(browser, place).headers
    assert (told["Upload-Offset"], told["Upload-Length"], told["Upload-Recording"]) == (
        *[str(len(TONE))] * 2,
        str(Recording.objects.get().pk),
    )


def test_the_last_bytes_sent_twice_make_one_recording(browser):
    place = begin(browser, len(TONE))
    send(browser, place, TONE)
    response = patch(browser, place, len(TONE) - 10, TONE[-10:])
    assert (response.status_code, Recording.objects.count()) == (409, 1)


def test_of_two_that_finish_one_makes_the_recording(home, sender, monkeypatch):
    upload = factories.upload(home, sender, length=len(TONE))
    start = pipeline.start

    def taken_over(recording) -> None:
        start(recording)
        Upload.objects.update(claim=uuid.uuid4())

    monkeypatch.setattr(pipeline, "start", taken_over)
    with pytest.raises(LeaseLost):
        resumable.append(upload, offset=0, size=len(TONE), read=Line(TONE, 0, lambda: None).read)
    assert (Recording.objects.count(), upload.path.read_bytes()) == (0, TONE)


def test_a_database_that_fails_at_the_end_loses_nothing(browser, monkeypatch):
    def fail(recording) -> None:
        raise DatabaseError

    place = begin(browser, len(TONE))
    browser.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "start", fail)
        assert patch(browser, place, 0, TONE).status_code == 500
    there = offset(browser, place)
    response = patch(browser, place, there, TONE[there:])
    assert (there, response.status_code) == (len(TONE) - 1, 204)
    assert Recording.objects.get().sha256 == hashlib.sha256(TONE).hexdigest()


def test_after_a_server_that_died_at_the_end_a_sender_waits_a_minute_or_two(browser, monkeypatch):
    held = []
    place, keep = begin(browser, len(TONE)), files.keep_file
    monkeypatch.setattr(
        files, "keep_file", lambda *args: (held.append(Upload.objects.get().claim_expires_at), keep(*args))[1]
    )
    send(browser, place, TONE)
    assert timedelta(0) < held[0] - timezone.now() < timedelta(minutes=2)


def test_the_length_is_never_told_before_the_recording_exists(browser, monkeypatch):
    seen = []
    keep = files.keep_file
    place = begin(browser, len(TONE))
    monkeypatch.setattr(files, "keep_file", lambda *args: (seen.append(offset(browser, place)), keep(*args))[1])
    send(browser, place, TONE)
    assert seen == [len(TONE) - 1]


@pytest.mark.parametrize("content", [b"Dear diary, " * 500, b""], ids=["a text", "nothing"])
def test_what_is_no_sound_is_refused_and_ended(browser, tmp_path, content):
    response = create(browser, len(content), content, filename="diary.mp3")
    assert (response.status_code, response.json()) == (400, {"detail": "File must be audio format"})
    assert (Upload.objects.count(), Recording.objects.count()) == (0, 0)


def test_sound_without_a_sample_is_refused_as_empty_and_ended(browser, tmp_path):
    content = TONE[:40] + bytes(4)
    response = create(browser, len(content), content, filename="empty.wav")
    assert (response.status_code, "nothing in it" in response.json()["detail"]) == (400, True)
    assert (Upload.objects.count(), Recording.objects.count()) == (0, 0)


def test_what_is_no_sound_leaves_no_bytes(browser, tmp_path, django_capture_on_commit_callbacks):
    text = b"Dear diary, " * 500
    place = begin(browser, len(text))
    with django_capture_on_commit_callbacks(execute=True):
        send(browser, place, text, 1000)
    assert (arriving(tmp_path), head(browser, place).status_code) == ([], 404)


def test_a_writer_that_lives_keeps_its_claim(home, sender):
    claim = UploadLease.take(factories.upload(home, sender))
    before = Upload.objects.get().claim_expires_at
    claim.renew()
    assert Upload.objects.get().claim_expires_at > before


def test_when_the_recording_is_deleted_the_upload_goes_too(browser):
    send(browser, begin(browser, len(TONE)), TONE)
    Recording.objects.get().delete()
    assert Upload.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "ending"),
    [("tape.GSM", ".gsm"), ("kitchen.wav", ".wav"), ("a.b/../c", ".whole"), ("x.é", ".whole"), ("", ".whole")],
)
def test_a_file_is_judged_under_the_ending_that_its_sender_gave_it(browser, monkeypatch, name, ending):
    judged, probe = [], sandbox.probe
    monkeypatch.setattr(sandbox, "probe", lambda path: judged.append(path.suffix) or probe(path))
    send(browser, begin(browser, len(TONE), filename=name) if name else begin(browser, len(TONE)), TONE)
    assert judged == [ending]
