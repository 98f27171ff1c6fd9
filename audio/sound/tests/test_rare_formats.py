"""Formats of old discs, archives and recorders that FFmpeg cannot write are heard and played like any other."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from audio.errors import UnreadableSound
from audio.sound import decoding
from audio.sound.tests import rare
from audio.sound.tests.test_sound_corpus import check, codes
from audio.tests.voices import NOTES, SECONDS, voice

RATE = 16_000
KEPT = Path(__file__).parent / "kept"
SAMPLES = (voice(0, rate=RATE) * 32_767).astype(np.int16)
KINDS: dict[str, Callable[[], bytes]] = {
    "a.dff": lambda: rare.dff(SECONDS, NOTES[0]),
    "a.sph": lambda: rare.sphere(SAMPLES, RATE),
    "a.pvf": lambda: rare.portable_voice(SAMPLES, RATE),
    "a.shn": lambda: rare.shorten(SAMPLES, RATE),
    "a.mpc": (KEPT / "note.mpc").read_bytes,
}


@pytest.mark.parametrize("name", KINDS)
def test_what_lies_on_old_discs_is_heard_and_played(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(KINDS[name]())
    found = check(path, tmp_path, {0}, copied=True)
    assert name == "a.dff" or codes(found) == []  # bits from so simple a modulator are loud above all that one hears


@pytest.mark.parametrize("name", KINDS)
def test_it_is_known_again_under_the_name_that_we_give_it(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(KINDS[name]())
    found = decoding.probe(path)
    assert decoding.probe(path.rename(tmp_path / f"kept{found.suffix}")) == found


@pytest.mark.parametrize("name", KINDS)
def test_one_that_was_cut_short_is_heard_as_far_as_it_goes_or_refused_in_words(tmp_path, name):
    path, content = tmp_path / name, KINDS[name]()
    path.write_bytes(content[: len(content) * 2 // 3])
    try:
        check(path, tmp_path, set(), seconds=SECONDS * 2 / 3)
    except UnreadableSound as refusal:
        assert refusal.reason


def test_an_archive_of_speech_that_says_there_was_more_is_believed(tmp_path):
    path, content = tmp_path / "a.sph", KINDS["a.sph"]()
    path.write_bytes(content[: len(content) // 2])
    assert codes(check(path, tmp_path, set(), seconds=SECONDS / 2)) == ["ends_early"]
