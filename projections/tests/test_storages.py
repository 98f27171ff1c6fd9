"""What Memoire asks of a place for sound: the file system and Firestore keep the same contract."""

import hashlib
import io
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from audio.models import Recording
from audio.tests import factories as audio
from families.tests import factories as families
from memoire_site import env
from projections import firestore, firestore_storage
from projections.errors import StoreError
from projections.firestore_storage import CHUNK_BYTES, CHUNKS, FILES, NOTES, FirestoreStorage
from projections.tests.live_stores import live

__all__ = ["live"]
LARGE = 100 * 1024 * 1024
BACKEND = {"BACKEND": "projections.firestore_storage.FirestoreStorage"}


@pytest.fixture
def firestore_store(live) -> Iterator[FirestoreStorage]:
    empty_storage()  # a walk leaves the sound of its family there
    yield FirestoreStorage()
    empty_storage()


def empty_storage() -> None:
    for collection in (FILES, NOTES, CHUNKS):
        for each in documents(collection):
            firestore.client().document(f"{collection}/{each}").delete()


@pytest.fixture(params=["file system", pytest.param("firestore", marks=pytest.mark.live)])
def storage(request, tmp_path) -> Storage:
    if request.param == "firestore":
        return request.getfixturevalue("firestore_store")
    return FileSystemStorage(location=tmp_path / "kept")


class Noise(File):
    """Bytes that nobody has to hold all at once: the n-th block is the digest of n, over and over."""

    BLOCK = 64 * 1024

    def __init__(self, size: int) -> None:
        super().__init__(io.BytesIO(), name="noise.wav")
        self.length, self.read_so_far = size, 0

    def block(self, number: int) -> bytes:
        return (hashlib.sha256(str(number).encode()).digest() * (self.BLOCK // 32))[: self.BLOCK]

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        for number in range(self.length // self.BLOCK):
            yield self.block(number)

    @property
    def digest(self) -> str:
        whole = hashlib.sha256()
        for block in self.chunks():
            whole.update(block)
        return whole.hexdigest()


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES * 4 + 7])
def test_what_is_kept_comes_back(storage, size) -> None:
    content = bytes(n % 251 for n in range(size))
    name = storage.save("ab/voice.wav", ContentFile(content))

    assert storage.exists(name)
    assert storage.size(name) == size
    with storage.open(name) as file:
        assert file.read() == content
    assert abs(storage.get_modified_time(name) - timezone.now()) < timedelta(minutes=5)


def test_any_stretch_can_be_read(storage) -> None:
    content = bytes(n % 253 for n in range(2 * CHUNK_BYTES + 100))
    name = storage.save("voice.wav", ContentFile(content))

    with storage.open(name) as file:
        for first, length in [(CHUNK_BYTES - 3, 10), (0, 5), (2 * CHUNK_BYTES, 500), (CHUNK_BYTES, CHUNK_BYTES)]:
            file.seek(first)
            assert file.read(length) == content[first : first + length]
            assert file.tell() == min(first + length, len(content))
        assert file.seek(-4, io.SEEK_END) == len(content) - 4
        assert file.read() == content[-4:]
        assert file.read() == b""


def test_a_name_that_is_taken_is_not_written_over(storage) -> None:
    first = storage.save("voice.wav", ContentFile(b"one"))
    second = storage.save("voice.wav", ContentFile(b"two"))

    assert first != second
    for name, content in [(first, b"one"), (second, b"two")]:
        with storage.open(name) as file:
            assert file.read() == content


def test_what_is_deleted_is_gone(storage) -> None:
    name = storage.save("ab/voice.wav", ContentFile(b"x" * (CHUNK_BYTES + 1)))
    storage.delete(name)
    storage.delete(name)

    assert not storage.exists(name)
    with pytest.raises(FileNotFoundError):
        storage.size(name)
    with pytest.raises(FileNotFoundError):
        storage.open(name).read()


def test_a_folder_lists_what_is_in_it(storage) -> None:
    for name in ("ab/one.wav", "ab/two.wav", "cd/three.wav", "four.wav"):
        storage.save(name, ContentFile(b"x"))

    folders, files = storage.listdir("")
    assert (sorted(folders), sorted(files)) == (["ab", "cd"], ["four.wav"])
    assert sorted(storage.listdir("ab")[1]) == ["one.wav", "two.wav"]


def test_a_hundred_megabytes_in_flat_memory(storage) -> None:
    """The emulator answers slowly, and bears it."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    noise = Noise(LARGE)
    name = storage.save("large.wav", noise)

    assert storage.size(name) == LARGE
    digest = hashlib.sha256()
    with storage.open(name) as file:
        while block := file.read(1024 * 1024):
            digest.update(block)
    assert digest.hexdigest() == noise.digest
    grown_mib = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown_mib < 60


# --- what only Firestore has to promise ------------------------------------------------------------------------------


def documents(collection: str) -> list[str]:
    return [each.id for each in firestore.client().collection(collection).select([]).stream()]


class Killed(BaseException):
    pass


@contextmanager
def killed_at(number: int) -> Iterator[None]:
    """Before the n-th call to Firestore from now on, as when the process is killed there."""
    real, left = firestore_storage.patiently, [number]

    def call(function: Callable[[], object]) -> object:
        if left[0] == 0:
            raise Killed
        left[0] -= 1
        return real(function)

    with pytest.MonkeyPatch.context() as patch, suppress(Killed):
        patch.setattr(firestore_storage, "patiently", call)
        yield


@pytest.mark.live
@pytest.mark.parametrize("number", range(6))
def test_a_file_that_never_arrived_is_not_there_and_is_swept_away(firestore_store, number) -> None:
    with killed_at(number):
        firestore_store.save("voice.wav", ContentFile(b"x" * (CHUNK_BYTES * 7)))

    is_there = number == 5  # one question whether the name is free, three commits of chunks, the manifest
    assert firestore_store.exists("voice.wav") == is_there
    assert len(documents(CHUNKS)) == [0, 0, 3, 6, 7, 7][number]
    assert firestore_storage.sweep() == 0
    assert firestore_storage.sweep(timedelta(0)) == (1 if 1 < number < 5 else 0)
    assert len(documents(CHUNKS)) == (7 if is_there else 0)
    assert documents(NOTES) == []


@pytest.mark.live
@pytest.mark.parametrize("number", range(1, 4))
def test_a_file_that_never_quite_left_is_not_there_and_is_swept_away(firestore_store, number) -> None:
    name = firestore_store.save("voice.wav", ContentFile(b"x" * (CHUNK_BYTES * 7)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(firestore_storage, "DELETES_AT_ONCE", 5)
        with killed_at(number):
            firestore_store.delete(name)

    assert firestore_store.exists(name) == (number == 1)
    call_command("sweep_files", "--hours", "0", stdout=io.StringIO())
    assert bool(documents(CHUNKS)) == (number == 1)
    assert documents(NOTES) == []


@pytest.mark.live
def test_bytes_that_changed_are_not_given_out(firestore_store) -> None:
    name = firestore_store.save("voice.wav", ContentFile(b"x" * 10))
    chunk = firestore.client().document(f"{CHUNKS}/{firestore_store.manifest(name)['part']}-0")
    chunk.update({"data": b"y" * 10})
    with pytest.raises(OSError, match="not what was kept"):
        firestore_store.open(name).read()
    chunk.delete()
    with pytest.raises(OSError, match="not in Firestore any more"):
        firestore_store.open(name).read()


@pytest.mark.live
def test_a_call_that_fails_once_costs_no_upload(firestore_store, monkeypatch) -> None:
    monkeypatch.setattr(firestore_storage, "PAUSES_SECONDS", (0, 0))
    troubles = iter([StoreError("It does not answer."), StoreError("It does not answer.")])

    def call() -> str:
        for trouble in troubles:
            raise trouble
        return "well"

    assert firestore_storage.patiently(call) == "well"
    with pytest.raises(OSError, match="does not take it"):
        firestore_storage.patiently(lambda: refuse(StoreError("It does not take it.", permanent=True)))


def refuse(error: Exception) -> None:
    raise error


@pytest.mark.live
@pytest.mark.django_db
def test_a_recording_is_heard_from_firestore_in_ranges(firestore_store, settings, client, monkeypatch) -> None:
    settings.STORAGES = {**settings.STORAGES, "recordings": BACKEND}
    monkeypatch.setattr(Recording._meta.get_field("original"), "storage", firestore_store)
    user = families.user()
    content = audio.tone(3 * CHUNK_BYTES / 32_000)
    recording = audio.recording(families.family(relative=user), content=content)
    client.force_login(user)
    address = reverse("sound", args=[recording.pk])

    answer = client.get(address, headers={"Range": f"bytes={CHUNK_BYTES - 5}-{CHUNK_BYTES + 4}"})
    assert answer.status_code == 206
    assert b"".join(answer.streaming_content) == content[CHUNK_BYTES - 5 : CHUNK_BYTES + 5]
    name = recording.original.name
    recording.delete()
    assert firestore_store.exists(name)  # until the deletion is certain


def test_the_setting_chooses_it_and_needs_a_project(monkeypatch) -> None:
    monkeypatch.setenv("RECORDINGS_STORAGE", "firestore")
    monkeypatch.delenv("FIRESTORE_PROJECT_ID", raising=False)
    with pytest.raises(ImproperlyConfigured, match="FIRESTORE_PROJECT_ID"):
        env.storage("RECORDINGS_STORAGE", url_seconds=60)
    monkeypatch.setenv("FIRESTORE_PROJECT_ID", "our-family")
    assert env.storage("RECORDINGS_STORAGE", url_seconds=60) == BACKEND
