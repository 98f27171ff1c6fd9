"""The practice set comes out the same each time, and its halves share no voice and no text."""

import json
import re
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "bench"
sys.path.append(str(BENCH))

from speech.plan import interviews, planned  # noqa: E402
from speech.rooms import ROOMS  # noqa: E402
from speech.telling import told  # noqa: E402
from speech.texts import HALVES, names, sentence  # noqa: E402
from speech.voices import VOICES, Voice, bent, spoken_by_rule  # noqa: E402


@pytest.fixture
def plan():
    return {half: planned(half) + interviews(half) for half in HALVES}


def by_rule(plan):
    """A talk that is made quickly: espeak-ng's, in a clear room."""
    return next(talk for talk in plan["kept"] if talk.voice("A").program == "espeak-ng" and talk.room == "clear")


def of_people(plan, half):
    """The people whose voices a half is made of; all that espeak-ng makes by one rule is one."""
    voices = [talk.voice(speaker) for talk in plan[half] for speaker in talk.voices]
    return {
        (voice.program, voice.name if voice.program == "espeak-ng" else name)
        for voice in voices
        for name in voice.name.split("+")
    }


def test_the_halves_share_no_voice(plan):
    tuning, kept = of_people(plan, "tuning"), of_people(plan, "kept")
    assert tuning
    assert kept
    assert not tuning & kept


def test_the_halves_share_no_text(plan):
    sentences = {
        half: {sentence.written for talk in talks for sentence in talk.sentences()} for half, talks in plan.items()
    }
    assert not sentences["tuning"] & sentences["kept"]
    assert min(map(len, sentences.values())) > 150


def test_every_text_is_said_and_every_voice_is_heard(plan):
    for half, talks in plan.items():
        assert {talk.text for talk in talks} == set(names(half))
        assert {name for talk in talks for name in talk.voices.values()} == set(VOICES[half])


def test_there_are_twenty_voices_of_english_and_three_other_languages(plan):
    talks = [talk for half in plan.values() for talk in half]
    assert len({name for talk in talks if talk.language == "en" for name in talk.voices.values()}) >= 20
    for half in map(planned, HALVES):
        assert {talk.language for talk in half} == {"en", "de", "fr", "es"}
        assert {talk.kind for talk in half} == {"read", "told", "talked", "interview", "old", "de", "fr", "es"}
        assert len({talk.room for talk in half}) == 9


def test_no_two_sounds_have_one_name(plan):
    names = [talk.name for half in plan.values() for talk in half]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[\w-]+", name) for name in names)


def test_the_same_talk_sounds_the_same_and_says_when_and_who(plan, tmp_path):
    talk, write = by_rule(plan), runpy.run_path(str(BENCH / "speech_set.py"))["write"]
    paths = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        paths.append(write(tmp_path / name, talk, told(talk, Path(sys.executable))))
    assert paths[0].read_bytes() == paths[1].read_bytes()
    known = json.loads(paths[0].with_suffix(".json").read_text())
    sentences = paths[0].with_suffix(".txt").read_text().splitlines()
    assert [turn["text"] for turn in known["turns"]] == sentences
    ends = [moment for turn in known["turns"] for moment in (turn["start"], turn["end"])]
    assert ends == sorted(ends)
    assert paths[0].stat().st_size / 32_000 > ends[-1]


def test_the_command_goes_on_where_it_was_stopped(plan, tmp_path, monkeypatch, capsys):
    asked = ["--half", "kept", "--only", by_rule(plan).name, "--natural", sys.executable, "--missing"]
    monkeypatch.setattr(sys, "argv", ["speech_set.py", str(tmp_path), *asked])
    said = []
    for _ in range(2):
        runpy.run_path(str(BENCH / "speech_set.py"), run_name="__main__")
        said.append(capsys.readouterr().out)
    assert "kept: 0 s" not in said[0]
    assert "kept: 0 s" in said[1]
    assert len(list((tmp_path / "kept").iterdir())) == 3


def test_espeak_tells_when_each_word_begins(tmp_path):
    voice = Voice("espeak-ng", "en-us", 1.2)
    found = spoken_by_rule("In 1931 — well, we left.", voice)
    assert len(found.begins) == 6
    assert list(found.begins) == sorted(found.begins)
    assert found.begins[2] == found.begins[3]  # a dash is not said
    alone = spoken_by_rule("left.", voice)
    end = len(found.sound) / 16_000
    assert end - found.begins[-1] == pytest.approx(len(alone.sound) / 16_000, abs=0.08)


def test_a_longer_tract_moves_the_words_along():
    plain, longer = (spoken_by_rule("In 1931 we left.", Voice("espeak-ng", "en-us", tract=tract)) for tract in (1, 1.2))
    shares = [[moment / len(each.sound) for moment in each.begins] for each in (plain, longer)]
    assert shares[1] == pytest.approx(shares[0], rel=0.05, abs=2e-7)


def test_a_filler_is_said_but_not_expected():
    found = sentence("A: He had these, {er} these hands.")
    assert (found.spoken, found.written, found.speaker) == (
        "He had these, er, these hands.",
        "He had these, these hands.",
        "A",
    )
    assert sentence("Q: Where?").speaker == "Q"


def test_each_room_changes_the_sound_and_keeps_its_length():
    at = np.arange(32_000) / 16_000
    sound = 0.4 * np.sin(2 * np.pi * 700 * at) * (at % 0.5 < 0.3)
    heard = {name: room(sound, np.random.default_rng(1)) for name, room in ROOMS.items()}
    for name, each in heard.items():
        assert each.shape == sound.shape, name
        assert np.isfinite(each).all(), name
        assert 0.02 < np.abs(each).max() < 2, name
    telephone = np.abs(np.fft.rfft(heard["telephone"]))
    assert telephone[:300].max() < 0.01 * telephone.max()  # bins of half a hertz: below 150 Hz
    hum = np.abs(np.fft.rfft(heard["hum"] - sound))
    assert np.argmax(hum) == 100  # 50 Hz


def test_a_longer_tract_is_deeper():
    tone = np.sin(2 * np.pi * 200 * np.arange(16_000) / 16_000)
    deeper = bent(tone, Voice("flite", "slt", tract=1.25))
    assert np.argmax(np.abs(np.fft.rfft(deeper))) / (len(deeper) / 16_000) == pytest.approx(160, abs=1)
