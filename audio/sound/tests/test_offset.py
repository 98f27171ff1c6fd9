"""A constant offset is taken out before anything is heard; sound without one stays as it is, to the byte."""

import numpy as np
import pytest

from audio.sound import sandbox
from audio.sound.offset import without_offset
from audio.sound.tests import sounds

RATE = 16_000


def blocks(samples: np.ndarray) -> list[np.ndarray]:
    return [samples[at : at + RATE].astype(np.float32) for at in range(0, len(samples), RATE)]


def voice(seconds: float) -> np.ndarray:
    """Loud and quiet by turns, with a hum below."""
    time = np.arange(int(seconds * RATE)) / RATE
    return 0.3 * np.sin(2 * np.pi * 231 * time) * (np.sin(2 * np.pi * 0.7 * time) > 0) + 0.1 * np.sin(
        2 * np.pi * 50 * time
    )


@pytest.mark.parametrize("offset", [0.12, -0.03])
def test_an_offset_is_taken_out_from_the_first_moment_to_the_last(offset):
    said = voice(3.2)
    found = np.concatenate(list(without_offset(blocks(said + offset))))
    assert np.abs(found - said).max() < 0.02
    assert abs(found[:RATE].mean()) < 0.002
    assert abs(found[-RATE // 2 :].mean() - said[-RATE // 2 :].mean()) < 0.02


def test_an_offset_that_comes_later_is_taken_out_without_a_click():
    said = voice(6)
    found = np.concatenate(list(without_offset(blocks(said + 0.1 * (np.arange(len(said)) >= 3 * RATE)))))
    assert np.abs(np.diff(found - said)).max() < 0.11  # the click that was recorded, and no other
    assert np.abs(found[4 * RATE :] - said[4 * RATE :]).max() < 0.02


def test_sound_without_an_offset_is_given_as_it_is():
    said = blocks(voice(3.2) + 0.004)
    assert all(np.array_equal(*each) for each in zip(said, without_offset(said), strict=True))


def test_what_engines_are_given_has_no_offset(tmp_path):
    wave = 3_000 * np.sin(2 * np.pi * 231 * np.arange(3 * RATE) / RATE)
    found = []
    for offset in (0, 4_000):
        path = sounds.encode(
            tmp_path / f"{offset}.wav", "pcm_s16le", rate=RATE, sound=sounds.frame(wave + offset, RATE)
        )
        found.append(np.frombuffer(b"".join(sandbox.speech(path)), np.int16).astype(int))
    assert np.abs(found[0] - np.rint(wave)).max() <= 1
    assert np.abs(found[0] - found[1]).max() <= 40
