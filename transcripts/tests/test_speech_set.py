"""The measuring set is made of talks that are really there, and comes out the same each time."""

import runpy
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
made = runpy.run_path(str(ROOT / "bench" / "speech_set.py"))


def test_the_same_words_give_the_same_sound():
    voice = made["Voice"]("espeak-ng", "en-us", 1.1, 20)
    one, other = (made["told"](["He lit the oven.", "We moved."], voice, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(one, other)
    assert one.std() > 100


def test_the_talks_are_long_enough_and_have_names_and_numbers():
    talks = dict(made["talks"]())
    words = " ".join(sentence for sentences in talks.values() for sentence in sentences).split()
    assert len(words) > 1_500
    assert sum(any(letter.isdigit() for letter in word) for word in words) > 20


def test_what_is_fitted_on_is_not_what_is_measured():
    measured = {sentence for _, sentences in made["talks"]() for sentence in sentences}
    fitted = {sentence for _, sentences in made["fitting"]() for sentence in sentences}
    assert len(fitted) > 80
    assert not measured & fitted
