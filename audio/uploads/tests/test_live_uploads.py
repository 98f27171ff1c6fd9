"""While somebody is recording nobody knows how long it will be: the bytes come, and their number is said at the end."""

import errno
import os
from datetime import timedelta

import pytest
from django.utils import timezone

from audio import files
from audio.models import Recording, Upload
from audio.sound import sandbox
from audio.sound.tests.sounds import encode
from audio.tests import factories
from audio.uploads import reaping
from audio.uploads.tests.tus_client import TUS, UPLOADS, head, patch, said, signed_in
from families.tests import factories as families

pytestmark = pytest.mark.django_db

TONE = factories.tone()
CUT = 20_000
QUESTION = "What did your mother cook?"


def open_ended(client, **metadata: str) -> str:
    headers = {**TUS, "Upload-Defer-Length": "1", "Upload-Metadata": said(**metadata)}
    return client.generic("POST", UPLOADS, headers=headers).headers["Location"]


def end(client, place: str, at: int, body: bytes = b"", **headers: str):
    return patch(client, place, at, body, headers={"Upload-Length": str(at + len(body)), **headers})


def tell(client, place: str, **facts):
    return client.put(f"{place}/about", facts, content_type="application/json", headers=TUS)


def full(*told) -> None:
    raise OSError(errno.ENOSPC, "full")


def leave_alone() -> None:
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    reaping.reap()


@pytest.mark.parametrize("last", [b"", TONE[CUT:]], ids=["by itself", "with the last bytes"])
def test_the_length_comes_at_the_end(browser, last):
    place = open_ended(browser)
    patch(browser, place, 0, TONE[: len(TONE) - len(last)])
    response = end(browser, place, len(TONE) - len(last), last)
    recording = Recording.objects.get()
    with recording.original.open() as kept:
        told = (response.status_code, response.headers["Upload-Recording"], kept.read())
    assert told == (204, str(recording.pk), TONE)


def test_the_length_may_come_before_the_last_bytes(browser):
    place = open_ended(browser)
    patch(browser, place, 0, TONE[:CUT], headers={"Upload-Length": str(len(TONE))})
    assert head(browser, place).headers["Upload-Length"] == str(len(TONE))
    assert "Upload-Recording" in patch(browser, place, CUT, TONE[CUT:]).headers


def test_until_then_everything_that_came_is_promised(browser):
    place = open_ended(browser)
    patch(browser, place, 0, TONE)
    told = head(browser, place).headers
    assert (told["Upload-Offset"], told["Upload-Defer-Length"]) == (str(len(TONE)), "1")
    assert not {"Upload-Length", "Upload-Recording"} & set(told)


@pytest.mark.parametrize("length", [CUT - 1, 10])
def test_a_length_that_is_less_than_came_is_refused(browser, length):
    place = open_ended(browser)
    patch(browser, place, 0, TONE[:CUT])
    response = patch(browser, place, CUT, b"", headers={"Upload-Length": str(length)})
    assert (response.status_code, Upload.objects.get().length) == (409, None)


def test_a_length_that_was_said_stays(browser):
    place = open_ended(browser)
    patch(browser, place, 0, TONE[:CUT], headers={"Upload-Length": str(len(TONE))})
    assert patch(browser, place, CUT, b"", headers={"Upload-Length": "30000"}).status_code == 409


def test_the_largest_file_is_a_limit_for_those_who_do_not_say_how_long(browser, settings):
    settings.MAX_UPLOAD_SIZE = CUT
    place = open_ended(browser)
    assert patch(browser, place, 0, TONE[:CUT]).status_code == 204
    response = patch(browser, place, CUT, b"one more")
    assert (response.status_code, response.json()["which"], Upload.objects.get().offset) == (413, "file_size", CUT)


def test_what_comes_counts_for_the_family(browser, settings):
    settings.MAX_FAMILY_BYTES = CUT
    assert patch(browser, open_ended(browser), 0, TONE[:CUT]).status_code == 204
    response = patch(browser, open_ended(browser), 0, b"one more")
    assert (response.status_code, response.json()["which"]) == (413, "family_bytes")


def test_the_questions_that_were_shown_are_kept_with_the_recording(browser, home):
    known = home.prompts.create(text=QUESTION)
    place = open_ended(browser)
    patch(browser, place, 0, TONE)
    shown = [
        {"prompt": str(known.pk), "text": QUESTION, "at_ms": 0},
        {"prompt": None, "text": "And your father?", "at_ms": 900},
    ]
    assert tell(browser, place, asked=shown).status_code == 204
    end(browser, place, len(TONE))
    asked = Recording.objects.get().asked.values_list("prompt", "text", "at_ms")
    assert list(asked) == [(known.pk, QUESTION, 0), (None, "And your father?", 900)]


def test_a_question_of_another_family_is_kept_as_words_only(browser):
    foreign = families.family().prompts.create(text=QUESTION)
    place = open_ended(browser)
    patch(browser, place, 0, TONE)
    tell(browser, place, asked=[{"prompt": str(foreign.pk), "text": QUESTION}])
    end(browser, place, len(TONE))
    assert list(Recording.objects.get().asked.values_list("prompt", "text")) == [(None, QUESTION)]


@pytest.mark.parametrize("wrong", [{"takes": [5, 5]}, {"takes": [0]}, {"takes": "all"}, {"asked": [{"at_ms": 3}]}])
def test_what_is_told_must_make_sense(browser, wrong):
    assert tell(browser, open_ended(browser), **wrong).status_code == 400


def test_after_the_end_nothing_more_is_told(browser):
    place = open_ended(browser)
    patch(browser, place, 0, TONE)
    end(browser, place, len(TONE))
    assert tell(browser, place, asked=[]).status_code == 409


def test_a_stranger_tells_nothing(browser):
    place = open_ended(browser)
    assert tell(signed_in(families.user()), place, takes=[]).status_code == 404


def test_the_takes_of_a_recorder_become_one_recording(browser, tmp_path):
    take = encode(tmp_path / "take.webm", "libopus", seconds=2.0).read_bytes()
    place = open_ended(browser, filename="talk.webm")
    patch(browser, place, 0, take + take)
    tell(browser, place, takes=[len(take)])
    end(browser, place, 2 * len(take))
    assert Recording.objects.get().size < 2 * len(take)


@pytest.mark.parametrize(("lost", "is_kept"), [(100, False), (40_000, True)], ids=["a head", "more"])
def test_takes_that_cannot_be_read_are_kept_as_they_came(browser, lost, is_kept):
    """A take of which there is no more than its head is let go; where there was more, nothing is."""
    place = open_ended(browser)
    patch(browser, place, 0, TONE + bytes(lost))
    tell(browser, place, takes=[len(TONE)])
    end(browser, place, len(TONE) + lost)
    kept = Recording.objects.get()
    assert (kept.size == len(TONE) + lost) is is_kept


def test_what_nobody_finished_becomes_a_recording_in_time(browser):
    place = open_ended(browser, narrator="Ilse")
    patch(browser, place, 0, TONE)
    leave_alone()
    kept = Recording.objects.get()
    assert (kept.size, kept.narrator.name, head(browser, place).headers["Upload-Recording"]) == (
        len(TONE),
        "Ilse",
        str(kept.pk),
    )


def test_an_empty_one_is_thrown_away_in_time(browser):
    open_ended(browser)
    leave_alone()
    assert (Upload.objects.count(), Recording.objects.count()) == (0, 0)


def test_what_cannot_be_kept_for_lack_of_room_is_tried_again_later(browser, monkeypatch):
    place = open_ended(browser)
    patch(browser, place, 0, TONE)
    with monkeypatch.context() as patched:
        patched.setattr(files, "keep_file", full)
        leave_alone()
        assert (Upload.objects.count(), Recording.objects.count()) == (1, 0)
    reaping.reap()
    assert Recording.objects.count() == 1


def test_somebody_sees_what_they_have_not_finished(browser, sender, home):
    place = open_ended(browser, filename="talk.webm")
    patch(browser, place, 0, TONE[:CUT])
    (mine,) = browser.get(UPLOADS).json()["results"]
    assert (mine["family"], mine["offset"], mine["length"]) == (str(home.pk), CUT, None)
    assert signed_in(families.user()).get(UPLOADS).json()["results"] == []


@pytest.mark.parametrize("trouble", [{"PROBE_SECONDS": 0}, {"sys.executable": "/bin/false"}], ids=["slow", "broken"])
def test_a_decoder_in_trouble_costs_nobody_their_voice(browser, monkeypatch, trouble):
    place = open_ended(browser)
    patch(browser, place, 0, TONE)
    with monkeypatch.context() as patched:
        for name, value in trouble.items():
            patched.setattr(f"audio.sound.sandbox.{name}", value)
        assert end(browser, place, len(TONE)).status_code == 503
        leave_alone()
    assert (Recording.objects.count(), Upload.objects.get().offset) == (0, len(TONE))
    leave_alone()
    assert Recording.objects.count() == 1


def test_what_was_recorded_stays_even_when_nobody_can_open_it(browser):
    place = open_ended(browser)
    patch(browser, place, 0, b"no sound, says the program " * 50)
    assert end(browser, place, 27 * 50).status_code == 400
    leave_alone()
    upload = Upload.objects.get()
    assert (upload.path.exists(), upload.is_expired) == (True, False)


def test_of_takes_of_which_the_first_is_broken_the_others_are_heard(browser, tmp_path):
    take = encode(tmp_path / "take.webm", "libopus", seconds=2.0).read_bytes()
    place = open_ended(browser)
    patch(browser, place, 0, bytes(40_960) + take)
    tell(browser, place, takes=[40_960])
    assert end(browser, place, 40_960 + len(take)).status_code == 204


def test_one_upload_that_cannot_be_seen_to_keeps_no_other_waiting(browser):
    for _ in range(2):
        patch(browser, open_ended(browser), 0, TONE + str(_).encode())
    Upload.objects.first().path.unlink()
    leave_alone()
    assert Recording.objects.count() == 1


def test_what_was_lost_from_the_disk_is_not_promised_when_it_is_kept(browser):
    place = open_ended(browser)
    patch(browser, place, 0, TONE)
    with Upload.objects.get().path.open("r+b") as file:
        file.truncate(CUT)
    leave_alone()
    assert (Recording.objects.get().size, head(browser, place).headers["Upload-Offset"]) == (CUT, str(CUT))


def test_a_second_reaper_takes_nothing_away_from_the_first(browser, monkeypatch):
    place = open_ended(browser)
    patch(browser, place, 0, TONE)
    long_ago = timezone.now().timestamp() - 30 * 86_400
    os.utime(Upload.objects.get().path, (long_ago, long_ago))
    probe = sandbox.probe

    def meanwhile(path):
        reaping.reap_files()
        return probe(path)

    monkeypatch.setattr(sandbox, "probe", meanwhile)
    leave_alone()
    assert Recording.objects.count() == 1
