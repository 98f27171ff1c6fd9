"""Files of many kinds that families have, made on the spot: every voice is heard, at its time, in words and in what is played."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from audio.errors import UnreadableSound
from audio.faults import faults
from audio.sound import decoding, measuring, mixing
from audio.sound.inspection import facts_of
from audio.tests import voices
from audio.tests.voices import LEVEL, NOTES, RATE, SECONDS, SILENCE, microphones, voice, wav, write

HEARD_RATE = 16_000
FAINTEST = 0.4  # of its share, after a codec for telephones

ONE = microphones(voice(0))
OPPOSITE = microphones(voice(0), -voice(0))
LEFT = microphones(voice(0), SILENCE)
RIGHT = microphones(SILENCE, voice(1))
BOTH = microphones(voice(0), voice(1))
SIX = microphones(*[voice(which) for which in range(6)])
EIGHT = microphones(*[voice(which) for which in range(8)])


def measured(path: Path, copy: Path | None = None) -> measuring.Measured:
    return measuring.measure(path, most_ms=600_000, progress=lambda ms: None, copy=copy)


def heard(path: Path) -> np.ndarray:
    return np.concatenate(list(mixing.heard(path, HEARD_RATE)))


def codes(found: measuring.Measured) -> list[str]:
    names = ("loudness", "silent_share", "clipped_share", "ends_early", "head_mended")
    facts = facts_of(found)
    return [fault.code for fault in faults(**{name: facts[name] for name in names})]


def missing(samples: np.ndarray, wanted: set[int]) -> set[int]:
    """Voices that cannot be heard well enough; each speaks for SECONDS at least, or half of it."""
    share = min(SECONDS * HEARD_RATE / max(len(samples), 1), 1)
    least = FAINTEST * LEVEL * share / max(len(wanted), 1)
    return {which for which in wanted if voices.strength(samples, HEARD_RATE, NOTES[which]) < least}


def check(
    path: Path, folder: Path, wanted: set[int], *, seconds: float = SECONDS, copied: bool | None = None
) -> measuring.Measured:
    """Every voice is heard, the copy says the same, and the time is right."""
    copy = folder / "copy.m4a"
    found = measured(path, copy)
    sound = heard(path)
    assert missing(sound, wanted) == set()
    assert found.duration_ms == pytest.approx(seconds * 1000, abs=150)
    assert len(sound) / HEARD_RATE == pytest.approx(found.duration_ms / 1000, abs=0.01)
    if copied is not None:
        assert found.has_copy == copied
    if found.has_copy:
        assert missing(heard(copy), wanted) == set()
        assert measured(copy).duration_ms == pytest.approx(found.duration_ms, abs=80)
    return found


KINDS = [  # name, codec, FFmpeg's format where the ending does not tell, sampling rate
    *[("a.wav", codec, None, 16_000) for codec in ("pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_s32le", "pcm_f32le")],
    *[("a.wav", codec, None, 16_000) for codec in ("pcm_alaw", "pcm_mulaw", "adpcm_ms", "adpcm_ima_wav", "libmp3lame")],
    *[("a.mp3", "libmp3lame", None, RATE), ("a.mp2", "mp2", None, RATE), ("a.m4a", "aac", None, RATE), ("a.m4a", "alac", None, RATE)],
    *[("a.mov", "pcm_s16be", None, RATE), ("a.mov", "adpcm_ima_qt", None, RATE), ("a.3gp", "libopencore_amrnb", None, 8_000)],
    *[("a.amr", "libopencore_amrnb", None, 8_000), ("a.aac", "aac", None, RATE), ("a.flac", "flac", None, RATE)],
    *[("a.webm", "libopus", None, RATE), *[("a.mka", codec, None, RATE) for codec in ("aac", "pcm_s16le", "flac", "ac3")]],
    *[("a.ogg", "libopus", None, RATE), ("a.ogg", "flac", None, RATE), ("a.opus", "libopus", None, RATE)],
    *[("a.wma", "wmav1", "asf", 44_100), ("a.wma", "wmav2", "asf", 44_100), ("a.aiff", "pcm_s16be", None, RATE)],
    *[("a.caf", "pcm_s16be", None, RATE), ("a.caf", "alac", None, RATE)],
    *[("a.w64", "pcm_s16le", None, RATE), ("a.au", "pcm_s16be", None, RATE)],
    *[("a.voc", "pcm_u8", None, 8_000), ("a.voc", "pcm_s16le", None, RATE), ("a.ac3", "ac3", None, RATE), ("a.eac3", "eac3", None, RATE)],
    *[("a.mts", codec, "mpegts", RATE) for codec in ("ac3", "mp2", "aac")],
    *[("a.vob", codec, "vob", RATE) for codec in ("ac3", "mp2")],
    *[("a.avi", codec, None, RATE) for codec in ("libmp3lame", "pcm_s16le", "ac3")],
    *[("a.flv", codec, None, 44_100) for codec in ("libmp3lame", "aac", "nellymoser")],
    *[("a.wv", "wavpack", None, RATE), ("a.tta", "tta", None, RATE), ("a.rm", "real_144", None, 8_000), ("a.rm", "ac3", None, RATE)],
    *[("a.wtv", "mp2", None, RATE), ("a.nut", "pcm_s16le", None, RATE)],
    *[("a.sf", "pcm_s16le", "ircam", RATE), ("a.sox", "pcm_s32le", None, RATE)],
    ("a.latm", "aac", None, RATE),
]  # fmt: skip


@pytest.mark.parametrize(("name", "codec", "form", "rate"), KINDS, ids=[f"{each[0][2:]}-{each[1]}" for each in KINDS])
def test_every_kind_that_families_have_is_heard_and_played(tmp_path, name, codec, form, rate):
    path = tmp_path / name
    write(path, (codec, microphones(voice(0, rate=rate))), rate=rate, form=form)
    found = check(path, tmp_path, {0})
    assert codes(found) == []
    assert found.has_copy == (not found.sound.plays_in_browsers)


@pytest.mark.parametrize("kind", KINDS, ids=[f"{each[0][2:]}-{each[1]}" for each in KINDS])
def test_a_file_is_known_again_under_the_name_that_we_give_it(tmp_path, kind):
    name, codec, form, rate = kind
    path = tmp_path / name
    write(path, (codec, microphones(voice(0, rate=rate))), rate=rate, form=form)
    found = decoding.probe(path)
    assert decoding.probe(path.rename(tmp_path / f"kept{found.suffix}")) == found


FILMS = [
    ("a.avi", "mpeg4", "libmp3lame", None),
    ("a.mts", "mpeg2video", "ac3", "mpegts"),
    ("a.vob", "mpeg2video", "ac3", "vob"),
]
FILMS += [("a.mov", "mpeg4", "aac", None), ("a.mkv", "mpeg4", "ac3", None), ("a.flv", "flv", "libmp3lame", None)]
FILMS += [("a.wmv", "wmv2", "wmav2", "asf"), ("a.mxf", "mpeg2video", "pcm_s16le", None)]


@pytest.mark.parametrize(("name", "picture", "codec", "form"), FILMS)
def test_a_film_from_a_disc_or_a_camera_is_heard(tmp_path, name, picture, codec, form):
    path = tmp_path / name
    rate = 44_100 if codec in {"libmp3lame", "wmav2"} else RATE
    write(path, (codec, microphones(voice(0, rate=rate))), form=form, picture=picture, rate=rate)
    assert codes(check(path, tmp_path, {0}, copied=True)) == []


def test_a_disc_of_one_bit_sound_is_heard(tmp_path):
    path = tmp_path / "a.dsf"
    path.write_bytes(voices.dsf(SECONDS, NOTES[0]))
    check(path, tmp_path, {0}, copied=True)


TWO_CHANNELS = [
    ("a.wav", "pcm_s16le", None),
    ("a.mp3", "libmp3lame", None),
    ("a.m4a", "aac", None),
    ("a.ogg", "libopus", None),
]
TWO_CHANNELS += [
    ("a.flac", "flac", None),
    ("a.wma", "wmav2", "asf"),
    ("a.wv", "wavpack", None),
    ("a.mts", "ac3", "mpegts"),
]


@pytest.mark.parametrize(("name", "codec", "form"), TWO_CHANNELS)
def test_a_voice_in_opposite_phase_is_heard_and_played(tmp_path, name, codec, form):
    path = tmp_path / name
    write(path, (codec, OPPOSITE), form=form, bit_rate=192_000)
    found = check(path, tmp_path, {0}, copied=True)
    assert found.silent_share < 0.1
    assert codes(found) == []


@pytest.mark.parametrize(("name", "codec", "form"), TWO_CHANNELS)
@pytest.mark.parametrize(
    ("sound", "wanted"), [(LEFT, {0}), (RIGHT, {1}), (BOTH, {0, 1})], ids=["left", "right", "both"]
)
def test_voices_on_one_side_or_on_both_are_heard(tmp_path, name, codec, form, sound, wanted):
    path = tmp_path / name
    write(path, (codec, sound), form=form, bit_rate=192_000)
    check(path, tmp_path, wanted)


@pytest.mark.parametrize(
    ("name", "codec", "sound"),
    [
        ("a.wav", "pcm_s16le", SIX),
        ("a.wav", "pcm_s16le", EIGHT),
        ("a.wav", "pcm_s16le", SIX[:3]),
        ("a.flac", "flac", EIGHT),
        ("a.wv", "wavpack", SIX[:4]),
        ("a.m4a", "alac", SIX),
        ("a.mka", "pcm_s16le", EIGHT),
        ("a.caf", "pcm_s16be", SIX[:5]),
    ],
)
def test_all_microphones_are_heard(tmp_path, name, codec, sound):
    path = tmp_path / name
    write(path, (codec, sound))
    check(path, tmp_path, set(range(len(sound))), copied=True)


@pytest.mark.parametrize("place", range(6))
def test_a_voice_on_any_of_six_microphones_is_as_loud_as_alone(tmp_path, place):
    path = tmp_path / "a.wav"
    path.write_bytes(
        wav(microphones(*[voice(0, rate=16_000) if n == place else SILENCE[: SECONDS * 16_000] for n in range(6)]))
    )
    check(path, tmp_path, {0}, copied=True)
    assert voices.strength(heard(path), HEARD_RATE, NOTES[0]) == pytest.approx(LEVEL, rel=0.05)


TRACKS = [("a.mp4", "aac", None), ("a.mkv", "libopus", None), ("a.mts", "ac3", "mpegts"), ("a.avi", "libmp3lame", None)]
TRACKS += [("a.mov", "pcm_s16be", None), ("a.vob", "ac3", "vob"), ("a.wma", "wmav2", "asf"), ("a.mka", "flac", None)]


@pytest.mark.parametrize(("name", "codec", "form"), TRACKS)
def test_two_who_speak_on_two_tracks_are_both_heard(tmp_path, name, codec, form):
    path = tmp_path / name
    write(path, (codec, ONE), (codec, microphones(voice(1))), form=form)
    check(path, tmp_path, {0, 1}, copied=True)


@pytest.mark.parametrize(("name", "codec", "form"), TRACKS)
def test_a_silent_first_track_hides_nobody(tmp_path, name, codec, form):
    path = tmp_path / name
    write(path, (codec, microphones(SILENCE)), (codec, ONE), form=form)
    check(path, tmp_path, {0}, copied=True)


def test_a_first_track_that_nobody_can_decode_hides_nobody(tmp_path):
    path = tmp_path / "a.mov"
    whole = write(path, ("alac", microphones(voice(1))), ("aac", ONE), form="mov")
    path.write_bytes(whole.replace(b"alac", b"zzzz"))
    check(path, tmp_path, {0}, copied=True)


def test_opposite_phase_on_one_track_beside_another_track(tmp_path):
    path = tmp_path / "a.mp4"
    write(path, ("aac", OPPOSITE), ("aac", microphones(voice(1))))
    check(path, tmp_path, {0, 1}, copied=True)


def test_the_same_voice_on_two_tracks_in_opposite_phase(tmp_path):
    path = tmp_path / "a.mka"
    write(path, ("flac", ONE), ("flac", -ONE))
    check(path, tmp_path, {0}, copied=True)


def test_one_who_asks_in_phase_and_one_who_answers_in_opposite(tmp_path):
    path = tmp_path / "a.wav"
    asks, answers = voice(0, 1.5), voice(1, 1.5)
    write(path, ("pcm_s16le", microphones(np.r_[asks, answers], np.r_[asks, -answers])))
    check(path, tmp_path, {0, 1}, copied=True)


def test_hum_in_phase_does_not_hide_a_voice_in_opposite(tmp_path):
    path = tmp_path / "a.wav"
    hum = 0.3 * np.sin(2 * np.pi * 50 * np.arange(SECONDS * RATE) / RATE)
    write(path, ("pcm_s16le", OPPOSITE + hum))
    check(path, tmp_path, {0}, copied=True)


def test_the_same_on_both_channels_is_as_loud_as_on_one(tmp_path):
    path = tmp_path / "a.wav"
    write(path, ("pcm_s16le", microphones(voice(0), voice(0))))
    check(path, tmp_path, {0}, copied=False)
    assert voices.strength(heard(path), HEARD_RATE, NOTES[0]) == pytest.approx(LEVEL, rel=0.02)


def head_of(path: Path, codec: str, place: bytes, behind: int, length: bytes) -> bytes:
    """A file whose head was last written when there was less in it."""
    whole = bytearray(write(path, (codec, ONE)))
    at = whole.index(place) + behind
    whole[at : at + len(length)] = length
    return bytes(whole)


SAID = RATE * 2  # bytes: one second of three


LYING: dict[str, Callable[[Path], bytes]] = {
    "wav": lambda path: wav(voice(0, rate=16_000)[None], said=32_000),
    "wav of two microphones": lambda path: wav(np.stack([voice(0, rate=16_000)] * 2), said=64_000),
    "rf64": lambda path: voices.rf64(ONE, rate=RATE, said=SAID),
    "aiff": lambda path: head_of(path / "a.aiff", "pcm_s16be", b"SSND", 4, (SAID + 8).to_bytes(4)),
    "w64": lambda path: head_of(path / "a.w64", "pcm_s16le", b"data", 16, (SAID + 24).to_bytes(8, "little")),
    "caf": lambda path: head_of(path / "a.caf", "pcm_s16be", b"data", 4, (SAID + 4).to_bytes(8)),
    "au": lambda path: head_of(path / "a.au", "pcm_s16be", b".snd", 8, SAID.to_bytes(4)),
}


@pytest.mark.parametrize("kind", LYING)
def test_a_head_that_says_less_than_there_is_loses_nothing_and_is_told_of(tmp_path, kind):
    path = tmp_path / "recorder"
    path.write_bytes(LYING[kind](tmp_path))
    assert codes(check(path, tmp_path, {0}, copied=True)) == ["head_mended"]


LIST = b"LIST" + (4_000).to_bytes(4, "little") + b"INFO" + bytes(range(1, 251)) * 16


@pytest.mark.parametrize(
    "content",
    [
        wav(voice(0, rate=16_000)[None], per_second=0),
        wav(voice(0, rate=16_000)[None], per_second=1),
        wav(voice(0, rate=16_000)[None], per_second=64_000),
        wav(voice(0, rate=16_000)[None], said=0),
        wav(voice(0, rate=16_000)[None], said=0xFFFF_FFFF),
        wav(voice(0, rate=16_000)[None], behind=LIST),
        wav(voice(0, rate=16_000)[None], behind=b"TAG" + b"Grandma".ljust(125)),
        wav(voice(0, rate=16_000)[None], behind=b"ID3\x04\0\0\0\0\x7f\x7f" + b"x" * 16_383),
        wav(voice(0, rate=16_000)[None], behind=bytes(40_000)),
    ],
    ids=["no speed", "slow", "fast", "no length", "longest", "list", "tag", "id3", "emptiness"],
)
def test_an_odd_head_or_something_behind_the_sound_is_no_fault(tmp_path, content):
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    assert codes(check(path, tmp_path, {0})) == []


def test_a_file_that_was_cut_still_ends_early_whatever_its_head_says_of_speed(tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(wav(voice(0, rate=16_000)[None], per_second=0, said=200_000))
    assert codes(check(path, tmp_path, {0})) == ["ends_early"]


def mp3(path: Path, sound: np.ndarray, bit_rate: int, *, xing: bool = False) -> bytes:
    return write(
        path / "part.mp3",
        ("libmp3lame", sound),
        bit_rate=bit_rate,
        options={"write_xing": str(int(xing)), "id3v2_version": "0"},
    )


@pytest.mark.parametrize("xing", [True, False])
def test_an_mp3_joined_from_two_does_not_end_early(tmp_path, xing):
    path = tmp_path / "a.mp3"
    path.write_bytes(mp3(tmp_path, ONE, 64_000, xing=xing) + mp3(tmp_path, ONE, 128_000, xing=xing))
    assert codes(check(path, tmp_path, {0}, seconds=2 * SECONDS, copied=True)) == []


def test_an_mp3_that_becomes_stereo_on_the_way_is_heard_and_played_to_its_end(tmp_path):
    path = tmp_path / "a.mp3"
    path.write_bytes(mp3(tmp_path, ONE, 64_000) + mp3(tmp_path, microphones(voice(1), voice(1)), 64_000))
    check(path, tmp_path, {0, 1}, seconds=2 * SECONDS, copied=True)


def test_an_mp3_of_one_bit_rate_is_played_as_it_is(tmp_path):
    path = tmp_path / "a.mp3"
    path.write_bytes(mp3(tmp_path, ONE, 64_000, xing=True))
    check(path, tmp_path, {0}, copied=False)


LATE = [
    ("a.m4a", "aac", None),
    ("a.mov", "pcm_s16be", None),
    ("a.mka", "flac", None),
    ("a.webm", "libopus", None),
    ("a.mp4", "alac", None),
]


@pytest.mark.parametrize(("name", "codec", "form"), LATE)
def test_sound_that_begins_late_is_heard_and_played_when_the_file_says(tmp_path, name, codec, form):
    path = tmp_path / name
    write(path, (codec, ONE), form=form, starts=(5.0,))
    found = check(path, tmp_path, {0}, seconds=5 + SECONDS, copied=True)
    assert (max(found.peaks[:48]), min(found.peaks[52:75]) > 30) == (0, True)
    assert codes(found) == []


@pytest.mark.parametrize(("name", "codec", "form"), [*LATE, ("a.mts", "ac3", "mpegts")])
def test_who_joins_late_on_a_second_track_is_heard_at_their_time(tmp_path, name, codec, form):
    path = tmp_path / name
    write(path, (codec, microphones(voice(0, 8))), (codec, microphones(voice(1))), form=form, starts=(0.0, 5.0))
    check(path, tmp_path, {0, 1}, seconds=8, copied=True)
    sound = heard(path)
    assert missing(sound[: int(4.8 * HEARD_RATE)], {1}) == {1}
    assert missing(sound[int(5.2 * HEARD_RATE) :], {0, 1}) == set()


def test_an_aiff_of_one_sample_is_refused_with_a_right_sentence(tmp_path):
    path = tmp_path / "a.aiff"
    write(path, ("pcm_s16be", microphones(voice(0)[100:101])))
    with pytest.raises(UnreadableSound, match="over before anybody could say a word"):
        measured(path, tmp_path / "copy.m4a")
