"""`manage.py fetch_models`, against a hub on this machine that gives a model, breaks off, refuses, or is not there."""

import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from audio.sound.sandbox import root
from transcripts.engines.tests.hub import hub_of
from transcripts.engines.tests.tiny_whisper import tiny_whisper
from transcripts.engines.whisper_folders import folder_of, is_there

REPOSITORY = "Systran/faster-whisper-small"


@pytest.fixture
def hub(tmp_path):
    """Its address, and what was asked of it."""
    source = tiny_whisper(tmp_path / "hub")
    (source / "README.md").write_text("Not needed.")
    with hub_of(REPOSITORY, source) as found:
        yield found


@pytest.fixture
def fetch(tmp_path):
    """Runs the command in a process of its own, since the hub's address is read when its library is loaded."""

    def run(hub_url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "DATA_DIR": str(tmp_path / "data"),
            "HF_ENDPOINT": hub_url,
            "HF_HOME": str(tmp_path / "home"),
            "NO_PROXY": "*",
        }
        command = [sys.executable, "manage.py", "fetch_models", *arguments]
        return subprocess.run(command, cwd=root(), env=environment, capture_output=True, text=True, check=False)

    return run


def test_a_model_is_fetched_once_with_what_is_needed_and_can_be_loaded(hub, fetch, tmp_path):
    done = fetch(hub.url)
    folder = tmp_path / "data/models/small"
    assert (done.returncode, is_there(folder)) == (0, True), done.stderr
    assert "small is here: 1 MB" in done.stdout
    assert not (folder / "README.md").exists()
    hub.asked.clear()
    assert ("is here already" in fetch(hub.url).stdout, hub.asked) == (True, [])


def test_a_model_of_another_name_says_how_to_use_it(hub, fetch, tmp_path):
    done = fetch(hub.url, REPOSITORY)
    assert f"Set SPEECH_MODEL={REPOSITORY}" in done.stdout, done.stderr
    assert is_there(tmp_path / "data/models/Systran--faster-whisper-small")


def test_without_a_network_it_says_what_to_do_instead(fetch):
    done = fetch("http://127.0.0.1:9")
    assert (done.returncode, "Is there a network here?" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_what_the_hub_does_not_have_is_said(hub, fetch):
    done = fetch(hub.url, "nobody/nothing")
    assert (done.returncode, "answers with 404" in done.stderr) == (1, True), done.stderr


def test_what_is_no_whisper_model_is_said(hub, fetch):
    (hub.folder / "model.bin").unlink()
    done = fetch(hub.url)
    assert (done.returncode, "no Whisper model" in done.stderr) == (1, True), done.stderr


@pytest.mark.parametrize(("name", "says"), [("enormous", "There are: tiny"), ("a/b/c", "neither a folder")])
def test_a_name_that_cannot_be_is_refused_without_asking(settings, tmp_path, name, says):
    settings.MODELS_DIR = tmp_path
    with pytest.raises(CommandError, match=says):
        call_command("fetch_models", name)


def test_a_folder_goes_before_a_name(tmp_path):
    (tmp_path / "mine").mkdir()
    assert folder_of(str(tmp_path / "mine"), tmp_path / "models") == tmp_path / "mine"
    assert folder_of("owner/name", tmp_path) == tmp_path / "owner--name"
