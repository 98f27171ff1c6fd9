"""What a recording's row says of its sound: how loud, how silent, clipped, whole, and when it was made."""

import struct
from datetime import UTC, datetime, timedelta

import av
import numpy as np
import pytest
from django.utils import timezone

from audio.sound import inspection, sandbox
from audio.sound.tests import hostile, sounds
from audio.tests import factories

RATE = 48_000


@pytest.fixture
def facts(tmp_path):
    """Measures bytes, or samples from -32768 to 32767 at 48 kHz."""

    def run(sound: bytes | np.ndarray) -> sandbox.Measured:
        path = tmp_path / "sound"
        if isinstance(sound, bytes):
            path.write_bytes(sound)
        else:
            sounds.encode(path, "pcm_s16le", form="wav", sound=sounds.frame(sound, RATE))
        return sandbox.measure(path, most_ms=3_600_000, progress=lambda ms: None)

    return run


def tone(seconds: float, decibels: float, pitch: float = 997) -> np.ndarray:
    """A sine whose top is at `decibels` of full scale."""
    return 32_767 * 10 ** (decibels / 20) * np.sin(2 * np.pi * pitch * np.arange(int(seconds * RATE)) / RATE)


@pytest.mark.parametrize("decibels", [-3, -23, -40])
def test_loudness_is_that_of_the_norm(facts, decibels):
    """EBU Tech 3341, case 1, for one channel: 997 Hz at x dBFS is x - 3.01 LUFS; the filter adds nothing there."""
    assert facts(tone(5, decibels)).loudness == pytest.approx(decibels - 3.01, abs=0.1)


def test_pauses_do_not_make_a_voice_quieter(facts):
    """EBU Tech 3341, case 3 in short: what is 10 LU below the rest does not count."""
    spoken = tone(10, -23)
    assert facts(np.concatenate([spoken, tone(10, -50)])).loudness == pytest.approx(facts(spoken).loudness, abs=0.3)


def test_two_channels_that_carry_the_same_are_louder_than_one(facts, tmp_path):
    path = tmp_path / "two.wav"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("pcm_s16le", rate=RATE, layout="stereo")
        wave = np.repeat(tone(3, -23), 2).astype(np.int16)[np.newaxis]
        frame = av.AudioFrame.from_ndarray(wave, format="s16", layout="stereo")
        frame.sample_rate = RATE
        out.mux(stream.encode(frame))
    found = facts(path.read_bytes())
    assert (found.sound.channels, found.loudness) == (2, pytest.approx(-23, abs=0.1))


def test_silence_is_as_quiet_as_the_norm_goes(facts):
    found = facts(np.zeros(2 * RATE))
    assert (found.loudness, found.silent_share, found.clipped_share) == (-70, 1, 0)


def test_a_moment_is_too_short_to_have_a_loudness(facts):
    assert facts(tone(0.3, -10)).loudness is None


def test_the_share_of_silence_is_that_of_the_time_when_nobody_speaks(facts):
    found = facts(np.concatenate([tone(3, -20), tone(1, -60)]))
    assert found.silent_share == pytest.approx(0.25, abs=0.01)


def test_a_wave_whose_top_was_cut_off_is_clipped(facts):
    assert facts(tone(2, 6)).clipped_share > 0.3


def test_a_wave_that_just_fits_is_not_clipped(facts):
    assert facts(tone(2, -0.3, pitch=5_000)).clipped_share == 0


def test_a_click_at_full_scale_is_not_clipping(facts):
    quiet = tone(2, -20)
    quiet[RATE] = 32_767
    assert facts(quiet).clipped_share == 0


def test_what_was_clipped_is_still_known_after_a_recorder_made_it_small(tmp_path, facts):
    path = sounds.recorded(tmp_path / "a.webm", "libopus", sound=sounds.frame(tone(2, 9, pitch=220), RATE))
    assert facts(path.read_bytes()).clipped_share > 0.01


def test_every_number_stays_finite_whatever_the_samples_are(facts):
    found = facts(hostile.floats(np.tile([np.nan, np.inf, -np.inf, 1e38], 4_000)))
    assert found.loudness is None or np.isfinite(found.loudness)
    assert (found.duration_ms, len(found.peaks)) == (1_000, 10)


CUT = [("a.mp3", "libmp3lame"), ("a.flac", "flac"), ("a.ogg", "libopus"), ("a.webm", "libopus"), ("a.wav", "pcm_s16le")]
CUT += [("a.aiff", "pcm_s16be"), ("a.aac", "aac"), ("a.caf", "pcm_s16be"), ("a.mka", "aac"), ("a.au", "pcm_s16be")]


@pytest.mark.parametrize(("name", "codec"), CUT)
def test_a_file_that_was_cut_off_ends_early_and_a_whole_one_does_not(tmp_path, facts, name, codec):
    whole = sounds.encode(tmp_path / name, codec, seconds=6).read_bytes()
    assert (facts(whole).ends_early, facts(whole[: len(whole) * 2 // 3]).ends_early) == (False, True)


def test_an_m4a_with_its_index_in_front_that_was_cut_off_ends_early(tmp_path, facts):
    path = sounds.encode(tmp_path / "a.m4a", "aac", seconds=6, options={"movflags": "+faststart"})
    assert facts(path.read_bytes()[:-9_000]).ends_early


@pytest.mark.parametrize("name", ["a.m4a", "a.mov"])
def test_a_file_whose_index_never_came_is_refused_as_incomplete(tmp_path, facts, name):
    whole = sounds.encode(tmp_path / name, "aac", seconds=3).read_bytes()
    with pytest.raises(sandbox.UnreadableSound, match="arrived incomplete"):
        facts(whole[: len(whole) // 2])


@pytest.mark.parametrize(("name", "codec"), [("a.webm", "libopus"), ("a.mp4", "aac")])
def test_a_browsers_own_recording_says_no_length_and_is_whole(tmp_path, facts, name, codec):
    assert not facts(sounds.recorded(tmp_path / name, codec, seconds=3).read_bytes()).ends_early


@pytest.mark.parametrize("size", [0, 0xFFFF_FFFF, 0x7FFF_FFFF])
def test_a_wav_of_a_length_not_known_when_it_began_is_whole(facts, size):
    whole = factories.tone(2)
    assert not facts(whole[:40] + struct.pack("<I", size) + whole[44:]).ends_early


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mp3", "libmp3lame"), ("a.aac", "aac"), ("a.flac", "flac"), ("a.ogg", "libopus")]
)
def test_a_title_behind_the_sound_is_no_damage(tmp_path, facts, name, codec):
    whole = sounds.encode(tmp_path / name, codec, seconds=2).read_bytes()
    assert not facts(whole + b"TAG" + b"Grandma Ilse".ljust(125)).ends_early


def dated(tmp_path, moment: str, name: str = "a.m4a", tag: str = "creation_time") -> bytes:
    path = tmp_path / name
    with av.open(str(path), "w") as out:
        out.metadata[tag] = moment
        stream = out.add_stream("aac" if name.endswith("a") else "libmp3lame", rate=RATE, layout="mono")
        for frame in av.AudioResampler(format="fltp", layout="mono", rate=RATE, frame_size=stream.frame_size).resample(
            sounds.note(1, RATE)
        ):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path.read_bytes()


@pytest.mark.parametrize("name", ["a.m4a", "a.mka"])
def test_the_moment_of_recording_is_read_from_the_file(tmp_path, facts, name):
    said = facts(dated(tmp_path, "2024-03-14T15:09:26.000000Z", name)).made_at
    assert inspection.moment(said) == datetime(2024, 3, 14, 15, 9, 26, tzinfo=UTC)


def test_a_file_without_a_date_says_none(facts):
    assert facts(factories.tone()).made_at == ""


@pytest.mark.parametrize("date", ["1965", "2024-03-14", "yesterday", "2024-13-41T99:99:99"])
def test_what_is_no_moment_is_not_taken_for_one(tmp_path, facts, date):
    assert facts(dated(tmp_path, date, "a.mp3", "date")).made_at == ""


def test_a_moment_without_an_offset_is_by_our_own_clock(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    assert inspection.moment("2024-07-01T12:00:00") == datetime(2024, 7, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("said", ["1904-01-01T00:00:00+00:00", "1970-01-01T00:00:00+00:00", "0001-01-01T00:00:00", ""])
def test_a_clock_that_was_never_set_says_nothing(said):
    assert inspection.moment(said) is None


def test_the_future_is_not_when_it_was_made():
    assert inspection.moment((timezone.now() + timedelta(days=3)).isoformat()) is None
