"""A backup of sound that lies in a storage other than the disk, and back to any; and the copies in the stores after it."""

import subprocess
import sys
from contextlib import contextmanager

import httpx2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage, storages

from audio.tests import factories as audio
from memoire_site.backup import BackupError, making, restoring
from memoire_site.backup.folder import BackupFolder
from memoire_site.backup.listing import Listing, Named
from memoire_site.tests.fresh_clone import from_table, speaking_s3
from memoire_site.tests.running import database
from memoire_site.tests.test_backup import FILLS, SAMPLE, Place
from projections.tests.live_stores import live

__all__ = ["live"]
pytestmark = pytest.mark.django_db
COPIES = """
from projections.tests.live_stores import differences, drain_all
from projections.models import Entry
drain_all()
print(differences(), end="")
"""
TELLS_A_STORY = """
from audio.models import Recording
from stories.tests import factories
from stories.models import Story
from transcripts.tests import factories as transcripts
transcripts.transcript(Recording.objects.first(), texts=["The river froze.", "It was spring."])
factories.place_mention(factories.story(Recording.objects.first()))
"""
EMPTIES_STORES = "from projections.tests.live_stores import empty_stores; empty_stores()"
EMPTIES_SOUND = "from projections.tests.test_storages import empty_storage; empty_storage()"
ADDS_ANOTHER = "from audio.tests import factories; factories.recording(title='Came after the backup')"


@contextmanager
def place(folder, **named: str):
    folder.mkdir()
    with database(folder) as address:
        yield Place(folder / "data", address, **named)


def filled(place: Place) -> Place:
    assert place.manage("migrate", "--verbosity", "0").returncode == 0
    place.run(FILLS.format(samples=str(SAMPLE)))
    return place


def did(place: Place, *arguments: str) -> None:
    done = place.manage(*arguments)
    assert done.returncode == 0, done.stderr


def assert_all_is_back(came: dict, was: dict) -> None:
    for same in ("recordings", "steps", "people", "key", "files"):
        assert came[same] == was[same], same
    assert [is_whole for _, is_whole in came["recordings"].values()] == [True, True]


@pytest.mark.live
def test_sound_in_firestore_comes_back_to_firestore_and_to_a_disk(live, stores, tmp_path) -> None:
    named = {name: value for name, value in stores.items() if name.startswith("FIRESTORE_")}
    in_firestore = {**named, "RECORDINGS_STORAGE": "firestore"}
    with (
        place(tmp_path / "one", **in_firestore) as one,
        place(tmp_path / "other", **in_firestore) as other,
        place(tmp_path / "disk") as disk,
    ):
        was = filled(one).told()
        did(one, "backup", str(tmp_path / "kept"))
        other.run(EMPTIES_SOUND)
        did(other, "restore", str(tmp_path / "kept"))
        assert_all_is_back(other.told(), was)
        assert not list((other.folder / "recordings").rglob("*.wav"))
        did(disk, "restore", str(tmp_path / "kept"))
        assert_all_is_back(disk.told(), was)
        other.run(EMPTIES_SOUND)


@pytest.mark.live
@pytest.mark.parametrize("stores_are", ["lost", "further than the backup"])
def test_the_copies_in_the_stores_are_whole_after_a_restore(live, stores, tmp_path, stores_are) -> None:
    with place(tmp_path / "one", **stores) as one, place(tmp_path / "other", **stores) as other:
        filled(one).run(TELLS_A_STORY)
        one.run(COPIES)
        did(one, "backup", str(tmp_path / "kept"))
        if stores_are == "lost":
            one.run(EMPTIES_STORES)
        if stores_are == "further than the backup":
            for _ in range(3):
                one.run(ADDS_ANOTHER)
                one.run(COPIES)
        did(other, "restore", str(tmp_path / "kept"))
        assert other.run(COPIES) == "[]"


@pytest.mark.walk
def test_sound_in_an_object_storage_comes_back_to_another_and_to_a_disk(tmp_path) -> None:
    package = from_table(r"django-storages\[s3\]==[\d.]+")
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(tmp_path / "lib")]
    subprocess.run([*install, package], check=True)
    needed = ["boto3", "botocore", "jmespath", "s3transfer", "python-dateutil", "urllib3", "six"]
    subprocess.run([*install, *needed], check=True)
    with speaking_s3(tmp_path) as endpoint:
        keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "word", "AWS_DEFAULT_REGION": "us-east-1"}
        keys |= {"AWS_ENDPOINT_URL_S3": endpoint, "PYTHONPATH": str(tmp_path / "lib")}
        for bucket in ("our-voices", "new-voices"):
            httpx2.put(f"{endpoint}/{bucket}").raise_for_status()
        with (
            place(tmp_path / "one", RECORDINGS_STORAGE="s3://our-voices", **keys) as one,
            place(tmp_path / "other", RECORDINGS_STORAGE="s3://new-voices", **keys) as other,
            place(tmp_path / "disk") as disk,
        ):
            was = filled(one).told()
            did(one, "backup", str(tmp_path / "kept"))
            did(other, "restore", str(tmp_path / "kept"))
            assert_all_is_back(other.told(), was)
            did(disk, "restore", str(tmp_path / "kept"))
            assert_all_is_back(disk.told(), was)
            lost = next(iter(was["files"]))
            one.run(f"from django.core.files.storage import storages; storages['recordings'].delete({lost!r})")
            done = one.manage("backup", str(tmp_path / "again"))
            assert (done.returncode, f"{lost} is missing" in done.stderr) == (1, True), done.stderr


# --- what any storage may do -----------------------------------------------------------------------------------------


class Unreachable(Exception):
    """As the libraries of object storages raise it: no OSError."""


class Moody(InMemoryStorage):
    """Does not give out what is called "lost"."""

    def _open(self, name, mode="rb"):
        if "lost" in name:
            raise Unreachable("the line was cut")
        return super()._open(name, mode)


@pytest.fixture
def moody(monkeypatch) -> InMemoryStorage:
    made = Moody()
    monkeypatch.setitem(storages._storages, "recordings", made)
    return made


def test_a_file_that_a_storage_does_not_give_out_costs_no_other(moody, tmp_path) -> None:
    for name in ("ab/lost.wav", "cd/there.wav"):
        moody.save(name, ContentFile(audio.tone()))
    made = making.Making(BackupFolder(tmp_path), print)
    gone, faults = made.copy_files(Listing([Named("ab/lost.wav", "one"), Named("cd/there.wav", "other")], []))
    assert (gone, faults) == (set(), ["ab/lost.wav cannot be read (Unreachable): one."])
    assert set(made.kept) == {"recordings/cd/there.wav"}


def test_a_full_disk_where_the_backup_goes_ends_it(moody, tmp_path, monkeypatch) -> None:
    def full(*_):
        raise BackupError("there.wav could not be written: No space left on device.")

    moody.save("there.wav", ContentFile(b"voice"))
    monkeypatch.setattr(BackupFolder, "put", full)
    with pytest.raises(BackupError, match="No space left"):
        making.Making(BackupFolder(tmp_path), print).copy_files(Listing([Named("there.wav", "one")], []))


@pytest.mark.parametrize(
    ("kind", "there", "is_replaced"),
    [
        (FileSystemStorage, b"voi", True),
        (FileSystemStorage, b"ano", False),
        (FileSystemStorage, b"another voice", False),
        (InMemoryStorage, b"voi", False),
    ],
    ids=["the beginning of it on a disk", "a shorter one of somebody else", "a longer one", "in an object storage"],
)
def test_only_what_an_interrupted_restore_has_left_is_written_over(kind, there, is_replaced, tmp_path, monkeypatch):
    storage = FileSystemStorage(location=tmp_path / "sound") if kind is FileSystemStorage else kind()
    monkeypatch.setitem(storages._storages, "recordings", storage)
    storage.save("ab/voice.wav", ContentFile(there))
    (tmp_path / "kept").mkdir()
    folder = BackupFolder(tmp_path / "kept")
    kept = folder.put("recordings/ab/voice.wav", [b"voice"])
    if is_replaced:
        restoring.put_sound_back(folder, kept, "ab/voice.wav")
    else:
        with pytest.raises(BackupError, match="Nothing of it was touched"):
            restoring.put_sound_back(folder, kept, "ab/voice.wav")
    with storage.open("ab/voice.wav") as file:
        assert file.read() == (b"voice" if is_replaced else there)
