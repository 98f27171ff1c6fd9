"""The contract for clients that bring a recording and ask how it is."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_q.models import OrmQ

from audio.arrivals import ArrivalHandler
from audio.models import Recording, Step
from audio.tests import factories
from families.models import Person
from families.tests import factories as families

pytestmark = pytest.mark.django_db

UPLOAD = "/api/v1/audio/upload"
NOT_AUDIO = {"detail": "File must be audio format"}
UNKNOWN = {"detail": "Audio file not found"}


@pytest.fixture
def relative():
    return families.user()


@pytest.fixture
def family(relative):
    return families.family(relative=relative)


@pytest.fixture
def client(relative, family):
    client = Client()
    client.force_login(relative, backend="memoire_site.backends.NoDemoUsersBackend")
    return client


def sound(content: bytes | None = None, name: str = "kitchen.wav", kind: str = "audio/wav") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, factories.tone() if content is None else content, kind)


def send(client, **fields):
    return client.post(UPLOAD, {"file": sound(), **fields})


def test_sound_without_a_sample_is_refused_as_empty(client):
    response = send(client, file=sound(factories.tone()[:40] + bytes(4), "empty.wav"))
    assert (response.status_code, "nothing in it that we can hear" in response.json()["detail"]) == (400, True)


def test_an_upload_is_answered_with_202_and_its_id(client):
    response = send(client)
    recording = Recording.objects.get()
    assert (response.status_code, response.json()) == (
        202,
        {
            "audio_id": str(recording.pk),
            "status": "upload_initiated",
            "message": "The recording is safe. It waits to be heard, and its status says how far that is.",
        },
    )


def test_the_bytes_on_disk_are_the_bytes_that_were_sent(client):
    content = factories.tone(0.7)
    send(client, file=sound(content))
    with Recording.objects.get().original.open() as kept:
        assert kept.read() == content


def test_the_hash_and_the_size_of_the_bytes_are_kept(client):
    content = factories.tone(0.7)
    send(client, file=sound(content))
    kept = Recording.objects.get()
    assert (kept.sha256, kept.size) == (hashlib.sha256(content).hexdigest(), len(content))


def test_an_upload_begins_its_way(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(client)
    first = Step.objects.get(name="inspect")
    assert (first.state, OrmQ.objects.count()) == ("waiting", 1)


def test_what_the_client_says_about_the_recording_is_kept(client, relative, family):
    send(client, narrator="Ilse Brandt", recorded_on="2024-03-14", language="de-AT", title="At the table")
    kept = Recording.objects.get()
    told = (kept.narrator.name, kept.recorded_on, kept.language, kept.title, kept.uploaded_by, kept.family)
    assert told == ("Ilse Brandt", "2024-03-14", "de-AT", "At the table", relative, family)


def test_a_text_that_is_called_mp3_is_refused_in_the_words_of_the_contract(client):
    response = send(client, file=sound(b"Dear diary, " * 500, "diary.mp3", "audio/mpeg"))
    assert (response.status_code, response.json()) == (400, NOT_AUDIO)


def test_sound_that_is_called_text_is_taken(client):
    response = send(client, file=sound(name="diary.txt", kind="text/plain"))
    assert response.status_code == 202


def test_an_empty_file_is_no_audio(client):
    response = send(client, file=sound(b"", "empty.wav"))
    assert (response.status_code, response.json()) == (400, NOT_AUDIO)


def test_a_refused_file_leaves_no_trace(client, settings, tmp_path):
    send(client, file=sound(b"Dear diary, " * 500, "diary.mp3"), narrator="Nobody Yet")
    files = [path for folder in ("recordings", "arriving") for path in (tmp_path / folder).rglob("*") if path.is_file()]
    assert (Recording.objects.count(), Person.objects.count(), files) == (0, 0, [])


def test_no_file_is_a_400_that_names_the_field(client):
    response = client.post(UPLOAD, {"title": "Nothing"})
    assert (response.status_code, list(response.json()["errors"])) == (400, ["file"])


def test_who_belongs_to_several_families_must_say_which(client, relative):
    families.family(keeper=relative)
    response = send(client)
    assert (response.status_code, response.json()["errors"]) == (
        400,
        {"family": ["You belong to several families: say which one."]},
    )


def test_who_belongs_to_several_families_and_says_which_is_heard(client, relative):
    second = families.family(keeper=relative)
    send(client, family=second.pk)
    assert Recording.objects.get().family == second


def test_nobody_uploads_into_a_strangers_family(client):
    response = send(client, family=families.family().pk)
    assert (response.status_code, Recording.objects.count()) == (400, 0)


def test_who_belongs_to_no_family_is_told_so(client, family):
    family.memberships.all().delete()
    assert send(client).json()["errors"] == {"family": ["You do not belong to such a family."]}


@pytest.mark.parametrize("written", ["last March", "2024-02-30", "yesterday"])
def test_a_day_that_is_no_date_is_a_400(client, written):
    response = send(client, recorded_on=written)
    assert (response.status_code, list(response.json()["errors"])) == (400, ["recorded_on"])


def test_a_language_that_is_no_tag_is_a_400(client):
    response = send(client, language="English, mostly")
    assert (response.status_code, list(response.json()["errors"])) == (400, ["language"])


def test_a_file_beyond_the_limit_is_a_413_with_both_sizes(client, settings):
    settings.MAX_UPLOAD_SIZE = 10_000
    content = factories.tone()
    response = send(client, file=sound(content))
    told = response.json()
    assert (response.status_code, told["limit"], told["size"]) == (413, 10_000, len(content))


def test_a_file_beyond_the_limit_is_not_written_to_its_end(client, settings, monkeypatch):
    settings.MAX_UPLOAD_SIZE = 100_000
    written = []
    complete = ArrivalHandler.file_complete
    monkeypatch.setattr(
        ArrivalHandler, "file_complete", lambda self, size: (written.append(self.file.tell()), complete(self, size))[1]
    )
    send(client, file=sound(bytes(1_000_000)))
    assert written[0] <= 100_000


def test_the_upload_streams_through_our_own_handler(client, monkeypatch):
    seen = []
    receive = ArrivalHandler.receive_data_chunk
    monkeypatch.setattr(
        ArrivalHandler,
        "receive_data_chunk",
        lambda self, raw, start: (seen.append(len(raw)), receive(self, raw, start))[1],
    )
    content = factories.tone(10)
    send(client, file=sound(content))
    assert (sum(seen), max(seen) <= 64 * 1024) == (len(content), True)


def test_a_name_with_a_path_is_kept_as_a_name(client):
    send(client, file=sound(name="../../etc/kitchen.wav"))
    kept = Recording.objects.get()
    assert (kept.filename, "kitchen" in kept.original.name) == ("kitchen.wav", False)


def test_a_page_of_ours_needs_its_csrf_token(relative, family):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(relative, backend="memoire_site.backends.NoDemoUsersBackend")
    assert send(strict).status_code == 403


def test_a_page_of_ours_with_its_csrf_token_may_upload(relative, family):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(relative, backend="memoire_site.backends.NoDemoUsersBackend")
    strict.get(f"/families/{family.pk}/recordings/new/")
    token = strict.cookies["csrftoken"].value
    response = strict.post(UPLOAD, {"file": sound()}, headers={"X-CSRFToken": token})
    assert response.status_code == 202


def test_the_status_tells_the_step_and_how_far_it_is(client, family):
    recording = factories.recording(family, duration_ms=60_000)
    factories.step(recording, "transcribe", state=Step.State.RUNNING, done_ms=20_000)
    assert client.get(f"/api/v1/audio/{recording.pk}/status").json() == {
        "audio_id": str(recording.pk),
        "status": "processing",
        "processing_stage": "transcribe",
        "reason": "",
        "done_ms": 20_000,
        "duration_ms": 60_000,
    }


def test_the_status_of_a_failed_recording_gives_the_reason(client, family):
    recording = factories.recording(family)
    factories.step(recording, "inspect", state=Step.State.FAILED, reason="This file ends in the middle.")
    told = client.get(f"/api/v1/audio/{recording.pk}/status").json()
    assert (told["status"], told["processing_stage"], told["reason"]) == (
        "failed",
        "inspect",
        "This file ends in the middle.",
    )


def test_the_status_of_a_completed_recording_names_no_step(client, family):
    told = client.get(f"/api/v1/audio/{factories.recording(family).pk}/status").json()
    assert (told["status"], told["processing_stage"]) == ("completed", None)


@pytest.mark.parametrize("part", ["", "/", "/status", "/media"])
@pytest.mark.parametrize("wrong", ["7d0f4c1e-3b1a-4a0e-9d55-2f0c6b8e1a90", "nonsense", "-" * 36, "42"])
def test_an_unknown_recording_is_a_404_in_the_words_of_the_contract(client, part, wrong):
    response = client.get(f"/api/v1/audio/{wrong}{part}")
    assert (response.status_code, response.json()) == (404, UNKNOWN)


def test_a_strangers_recording_is_as_unknown_as_one_that_never_was(client):
    response = client.get(f"/api/v1/audio/{factories.recording().pk}/status")
    assert (response.status_code, response.json()) == (404, UNKNOWN)


def test_one_recording_is_shown_with_what_the_contract_names(client, family):
    recording = factories.recording(family)
    told = client.get(f"/api/v1/audio/{recording.pk}/").json()
    promised = {"id", "filename", "status", "processing_stage", "size", "sha256", "duration_ms", "created_at", "media"}
    assert promised <= told.keys()


def test_media_is_the_address_of_the_sound(client, family):
    content = factories.tone()
    recording = factories.recording(family, content=content)
    told = client.get(f"/api/v1/audio/{recording.pk}/").json()
    assert client.get(told["media"]).getvalue() == content


def test_the_list_holds_the_recordings_of_the_callers_families_only(client, family):
    mine = factories.recording(family)
    factories.recording()
    assert [row["id"] for row in client.get("/api/v1/audio/").json()["results"]] == [str(mine.pk)]


def test_the_list_takes_as_many_queries_for_many_recordings_as_for_one(client, family, django_assert_max_num_queries):
    for _ in range(5):
        factories.step(factories.recording(family), "inspect")
    with django_assert_max_num_queries(6):
        client.get("/api/v1/audio/")


@pytest.mark.parametrize(
    ("said", "kept"), [("3 March 1936", "1936-03-03"), ("August 2024", "2024-08"), ("Weihnachten 1944", "1944-12-25")]
)
def test_a_day_may_be_said_as_people_say_it_and_is_answered_as_edtf(client, relative, family, said, kept):
    client.force_login(relative)
    sample = factories.SAMPLES / "austen-0870.wav"
    with sample.open("rb") as file:
        told = {"file": file, "narrator": "Ilse", "born": said, "recorded_on": said, "language": "eng"}
        made = client.post("/api/v1/audio/upload", told).json()
    answer = client.get(f"/api/v1/audio/{made['audio_id']}/").json()
    assert (answer["recorded_on"], answer["language"], family.people.get().born) == (kept, "en", kept)


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"recorded_on": "some day"}, {"born": "before 1930"}])
def test_a_language_or_a_day_that_is_none_is_refused_before_the_file_is_kept(client, relative, family, wrong):
    client.force_login(relative)
    with (factories.SAMPLES / "austen-0870.wav").open("rb") as file:
        answer = client.post("/api/v1/audio/upload", {"file": file, **wrong})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(wrong))
