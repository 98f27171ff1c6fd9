"""`manage.py fetch_models`, against a hub on this machine that gives a model, breaks off, lies, refuses, or is not there."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from huggingface_hub import constants

from audio.errors import StepError
from audio.sound.sandbox import root
from transcripts.engines import whisper_models
from transcripts.engines.tests.hub import COMMIT, hub_of
from transcripts.engines.tests.tiny_whisper import tiny_whisper
from transcripts.engines.whisper_folders import CARRIED, coming_of, folder_of, is_there
from transcripts.engines.whisper_makers import OFFERED, File, Published
from transcripts.engines.whisper_models import fetch, is_coming

REPOSITORY = "somebody/whisper-of-ours"
NOWHERE = "http://127.0.0.1:9"
pytestmark = pytest.mark.one_database


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """Its address, what was asked of it, and what it sent."""
    source = tiny_whisper(tmp_path / "hub")
    (source / "README.md").write_text("Not needed.")
    monkeypatch.setenv("NO_PROXY", "*")
    with hub_of(REPOSITORY, source) as found:
        monkeypatch.setattr(constants, "ENDPOINT", found.url)
        yield found


@pytest.fixture
def run(tmp_path):
    """The command in a process of its own; the hub's address is read when its library is loaded."""

    def run(hub_url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        own = {"DATA_DIR": str(tmp_path / "data"), "HF_ENDPOINT": hub_url, "NO_PROXY": "*"}
        command = [sys.executable, "manage.py", "fetch_models", *arguments]
        return subprocess.run(
            command, cwd=root(), env={**os.environ, **own}, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture
def small(hub, monkeypatch):
    """The model of random numbers as if Memoire offered it under this name."""
    files = [(path.name, path.read_bytes()) for path in sorted(hub.folder.iterdir()) if path.name != "README.md"]
    known = Published(
        REPOSITORY, COMMIT, tuple(File(n, len(b), hashlib.sha256(b).hexdigest()) for n, b in files), "", "MIT"
    )
    monkeypatch.setitem(whisper_models.OFFERED, "small", known)
    return known


def test_a_model_is_fetched_once_with_what_is_needed_and_its_progress_is_told(hub, run, tmp_path):
    done = run(hub.url, REPOSITORY)
    folder = tmp_path / "data/models/somebody--whisper-of-ours"
    assert (done.returncode, is_there(folder), "100 %" in done.stdout) == (0, True, True), done.stderr + done.stdout
    assert f"Set SPEECH_MODEL={REPOSITORY}" in done.stdout
    assert "There is no database here yet" in done.stdout
    assert not (folder / "README.md").exists()
    hub.asked.clear()
    assert ("is here already" in run(hub.url, REPOSITORY).stdout, hub.asked) == (True, [])


def test_without_a_network_it_says_what_to_do_instead(run):
    done = run(NOWHERE, "small")
    assert (done.returncode, "Is there a network here?" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_what_the_hub_does_not_have_is_said(hub, tmp_path):
    with pytest.raises(StepError, match="answers with 404"):
        fetch("nobody/nothing", tmp_path / "models")


def test_what_is_no_whisper_model_is_said(hub, tmp_path):
    (hub.folder / "model.bin").unlink()
    with pytest.raises(StepError, match="no Whisper model"):
        fetch(REPOSITORY, tmp_path / "models")


def test_a_line_that_breaks_is_gone_on_with_where_it_broke(hub, small, tmp_path):
    hub.broken["after"] = 100_000
    with pytest.raises(StepError, match="What has come is kept") as failed:
        fetch("small", tmp_path)
    here = coming_of(tmp_path / "small")
    assert (failed.value.permanent, is_there(tmp_path / "small")) == (False, False)
    come = sum(path.stat().st_size for path in here.iterdir())
    assert 100_000 < come < small.bytes
    hub.broken.clear()
    hub.sent.clear()
    told: list[tuple[int, int]] = []
    assert is_there(fetch("small", tmp_path, lambda come, every: told.append((come, every))))
    assert told[-1] == (small.bytes, small.bytes)
    assert any(start > 0 for _, start in hub.sent), hub.sent
    assert not here.exists()


@pytest.mark.parametrize("known", [True, False])
def test_other_bytes_than_were_published_are_thrown_away(hub, tmp_path, monkeypatch, known, request):
    if known:
        request.getfixturevalue("small")
    else:  # the hub itself promises one thing and gives another
        line_of = whisper_models.as_file
        monkeypatch.setattr(whisper_models, "as_file", lambda told: line_of({**told, "lfs": {"sha256": "0" * 64}}))
    changed = bytearray((hub.folder / "model.bin").read_bytes())
    changed[-1] ^= 1
    (hub.folder / "model.bin").write_bytes(changed)
    with pytest.raises(StepError, match="not what its maker published: it was thrown away"):
        fetch("small" if known else REPOSITORY, tmp_path / "models")
    assert not list((tmp_path / "models").rglob("model.bin"))


def test_a_file_longer_than_was_published_does_not_fill_the_disk(hub, small, tmp_path):
    with (hub.folder / "tokenizer.json").open("ab") as file:
        file.truncate(50_000_000)
    with pytest.raises(StepError, match="thrown away"):
        fetch("small", tmp_path / "models")
    assert sum(path.stat().st_size for path in (tmp_path / "models").rglob("*")) < small.bytes + 2_000_000


def test_a_process_that_is_killed_half_way_leaves_nothing_that_counts_as_a_model(hub, tmp_path):
    slow = (
        "import sys, time; from pathlib import Path; from transcripts.engines import whisper_models as m;"
        f"m.fetch('{REPOSITORY}', Path(sys.argv[1]), lambda come, every: come and (print(come, flush=True), time.sleep(60)))"
    )
    models = tmp_path / "models"
    own = {"HF_ENDPOINT": hub.url, "NO_PROXY": "*"}
    fetching = subprocess.Popen(
        [sys.executable, "-c", slow, str(models)], cwd=root(), env={**os.environ, **own}, stdout=subprocess.PIPE
    )
    folder = models / "somebody--whisper-of-ours"
    try:
        fetching.stdout.readline()
        assert is_coming(coming_of(folder))
        with pytest.raises(StepError, match="being fetched already"):
            fetch(REPOSITORY, models)
    finally:
        fetching.kill()
        fetching.communicate()
    assert (is_there(folder), folder.exists(), is_coming(coming_of(folder))) == (False, False, False)
    assert is_there(fetch(REPOSITORY, models))


def test_what_tells_of_progress_may_stop_it(hub, small, tmp_path):
    def enough(come: int, every: int) -> None:
        raise TimeoutError

    with pytest.raises(StepError):
        fetch("small", tmp_path / "models", enough)


def test_a_full_disk_is_said(hub, small, tmp_path, monkeypatch):
    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whisper_models, "append", full)
    with pytest.raises(StepError, match="no room left on the disk"):
        fetch("small", tmp_path / "models")


@pytest.mark.parametrize(
    ("name", "says"), [("enormous", "There are: tiny"), ("a/b/c", "neither a folder"), ("../up", "neither")]
)
def test_a_name_that_cannot_be_is_refused_without_asking(settings, tmp_path, name, says):
    settings.MODELS_DIR = tmp_path / "models"
    with pytest.raises(CommandError, match=says):
        call_command("fetch_models", name)
    assert not (tmp_path / "models").exists()


def test_a_folder_goes_before_a_name(tmp_path):
    (tmp_path / "mine").mkdir()
    assert folder_of(str(tmp_path / "mine"), tmp_path / "models") == tmp_path / "mine"
    assert folder_of("owner/name", tmp_path) == tmp_path / "owner--name"


def test_what_is_offered_is_listed_with_size_and_licence(settings, tmp_path, capsys):
    settings.MODELS_DIR = tmp_path
    call_command("fetch_models", "--list")
    said = capsys.readouterr().out
    assert [line.split()[:4] for line in said.splitlines()] == [
        ["tiny.en", "78", "MB", "MIT"],
        ["base.en", "148", "MB", "MIT"],
        ["small.en", "486", "MB", "MIT"],
        ["base", "148", "MB", "MIT"],
        ["small", "486", "MB", "MIT"],
    ]
    assert "is here" in said.splitlines()[0]  # it comes along


def test_the_digests_are_those_of_the_model_that_comes_along():
    """One table is for whoever installs, before anything can be imported; both say the same."""
    text = (Path(root()) / "script/speech_model").read_text()
    own = OFFERED["tiny.en"]
    assert all(f'"{file.name}": "{file.digest}"' in text for file in own.files)
    assert all((CARRIED / "tiny.en" / file.name).stat().st_size == file.bytes for file in own.files)


def test_every_model_that_is_offered_is_whole_and_named_by_one_revision():
    for source in OFFERED.values():
        assert {"config.json", "model.bin", "tokenizer.json", "vocabulary.txt"} == {file.name for file in source.files}
        assert {len(source.revision), *(len(file.digest) for file in source.files)} == {40, 64}
    assert len({source.files[1].digest for source in OFFERED.values()}) == len(OFFERED)
