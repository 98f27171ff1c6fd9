"""What a family has said is nobody else's on the machine, whoever of our processes writes it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as ours

from memoire_site import privacy


@pytest.fixture
def folder(settings, monkeypatch, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir(mode=0o700)
    monkeypatch.setattr(privacy, "database_file", lambda: settings.DATA_DIR / "memoire.sqlite3")
    return settings.DATA_DIR


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701])
def test_a_folder_that_others_may_open_is_warned_of(folder, mode):
    folder.chmod(mode)
    (found,) = privacy.nobody_else_may_read()
    assert (str(folder) in found.msg, found.hint) == (True, f"Close it: chmod 700 {folder}")


def test_a_closed_folder_is_well(folder):
    assert privacy.nobody_else_may_read() == []


def test_a_database_that_lies_elsewhere_is_looked_at_too(monkeypatch, folder, tmp_path):
    elsewhere = tmp_path / "elsewhere.sqlite3"
    elsewhere.touch()
    elsewhere.chmod(0o644)
    monkeypatch.setattr(privacy, "database_file", lambda: elsewhere)
    (found,) = privacy.nobody_else_may_read()
    assert found.hint == f"Close it: chmod 600 {elsewhere}"


def test_whatever_a_command_writes_is_closed_to_others_and_an_open_folder_is_told_of(tmp_path):
    data = tmp_path / "open" / "data"
    data.mkdir(parents=True)
    data.chmod(0o755)
    environment = {**os.environ, "DATA_DIR": str(data), "DATABASE_URL": f"sqlite:///{data / 'memoire.sqlite3'}"}
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "projections"],
        env=environment,
        cwd=ours.BASE_DIR,
        capture_output=True,
        text=True,
        umask=0o022,
        check=True,
    )
    assert f"chmod 700 {data}" in done.stderr
    written = [path for path in data.rglob("*") if path.stat().st_mode & 0o077]
    assert written == []
    assert (data / "memoire.sqlite3").exists()


def test_a_folder_that_is_made_at_the_start_is_closed_with_all_above_it(tmp_path):
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "new" / "data")}
    subprocess.run([sys.executable, "manage.py", "check"], env=environment, cwd=ours.BASE_DIR, umask=0o022, check=True)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "new", tmp_path / "new" / "data")} == {0o700}
