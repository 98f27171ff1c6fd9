"""Words are laid along the sound in which they are said; what is written is first turned into what is spoken."""

import subprocess

import numpy as np
import pytest

from transcripts.alignment.aligner import Aligner, Unaligned
from transcripts.alignment.phones import RULES, guessed
from transcripts.alignment.spoken import spoken
from transcripts.engines.base import SAMPLE_RATE
from transcripts.tests import voices


@pytest.fixture(scope="module")
def aligner() -> Aligner:
    return Aligner()


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("1947,", "nineteen forty seven"),
        ("1900", "nineteen hundred"),
        ("1905", "nineteen oh five"),
        ("2004", "two thousand four"),
        ("2000", "two thousand"),
        ("’60s", "sixties"),
        ("21st", "twenty first"),
        ("12th", "twelfth"),
        ("1,250.5", "one thousand two hundred fifty point five"),
        ("3,000,000", "three million"),
        ("Mrs.", "missus"),
        ("St.", "saint"),
        ("&", "and"),
        ("£5", "pounds five"),
        ("BBC", "b b c"),
        ("twenty-one", "twenty one"),
        ("o’clock", "o'clock"),
        ("“Yes,”", "yes"),
        ("—", ""),
        ("…", ""),
    ],
)
def test_what_is_written_is_said_as(token, words):
    assert spoken(token) == words.split()


@pytest.mark.parametrize("word", ["ngozi", "wrocław", "Łukasz", "xylophone's", "ß", "東京", "aaaaaaa", "'"])
def test_a_guess_is_made_of_known_phones_only(word, aligner):
    phones = set(" ".join(RULES.values()).split())
    assert guessed(word)
    assert set(guessed(word).split()) <= phones


def test_every_phone_of_the_rules_is_one_of_the_model(aligner):
    aligner.decoder.add_word("allofthem", " ".join(sorted(set(" ".join(RULES.values()).split()))), True)


def test_words_come_in_order_within_the_sound(aligner):
    samples = np.frombuffer(voices.sentences()[1], np.int16).astype(np.float32) / 32768
    placed = aligner.align(samples, ["he", "was", "not", "an", "ill", "disposed", "young", "man"])
    edges = [edge for each in placed for edge in (each.start, each.end)]
    assert edges == sorted(edges)
    assert 0 <= edges[0] < edges[-1] <= len(samples) / SAMPLE_RATE + 0.02


def test_a_dash_takes_no_time(aligner):
    samples = np.frombuffer(voices.sentences()[1], np.int16).astype(np.float32) / 32768
    he, dash, was, *_ = aligner.align(samples, ["he", "—", "was", "not", "an", "ill", "disposed", "young", "man"])
    assert dash.start == dash.end == he.end <= was.start
    assert dash.score is None


def test_a_name_that_no_dictionary_holds_finds_its_place(aligner):
    samples = np.frombuffer(voices.sentences()[1], np.int16).astype(np.float32) / 32768
    placed = aligner.align(samples, ["he", "was", "not", "an", "ill", "disposed", "yungue", "mann"])
    assert len(placed) == 8


@pytest.mark.parametrize("tokens", [[], ["—"]])
def test_nothing_said_cannot_be_aligned(aligner, tokens):
    with pytest.raises(Unaligned):
        aligner.align(np.zeros(SAMPLE_RATE, np.float32), tokens)


def test_after_a_text_that_does_not_fit_the_aligner_still_works(aligner):
    with pytest.raises(Unaligned):
        aligner.align(np.zeros(SAMPLE_RATE // 10, np.float32), ["impossible"] * 40)
    samples = np.frombuffer(voices.sentences()[1], np.int16).astype(np.float32) / 32768
    assert len(aligner.align(samples, ["he", "was", "not", "an", "ill", "disposed", "young", "man"])) == 8


TEXT = "my grandmother kept a lantern by the kitchen door and every winter evening she walked down to the frozen river"


def test_words_with_known_times_are_found_within_fifty_milliseconds(aligner, tmp_path):
    """Speech made word by word, so that each word's beginning is known to the sample."""
    parts, begins, at = [np.zeros(SAMPLE_RATE // 2, np.float32)], [], SAMPLE_RATE // 2
    for word in TEXT.split():
        path = tmp_path / f"{len(parts)}.wav"
        subprocess.run(["espeak-ng", "-v", "en-us", "-s", "150", "-w", path, word], check=True)
        said = voices.at_16_khz(path)
        begins.append(at / SAMPLE_RATE)
        parts.append(said)
        at += len(said)
    placed = aligner.align(np.concatenate([*parts, parts[0]]), TEXT.split())
    errors = np.abs([each.start - begin for each, begin in zip(placed, begins, strict=True)])
    assert np.median(errors) <= 0.05
    assert np.quantile(errors, 0.95) <= 0.15
