"""What is refused is called by its name, and nothing that names other files is on the list of what is opened."""

import av
import pytest

from audio.errors import NothingInIt, UnreadableSound
from audio.pages.forms import RecordingForm
from audio.sound import formats, sandbox
from audio.sound.tests import sounds

NAMES_OTHERS = {
    "concat",
    "hls",
    "dash",
    "sdp",
    "rtsp",
    "rtp",
    "sap",
    "image2",
    "vobsub",
    "webm_dash_manifest",
    "imf",
    "lavfi",
    "tedcaptions",
}


def test_nothing_that_names_other_files_is_opened():
    assert not NAMES_OTHERS & formats.KNOWN.keys()
    assert all(name in av.formats_available or name == "mov" for name in formats.KNOWN)


def test_every_ending_is_one_that_a_server_need_not_fear():
    endings = {known.suffix for known in formats.KNOWN.values()}.union(
        *(known.endings for known in formats.KNOWN.values())
    )
    assert {ending for ending in endings if not ending.startswith(".")} == set()
    assert not endings & {".html", ".htm", ".svg", ".xml", ".js", ".php", ".exe", ".pdf"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"PK\x03\x04" + bytes(100), "unpack it"),
        (b"Rar!\x1a\x07", "unpack it"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "a picture"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"MThd\0\0\0\6\0\1\0\2\1\xe0", "MIDI"),
        (b"RIFF\x24\0\0\0CDDAfmt ", "track of a CD"),
        (b"#EXTM3U\na.mp3\n", "a playlist"),
        (b"[playlist]\nFile1=a.mp3\n", "a playlist"),
        (b"ffconcat version 1.0\nfile a.mp3\n", "a playlist"),
        (b'<asx version="3.0"></asx>', "a playlist"),
        (b"<!DOCTYPE html><title>Ilse</title>", "a web page"),
        (b"{\\rtf1 Liebe", "a document"),
    ],
)
def test_what_is_no_sound_is_called_by_its_name(tmp_path, content, said):
    path = tmp_path / "voice.mp3"
    path.write_bytes(content)
    with pytest.raises(UnreadableSound, match=said):
        sandbox.probe(path)


WAV = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x80\x3e\0\0\0\x7d\0\0\2\0\x10\0"
EMPTY = {
    "a WAV without samples": WAV + b"data\0\0\0\0",
    "one that claims samples": WAV + b"data\0\x7d\0\0",
    "one without a place for them": WAV,
    "half a head": WAV[:20],
    "AU": b".snd\0\0\0\x20\0\0\0\0\0\0\0\3\0\0\x3e\x80\0\0\0\1" + bytes(8),
    "AMR": b"#!AMR\n",
    "Ogg": b"OggS\0\2" + bytes(20),
    "a tag": b"ID3\4\0\0\0\0\0\0",
}


@pytest.mark.parametrize("content", EMPTY.values(), ids=EMPTY.keys())
def test_a_head_of_sound_with_nothing_behind_it_is_called_empty(tmp_path, content):
    path = tmp_path / "voice.wav"
    path.write_bytes(content)
    with pytest.raises(NothingInIt, match="form of sound, but there is nothing in it"):
        sandbox.probe(path)


def test_a_file_without_a_byte_is_called_empty(tmp_path):
    (path := tmp_path / "voice.wav").touch()
    with pytest.raises(UnreadableSound, match="not a single byte"):
        sandbox.probe(path)


def test_sound_that_nobody_can_decode_is_called_by_its_name(tmp_path):
    path = sounds.encode(tmp_path / "a.m4a", "alac")
    path.write_bytes(path.read_bytes().replace(b"alac", b"zzzz"))
    with pytest.raises(UnreadableSound, match=r"MPEG-4 or QuickTime.*locked by its seller"):
        sandbox.probe(path)


@pytest.mark.parametrize("ending", [".wma", ".mts", ".vob", ".wv", ".ape", ".dsf", ".rm", ".m4a", ".amr"])
def test_the_form_lets_people_choose_what_we_can_open(ending):
    assert ending in RecordingForm(family=None).fields["file"].widget.attrs["accept"].split(",")
