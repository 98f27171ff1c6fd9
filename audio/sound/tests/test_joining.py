"""A recorder that began anew wrote several files into one: they become one that plays from end to end."""

import av
import numpy as np
import pytest

from audio.errors import UnreadableSound
from audio.sound import sandbox
from audio.sound.tests import sounds
from audio.tests import factories

HOUR = 3_600_000


def take(tmp_path, name, codec="libopus", *, seconds=2.0, pitch=440.0, rate=48_000) -> bytes:
    return sounds.recorded(
        tmp_path / name, codec, rate=rate, sound=sounds.note(seconds, rate, pitch=pitch)
    ).read_bytes()


@pytest.fixture
def join(tmp_path):
    """Joins takes that lie one behind the other; the joined file is `join.target`."""

    def run(*takes: bytes) -> sandbox.Joined:
        path = tmp_path / "takes"
        path.write_bytes(b"".join(takes))
        return sandbox.join(path, [sum(map(len, takes[:n])) for n in range(1, len(takes))], run.target)

    run.target = tmp_path / "joined"
    return run


def duration_ms(path) -> int:
    return sandbox.measure(path, most_ms=HOUR, progress=lambda ms: None).duration_ms


def packets(path) -> list[tuple[float, bytes]]:
    """Seconds and bytes of each packet."""
    with av.open(str(path)) as file:
        return [(float(p.pts * p.time_base), bytes(p)) for p in file.demux(audio=0) if p.size]


def pitches(path) -> list[int]:
    """The loudest pitch of each second, in Hz to the nearest ten."""
    samples = np.frombuffer(b"".join(sandbox.speech(path)), np.int16)
    seconds = samples[: len(samples) // 16_000 * 16_000].reshape(-1, 16_000)
    return [round(int(np.abs(np.fft.rfft(second)).argmax()), -1) for second in seconds]


KINDS = [("a.webm", "libopus"), ("a.mp4", "aac"), ("a.mp4", "libopus")]


@pytest.mark.parametrize(("name", "codec"), KINDS)
def test_all_takes_are_heard_one_after_another(tmp_path, join, name, codec):
    found = join(*(take(tmp_path, name, codec, pitch=pitch, seconds=3) for pitch in (440, 880, 660)))
    assert found.unread_takes == 0
    assert duration_ms(join.target) == pytest.approx(9_000, abs=200)
    heard = pitches(join.target)
    assert [heard[1], heard[4], heard[7]] == [440, 880, 660]


@pytest.mark.parametrize(("name", "codec"), KINDS)
def test_packets_stay_as_the_recorder_made_them(tmp_path, join, name, codec):
    one, two = take(tmp_path, name, codec), take(tmp_path, name, codec, pitch=880)
    join(one, two)
    came = []
    for content in (one, two):
        (tmp_path / "single").write_bytes(content)
        came += [content for _, content in packets(tmp_path / "single")]
    assert [content for _, content in packets(join.target)] == came


@pytest.mark.parametrize(("name", "codec"), KINDS)
def test_time_goes_on_without_a_jump(tmp_path, join, name, codec):
    join(*[take(tmp_path, name, codec, seconds=1.97)] * 3)
    times = np.array([time for time, _ in packets(join.target)])
    assert times[0] == pytest.approx(0, abs=0.05)
    assert (np.diff(times).min() > 0, np.diff(times).max() < 0.05) == (True, True)


@pytest.mark.parametrize(("name", "codec"), KINDS)
def test_the_joined_file_knows_its_length(tmp_path, join, name, codec):
    join(*[take(tmp_path, name, codec)] * 2)
    with av.open(str(join.target)) as file:
        assert file.duration / 1_000_000 == pytest.approx(4, abs=0.1)


@pytest.mark.parametrize(
    ("name", "codec", "suffix"),
    [("a.webm", "libopus", ".webm"), ("a.mp4", "aac", ".m4a"), ("a.mp4", "libopus", ".m4a")],
)
def test_it_says_what_the_joined_file_is(tmp_path, join, name, codec, suffix):
    found = join(*[take(tmp_path, name, codec)] * 2)
    assert (found.suffix, found.codec, found.sample_rate, found.channels) == (
        suffix,
        codec.removeprefix("lib"),
        48_000,
        1,
    )


@pytest.mark.parametrize(("name", "codec"), KINDS)
@pytest.mark.parametrize("lost", [1, 90, 3_000])
def test_a_take_that_was_cut_in_mid_packet_loses_its_last_moment_only(tmp_path, join, name, codec, lost):
    whole = take(tmp_path, name, codec, seconds=4)
    join(whole[:-lost], take(tmp_path, name, codec, pitch=880))
    assert 5_000 < duration_ms(join.target) < 6_100
    assert pitches(join.target)[-1] == 880


def test_takes_of_different_kinds_are_decoded_and_kept_without_loss(tmp_path, join):
    found = join(take(tmp_path, "a.webm"), take(tmp_path, "a.mp4", "aac", pitch=880, rate=44_100))
    assert (found.suffix, found.codec, found.sample_rate, found.channels) == (".flac", "flac", 48_000, 1)
    assert duration_ms(join.target) == pytest.approx(4_000, abs=100)
    heard = pitches(join.target)
    assert (heard[0], heard[-1]) == (440, 880)


def test_takes_that_no_browser_container_holds_are_decoded(tmp_path, join):
    found = join(factories.tone(1), factories.tone(2))
    assert (found.codec, duration_ms(join.target)) == ("flac", 3_000)


@pytest.mark.parametrize("broken", [b"nothing that anybody could hear", bytes(2_000), b"\x1a\x45\xdf\xa3"])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_take_that_cannot_be_read_is_left_out_and_counted(tmp_path, join, broken, at):
    takes = [take(tmp_path, "a.webm"), take(tmp_path, "a.webm", pitch=880)]
    takes.insert(at, broken)
    assert join(*takes).unread_takes == 1
    assert duration_ms(join.target) == pytest.approx(4_000, abs=100)


def test_takes_of_which_none_can_be_read_are_refused(join):
    with pytest.raises(UnreadableSound, match="None of the parts"):
        join(b"nothing", b"at all")


def test_starts_that_make_no_sense_do_no_harm(tmp_path, join):
    content = take(tmp_path, "a.webm")
    path = tmp_path / "takes"
    path.write_bytes(content * 2)
    found = sandbox.join(path, [10**9, len(content), len(content), 0, -5], join.target)
    assert (found.unread_takes, duration_ms(join.target)) == (0, pytest.approx(4_000, abs=100))


def test_what_the_recorder_wrote_stays_as_it_came(tmp_path, join):
    takes = [take(tmp_path, "a.webm"), take(tmp_path, "a.webm", pitch=880)]
    join(*takes)
    assert (tmp_path / "takes").read_bytes() == b"".join(takes)
