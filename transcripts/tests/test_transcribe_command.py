"""`manage.py transcribe`: hears one file and prints it, with the real engine and without a database."""

import json
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from audio.sound import sandbox
from audio.tests.factories import SAMPLES, tone

VOICE = SAMPLES / "austen-0880.wav"


def printed(capsys, *arguments: str) -> str:
    call_command("transcribe", *map(str, arguments))
    return capsys.readouterr().out


def test_json_holds_the_words_with_their_times(capsys):
    told = json.loads(printed(capsys, VOICE))
    (segment, *_) = told["segments"]
    assert told.keys() == {"engine", "language", "duration", "segments"}
    assert segment.keys() == {"id", "start", "end", "text", "confidence", "speaker", "words"}
    assert 0 <= segment["start"] < segment["end"] <= told["duration"] == pytest.approx(2.99, abs=0.02)


def test_ids_are_different(capsys):
    ids = [segment["id"] for segment in json.loads(printed(capsys, VOICE))["segments"]]
    assert len(ids) == len(set(ids)) > 0


def test_text_is_only_words(capsys):
    assert "-->" not in printed(capsys, VOICE, "--format", "txt")


def test_srt_begins_with_the_first_cue(capsys):
    assert printed(capsys, VOICE, "--format", "srt").startswith("1\n00:00:0")


def test_vtt_begins_with_its_name(capsys):
    assert printed(capsys, VOICE, "--format", "vtt").startswith("WEBVTT\n")


def test_a_file_that_is_no_sound_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "diary.mp3").write_text("Dear diary, " * 500)
    with pytest.raises(CommandError, match="not sound that we can open"):
        call_command("transcribe", str(tmp_path / "diary.mp3"))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"no file .*nothing\.wav"):
        call_command("transcribe", str(tmp_path / "nothing.wav"))


def test_a_language_that_nobody_speaks_is_refused_in_a_sentence():
    with pytest.raises(CommandError, match="“gsw”"):
        call_command("transcribe", str(VOICE), "--language", "gsw", "--engine", "auto")


def test_an_engine_can_be_named(capsys):
    assert json.loads(printed(capsys, VOICE, "--engine", "pocketsphinx"))["engine"] == "pocketsphinx"


def test_an_engine_that_lacks_its_model_is_refused_in_a_sentence(no_whisper):
    with pytest.raises(CommandError, match="fetch_models"):
        call_command("transcribe", str(VOICE), "--engine", "whisper")


def test_sound_without_speech_has_no_segments(tmp_path, capsys):
    (tmp_path / "note.wav").write_bytes(tone(3))
    assert json.loads(printed(capsys, tmp_path / "note.wav"))["segments"] == []


def test_it_needs_no_database(tmp_path):
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path}/nowhere/none.sqlite3",
        "DATA_DIR": str(tmp_path),
    }
    command = [sys.executable, "manage.py", "transcribe", str(VOICE), "--format", "txt"]
    done = subprocess.run(command, cwd=sandbox.root(), env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, bool(done.stdout.strip())) == (0, True), done.stderr
