"""Files from strangers are opened in a child with limits: whatever they do, the parent gets sound or a sentence."""

import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from audio.errors import StepError, UnreadableSound
from audio.sound import child, sandbox
from audio.sound.tests import sounds
from audio.tests import factories

HOUR = 3_600_000


def measure(path, *, most_ms=HOUR, progress=lambda ms: None):
    return sandbox.measure(path, most_ms=most_ms, progress=progress)


def heard(path, **options) -> bytes:
    return b"".join(sandbox.speech(path, **options))


@pytest.fixture
def file(tmp_path):
    """A file with these bytes."""

    def make(content: bytes, name: str = "voice.mp3"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return make


@pytest.mark.parametrize(
    ("name", "codec", "suffix", "content_type", "plays"),
    [
        ("a.wav", "pcm_s16le", ".wav", "audio/wav", True),
        ("a.mp3", "libmp3lame", ".mp3", "audio/mpeg", True),
        ("a.m4a", "aac", ".m4a", "audio/mp4", True),
        ("a.flac", "flac", ".flac", "audio/flac", True),
        ("a.ogg", "libopus", ".ogg", "audio/ogg", False),
        ("a.webm", "libopus", ".webm", "audio/webm", False),
        ("a.aiff", "pcm_s16be", ".aiff", "audio/aiff", False),
        ("a.wma", "wmav2", ".wma", "audio/x-ms-wma", False),
        ("a.aac", "aac", ".aac", "audio/aac", False),
        ("a.caf", "pcm_s16be", ".caf", "audio/x-caf", False),
    ],
)
def test_sound_is_known_by_its_content(tmp_path, name, codec, suffix, content_type, plays):
    made = sounds.encode(tmp_path / name, codec)
    found = sandbox.probe(made.rename(tmp_path / "no-suffix-at-all"))
    assert (found.suffix, found.content_type, found.plays_in_browsers) == (suffix, content_type, plays)


PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{sibling}\n#EXT-X-ENDLIST\n"
CONCAT = b"ffconcat version 1.0\nfile {sibling}\n"
DESCRIPTION = b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"


@pytest.mark.parametrize("text", [PLAYLIST, CONCAT, DESCRIPTION], ids=["playlist", "concat", "session"])
@pytest.mark.parametrize("name", ["voice.mp3", "voice.m3u8", "voice.ffconcat", "voice.sdp"])
def test_a_list_that_names_another_familys_file_opens_nothing(file, text, name):
    file(factories.tone(), "secret.wav")
    with pytest.raises(UnreadableSound):
        sandbox.probe(file(text.replace(b"{sibling}", b"secret.wav"), name))


@pytest.mark.parametrize(
    "content", [b"", b"\0", b"Dear diary, " * 500, bytes(10_000), b"ID3\x04\0\0\0\0\0\0", b"RIFF\0\0\0\0WAVE"]
)
def test_what_is_no_sound_is_refused(file, content):
    with pytest.raises(UnreadableSound):
        sandbox.probe(file(content))


def test_noise_that_is_no_file_of_any_kind_is_refused_or_heard_but_never_breaks(file):
    noise = np.random.default_rng(1).bytes(50_000)
    try:
        sandbox.probe(file(noise))
    except UnreadableSound as error:
        assert error.permanent


def test_a_film_without_sound_is_refused_and_told_why(tmp_path):
    with pytest.raises(UnreadableSound, match="no sound track"):
        sandbox.probe(sounds.film(tmp_path / "garden.mp4"))


def test_a_folder_is_no_sound(tmp_path):
    with pytest.raises(UnreadableSound):
        sandbox.probe(tmp_path)


@pytest.mark.parametrize("rate", [1, 7, 3_999, 400_000, 2**31 - 1, 2**32 - 1])
def test_a_sampling_rate_that_no_recorder_makes_is_refused(file, rate):
    with pytest.raises(UnreadableSound):
        sandbox.probe(file(sounds.wav(rate), "bomb.wav"))


def test_a_rate_of_one_hertz_is_refused_before_a_byte_is_resampled(file):
    started = time.monotonic()
    with pytest.raises(UnreadableSound):
        measure(file(sounds.wav(1, samples=1_000_000), "bomb.wav"))
    assert time.monotonic() - started < 10


def test_more_channels_than_a_recorder_has_are_refused(file):
    with pytest.raises(UnreadableSound):
        sandbox.probe(file(sounds.wav(16_000, channels=64), "bomb.wav"))


def test_a_small_file_that_unpacks_to_hours_is_stopped_at_the_longest_length(tmp_path):
    bomb = sounds.encode(tmp_path / "bomb.flac", "flac", seconds=30, rate=8_000)
    with pytest.raises(UnreadableSound, match="longer than"):
        measure(bomb, most_ms=10_000)


def test_a_wav_that_was_cut_off_gives_what_is_there(file):
    whole = factories.tone(4)
    assert measure(file(whole[: len(whole) // 2], "cut.wav")).duration_ms == pytest.approx(2_000, abs=20)


def test_an_mp3_that_was_cut_off_gives_what_is_there(tmp_path, file):
    whole = sounds.encode(tmp_path / "whole.mp3", "libmp3lame", seconds=4).read_bytes()
    assert measure(file(whole[: len(whole) // 2])).duration_ms == pytest.approx(2_000, abs=150)


def test_damage_in_the_middle_costs_only_the_middle(tmp_path, file):
    whole = bytearray(sounds.encode(tmp_path / "whole.mp3", "libmp3lame", seconds=4).read_bytes())
    whole[len(whole) // 2 : len(whole) // 2 + 2_000] = bytes(2_000)
    found = measure(file(bytes(whole)))
    assert found.duration_ms > 3_000


def test_speech_comes_as_16_bit_samples_at_16_khz(tmp_path):
    path = sounds.encode(tmp_path / "a.m4a", "aac", seconds=2, rate=44_100)
    assert len(heard(path)) / 2 / 16_000 == pytest.approx(2, abs=0.1)


def test_speech_can_begin_later(file):
    path = file(factories.tone(3), "a.wav")
    assert heard(path, skip_ms=1_250) == heard(path)[2 * 16 * 1_250 :]


def test_speech_that_begins_after_the_end_is_nothing(file):
    assert heard(file(factories.tone(1), "a.wav"), skip_ms=5_000) == b""


def test_a_long_recording_says_how_far_it_is(file):
    told = []
    measure(file(factories.tone(65, rate=4_000), "long.wav"), progress=told.append)
    assert [ms // 10_000 for ms in told] == [0, 3, 6]


def test_stopping_in_the_middle_leaves_no_child_behind(file, monkeypatch):
    started, popen = [], subprocess.Popen
    monkeypatch.setattr(sandbox.subprocess, "Popen", lambda *a, **o: started.append(popen(*a, **o)) or started[0])
    sound = sandbox.speech(file(factories.tone(60, rate=4_000), "long.wav"))
    next(sound)
    sound.close()
    assert started[0].returncode is not None


@pytest.fixture
def stand_in(monkeypatch):
    """Puts a program of the test in place of the one that opens sound."""

    def run(program: str) -> None:
        popen = subprocess.Popen
        monkeypatch.setattr(
            sandbox.subprocess, "Popen", lambda _, **options: popen(["/bin/sh", "-c", program], **options)
        )

    return run


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGXCPU])
def test_a_child_that_is_killed_becomes_a_sentence(file, stand_in, number):
    stand_in(f"kill -{int(number)} $$")
    with pytest.raises(UnreadableSound, match="stopped the program that opens sound"):
        sandbox.probe(file(factories.tone()))


def test_a_child_that_is_killed_in_mid_word_becomes_a_sentence(file, stand_in):
    stand_in("printf '{\"done_ms\": 30'; kill -9 $$")
    with pytest.raises(UnreadableSound, match="stopped the program that opens sound"):
        measure(file(factories.tone()))


def test_a_child_that_is_killed_while_it_speaks_becomes_a_sentence(file, stand_in):
    stand_in("printf abcd; kill -9 $$")
    with pytest.raises(UnreadableSound, match="stopped the program that opens sound"):
        heard(file(factories.tone()))


def test_a_child_that_says_nothing_becomes_a_sentence(file, stand_in):
    stand_in("exit 0")
    with pytest.raises(UnreadableSound):
        sandbox.probe(file(factories.tone()))


def test_a_child_that_never_ends_is_stopped(file, stand_in, monkeypatch):
    monkeypatch.setattr(sandbox, "PROBE_SECONDS", 0.3)
    stand_in("exec sleep 60")
    with pytest.raises(UnreadableSound):
        sandbox.probe(file(factories.tone()))


def test_a_machine_that_starts_no_child_is_asked_again_later(file, monkeypatch):
    def refuse(*args, **options):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(sandbox.subprocess, "Popen", refuse)
    with pytest.raises(StepError) as failed:
        sandbox.probe(file(factories.tone()))
    assert not failed.value.permanent


def test_what_a_child_may_take_is_bounded():
    program = (
        "import resource as r; from audio.sound import child; child.confine(5);"
        "print(*(r.getrlimit(kind)[1] for kind in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE, r.RLIMIT_NOFILE, r.RLIMIT_CORE)));"
        "print(*(line.split()[1] for line in open('/proc/self/status') if line.startswith('NoNewPrivs')))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=sandbox.root(), capture_output=True, check=True, text=True
    )
    assert said.stdout.split() == [str(child.MEMORY), "5", str(child.LARGEST_FILE), str(child.MOST_FILES), "0", "1"]


def test_whoever_waits_for_speech_is_told_that_the_work_goes_on(monkeypatch, file, stand_in):
    """As while the child skips hours that were heard before, and says nothing."""
    monkeypatch.setattr(sandbox, "ALIVE_SECONDS", 0.2)
    stand_in("sleep 1")
    told = []
    list(sandbox.speech(file(factories.tone()), alive=lambda: told.append("alive")))
    assert len(told) >= 2


def test_no_room_on_the_disk_is_said_to_be_the_disks_fault(tmp_path):
    """A file that may not grow looks to the encoder as a full disk does."""
    program = (
        "import errno, resource, sys; from audio.sound import child, measuring\n"
        "def full(*a, **o): raise OSError(errno.ENOSPC, 'No space left on device')\n"
        "measuring.measure = full; sys.argv = ['', '5', 'measure', 'a.wav', '1']; child.main()"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=sandbox.root(), capture_output=True, check=True, text=True
    )
    assert "no room on the disk" in said.stdout


@pytest.mark.parametrize("name", ["a.webm", "a.wav"])
def test_a_copy_is_made_only_where_browsers_need_one(tmp_path, name):
    path, copy = sounds.encode(tmp_path / name, {"a.webm": "libopus", "a.wav": "pcm_s16le"}[name]), tmp_path / "copy"
    found = sandbox.measure(path, most_ms=HOUR, progress=lambda ms: None, copy=copy)
    assert found.has_copy == copy.exists() == (name == "a.webm")
