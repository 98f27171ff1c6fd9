"""Two channels that are two people's microphones are told from a pair that hears one room, and each is heard by itself."""

import wave
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest

from audio.sound import sandbox
from audio.sound.child_answers import Apart
from audio.sound.microphones import Levels
from audio.tests.factories import SAMPLES

RATE = 16_000
ANY = np.random.default_rng(1)


@cache
def sentences() -> tuple[np.ndarray, ...]:
    found = []
    for path in sorted(SAMPLES.glob("austen-*.wav")):
        with wave.open(str(path)) as file:
            found.append(np.frombuffer(file.readframes(file.getnframes()), np.int16) / 32_768)
    return tuple(found)


def interview(*, leak: float = -15, gains: tuple[float, float] = (0, 0), overlap: float = -0.4, noise: float = -65):
    """Five sentences, in turns into the left and the right microphone, so many dB quieter into the other one, and where each lies."""
    spans, at = [], RATE // 2
    for sentence in sentences():
        spans.append((at, at + len(sentence)))
        at += len(sentence) - int(overlap * RATE)
    sound = ANY.normal(0, 10 ** (noise / 20), (2, spans[-1][1] + RATE))
    for number, ((begin, end), sentence) in enumerate(zip(spans, sentences(), strict=True)):
        sound[number % 2, begin:end] += sentence
        sound[1 - number % 2, begin + 40 : end + 40] += sentence * 10 ** (leak / 20)
    return np.clip(sound * 10 ** (np.array(gains)[:, None] / 20), -1, 1), spans


def apart(sound: np.ndarray) -> Apart | None:
    levels = Levels(RATE)
    for at in range(0, sound.shape[1], RATE):
        levels.write(sound[:, at : at + RATE].astype(np.float32))
    return levels.apart


def written(path: Path, sound: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((len(sound), 2, RATE, 0, "NONE", "NONE"))
        file.writeframes(np.rint(sound * 32_767).astype("<i2").T.tobytes())
    return path


def heard(path: Path, **options) -> np.ndarray:
    return np.frombuffer(b"".join(sandbox.speech(path, **options)), np.int16) / 32_768


@pytest.mark.parametrize("leak", [-12, -20, -90])
@pytest.mark.parametrize("more", [{}, {"gains": (-15, 0)}, {"gains": (0, -10)}, {"noise": -40}, {"overlap": 0.5}])
def test_two_who_have_a_microphone_each_are_told_apart(leak, more):
    assert apart(interview(leak=leak, **more)[0]) is not None


def test_a_microphone_that_is_turned_down_is_no_one_elses():
    found = apart(interview(gains=(-15, 0))[0])
    assert found is not None
    assert found.balance == pytest.approx(-15, abs=3)


def one_voice() -> np.ndarray:
    return np.concatenate([np.pad(each, (RATE // 4, RATE // 4)) for each in sentences()])


def knocks(length: int) -> np.ndarray:
    return ANY.normal(0, 0.3, length) * (np.arange(length) // (RATE // 2) % 7 == 0)


def wind(length: int) -> np.ndarray:
    return ANY.normal(0, 0.1, length) * np.repeat(ANY.gamma(0.3, 1, length // 4_000 + 1), 4_000)[:length]


VOICE = one_voice()
MOVES = np.where(np.arange(len(VOICE)) // RATE % 2, 1.0, 0.5)
ORDINARY = {
    "one channel": VOICE[np.newaxis],
    "one channel twice": np.stack([VOICE, VOICE]),
    "opposite phase": np.stack([VOICE, -VOICE]),
    "a pair that stands apart": np.stack([VOICE, np.roll(VOICE, 12) * 0.6]),
    "a pair between two people": interview(leak=-6)[0],
    "somebody who walks about": np.stack([VOICE * MOVES, VOICE * (1.5 - MOVES)]),
    "a dead channel": np.stack([VOICE, 0 * VOICE]),
    "a channel that hisses": np.stack([VOICE, ANY.normal(0, 0.003, len(VOICE))]),
    "a channel that roars": np.stack([VOICE, ANY.normal(0, 0.1, len(VOICE))]),
    "a loose plug": np.stack([VOICE, knocks(len(VOICE))]),
    "knocks against one of a pair": np.stack([VOICE, VOICE * 0.2 + knocks(len(VOICE))]),
    "wind": np.stack([VOICE + wind(len(VOICE)), VOICE + wind(len(VOICE))]),
    "nothing": np.zeros((2, RATE)),
    "three channels": np.pad(interview()[0], ((0, 1), (0, 0))),
}


@pytest.mark.parametrize("kind", ORDINARY)
def test_any_other_sound_is_heard_together(kind):
    assert apart(ORDINARY[kind]) is None


def test_the_whole_file_says_whose_its_channels_are(tmp_path):
    found = [
        sandbox.measure(written(tmp_path / f"{name}.wav", sound), most_ms=10**7, progress=lambda ms: None).apart
        for name, sound in (("two", interview()[0]), ("one", ORDINARY["a pair that stands apart"]))
    ]
    assert isinstance(found[0], Apart)
    assert found[1] is None


@pytest.fixture
def sides(tmp_path):
    """Writes an interview; gives where its sentences lie, the samples of both channels, and what is heard of each side."""

    def run(**how):
        sound, spans = interview(**how)
        path, found = written(tmp_path / "two.wav", sound), apart(sound)
        return spans, sound, [heard(path, side=side, apart=found) for side in (0, 1)]

    return run


def power(samples: np.ndarray) -> float:
    return float(np.square(samples).mean())


def test_what_is_said_into_a_microphone_stays_as_it_is(sides):
    spans, sound, own = sides()
    for number, (begin, end) in enumerate(spans):
        side = number % 2
        assert np.abs(own[side][begin:end] - sound[side, begin:end]).max() < 0.001


def test_what_is_said_into_the_other_is_not_heard_twice(sides):
    spans, sound, own = sides()
    for number, (begin, end) in enumerate(spans):
        other = 1 - number % 2
        assert power(own[other][begin:end]) < 0.01 * power(sound[other, begin:end])


def test_where_both_speak_at_once_both_are_heard(sides):
    spans, sound, own = sides(overlap=1.0)
    for number, (begin, _) in enumerate(spans[1:], 1):
        both = slice(begin, begin + RATE)
        for side in (0, 1):
            assert power(own[side][both]) > 0.5 * power(sound[side, both]), number


def test_a_side_is_as_long_as_the_sound_and_taken_up_anywhere(tmp_path):
    sound, _ = interview()
    path, found = written(tmp_path / "two.wav", sound), apart(sound)
    whole = b"".join(sandbox.speech(path, side=1, apart=found))
    assert len(whole) == 2 * sound.shape[1]
    assert b"".join(sandbox.speech(path, side=1, apart=found, skip_ms=7_130)) == whole[2 * 16 * 7_130 :]


def test_two_tracks_of_one_channel_are_two_microphones_too(tmp_path):
    """As some recorders and calls write them."""
    sound, _ = interview()
    path = tmp_path / "two.mka"
    with av.open(str(path), "w") as out:
        streams = [out.add_stream("pcm_s16le", rate=RATE, layout="mono") for _ in sound]
        for stream, row in zip(streams, sound, strict=True):
            samples = np.rint(row * 32_767).astype(np.int16)[np.newaxis]
            frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
            frame.sample_rate = RATE
            out.mux(stream.encode(frame))
    assert sandbox.measure(path, most_ms=10**7, progress=lambda ms: None).apart is not None
