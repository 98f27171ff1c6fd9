"""Everything in one folder and back, while others write; and nothing that only looks whole."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from memoire_site.tests.running import database, until

pytestmark = pytest.mark.chaos
SAMPLE = Path(settings.BASE_DIR) / "audio/tests/samples"
FILLS = """
import shutil
from pathlib import Path
from django.core.files import File
from audio import arrivals
from audio.models import Upload
from audio.uploads.upload_file import next_expiry
from families.models import Family, User
user = User.objects.create_user("keeper@example.org", "a long password")
family = Family.objects.create(name="Kept")
for path in sorted(Path({samples!r}).glob("*.wav"))[:2]:
    arrivals.receive(File(path.open("rb"), path.name), family=family, by=user, title=path.stem)
upload = Upload.objects.create(family=family, user=user, length=100, offset=5, expires_at=next_expiry())
upload.path.write_bytes(b"promised and not promised")
"""
WRITES = """
from itertools import count
from families.models import Family
for number in count():
    Family.objects.create(name=f"written {number:06}")
    print(number, flush=True)
"""
TELLS = """
import hashlib, json
from django.conf import settings
from django.db import connection
from audio.models import Recording, Step, Upload
from families.models import Family, User
print(json.dumps({
    "recordings": {str(r.pk): [r.title, hashlib.sha256(r.original.read()).hexdigest() == r.sha256] for r in Recording.objects.all()},
    "steps": Step.objects.count(),
    "people": list(User.objects.values_list("email", flat=True)),
    "written": sorted(Family.objects.filter(name__startswith="written").values_list("name", flat=True)),
    "uploads": [[u.offset, u.path.read_bytes().decode()] for u in Upload.objects.all()],
    "key": settings.SECRET_KEY,
    "files": sorted(Recording.objects.values_list("original", flat=True)),
}))
"""


class Place:
    """A data folder and a database of its own."""

    def __init__(self, folder: Path, address: str, **named: str) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.variables = {**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": address, "DEBUG": "true", **named}
        self.variables.pop("SECRET_KEY", None)

    def manage(self, *arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, env=self.variables, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
        )

    def start(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, *arguments], env=self.variables, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
        )

    def run(self, code: str) -> str:
        done = self.manage("shell", "--verbosity", "0", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def told(self) -> dict:
        return json.loads(self.run(TELLS))


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A family with two recordings and an upload under way."""
    folder = tmp_path_factory.mktemp("filled")
    with database(folder) as address:
        place = Place(folder / "data", address)
        assert place.manage("migrate", "--verbosity", "0").returncode == 0
        place.run(FILLS.format(samples=str(SAMPLE)))
        yield place


@pytest.fixture(scope="module")
def backup(filled, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("backups") / "whole"
    done = filled.manage("backup", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def empty(tmp_path):
    with database(tmp_path) as address:
        yield Place(tmp_path / "data", address)


def original(place: Path) -> Path:
    return next(path for path in sorted(place.glob("recordings/*/*")) if path.is_file())


def test_what_was_kept_while_somebody_wrote_comes_back_as_it_was(filled, empty, tmp_path):
    writer = filled.start("manage.py", "shell", "-v", "0", "-c", WRITES)
    try:
        before = [writer.stdout.readline() for _ in range(20)][-1]
        made = filled.manage("backup", str(tmp_path / "kept"))
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()
    assert made.returncode == 0, made.stderr
    done = empty.manage("restore", str(tmp_path / "kept"))
    assert done.returncode == 0, done.stderr
    came, was = empty.told(), filled.told()
    assert len(came["written"]) > int(before)
    assert came["written"] == was["written"][: len(came["written"])]  # one moment, with nothing missing before it
    assert came["uploads"] == [[5, "promi"]]
    for same in ("recordings", "steps", "people", "key", "files"):
        assert came[same] == was[same], same
    assert all(is_whole for _, is_whole in came["recordings"].values())
    assert len(came["recordings"]) == 2


def test_nobody_else_may_read_a_backup(backup):
    modes = {path.stat().st_mode & 0o077 for path in [backup, *backup.rglob("*")]}
    assert modes == {0}


def test_a_family_is_never_restored_over(filled, backup):
    done = filled.manage("restore", str(backup))
    assert done.returncode == 1
    assert "There is a family's data here already" in done.stderr


def test_a_backup_is_never_made_over(filled, backup):
    done = filled.manage("backup", str(backup))
    assert done.returncode == 1
    assert "is there already" in done.stderr


def test_a_damaged_backup_is_named_and_nothing_of_it_restored(filled, empty, tmp_path):
    assert filled.manage("backup", str(tmp_path / "kept")).returncode == 0
    victim = original(tmp_path / "kept")
    victim.write_bytes(victim.read_bytes()[:-1] + b"!")
    done = empty.manage("restore", str(tmp_path / "kept"))
    assert done.returncode == 1
    assert f"{victim.relative_to(tmp_path / 'kept')} is damaged" in done.stderr
    assert not list(empty.folder.glob("recordings/*/*"))


@pytest.mark.parametrize("harm", ["damaged", "missing"])
def test_a_recording_that_is_not_whole_is_named_and_the_rest_is_kept(filled, tmp_path, harm):
    victim = original(filled.folder)
    whole = victim.read_bytes()
    victim.write_bytes(whole[:-1] + b"!") if harm == "damaged" else victim.unlink()
    try:
        done = filled.manage("backup", str(tmp_path / "kept"))
    finally:
        victim.write_bytes(whole)
    assert done.returncode == 1
    assert f"{victim.relative_to(filled.folder / 'recordings')} is {harm}" in done.stderr
    manifest = json.loads((tmp_path / "kept" / "manifest.json").read_text())
    assert len(manifest["faults"]) == 1
    assert len([each for each in manifest["files"] if each["name"].startswith("recordings/")]) >= 1


def test_a_killed_backup_leaves_nothing_that_looks_whole_and_the_next_goes_on(filled, empty, tmp_path):
    victim = original(filled.folder)
    whole, target = victim.read_bytes(), tmp_path / "kept"
    victim.unlink()
    os.mkfifo(victim)  # whoever reads it waits
    try:
        running = filled.start("manage.py", "backup", str(target))
        until(lambda: begun(target), 60, "the copy to begin")
        running.send_signal(signal.SIGKILL)
        running.wait()
        running.stdout.close()
    finally:
        victim.unlink()
        victim.write_bytes(whole)
    assert not target.exists()
    for half in (target, tmp_path / "kept.partial"):
        assert empty.manage("restore", str(half)).returncode == 1
    assert filled.manage("backup", str(target)).returncode == 0
    assert not (tmp_path / "kept.partial").exists()
    assert empty.manage("restore", str(target)).returncode == 0


def begun(target: Path) -> bool:
    return any(target.with_name("kept.partial").glob("database.*"))


def test_an_interrupted_restore_goes_on(backup, empty):
    half = original(backup)
    place = empty.folder / half.relative_to(backup)
    place.parent.mkdir(parents=True)
    place.write_bytes(half.read_bytes()[:100])
    done = empty.manage("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert place.read_bytes() == half.read_bytes()
