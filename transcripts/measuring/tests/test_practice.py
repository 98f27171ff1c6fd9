"""What was heard of many sounds is told by kind and room, with how far each figure can be trusted."""

import json
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from audio.tests.factories import SAMPLES
from transcripts.measuring.error_rates import Errors
from transcripts.measuring.intervals import change, interval
from transcripts.measuring.practice import Facts, Heard, by_text, facts, table


def row(words, wrong, **others):
    return Errors(words, wrong, others.pop("names", 0), others.pop("wrong_names", 0), **others)


def test_texts_that_are_all_alike_leave_no_doubt_about_their_rate():
    assert interval([row(100, 10)] * 5) == pytest.approx((0.1, 0.1))


def test_of_two_texts_both_may_be_drawn_twice():
    assert interval([row(100, 0), row(100, 50)]) == pytest.approx((0.0, 0.5))


def test_an_interval_weighs_texts_by_their_words():
    low, high = interval([row(900, 90), row(100, 10), row(100, 10)])
    assert (low, high) == pytest.approx((0.1, 0.1))


def test_an_interval_is_as_wide_as_a_binomial_one_where_each_text_is_one_word():
    rng = np.random.default_rng(5)
    wrong = rng.random(400) < 0.2
    low, high = interval([row(1, int(each)) for each in wrong])
    spread = 1.96 * np.sqrt(wrong.mean() * (1 - wrong.mean()) / 400)
    assert (low, high) == pytest.approx((wrong.mean() - spread, wrong.mean() + spread), abs=0.01)


def test_the_interval_of_names_is_drawn_from_names():
    assert interval([row(50, 9, names=4, wrong_names=1)] * 3, "wrong_names", "names") == pytest.approx((0.25, 0.25))


@pytest.mark.parametrize("texts", [[], [row(100, 10)], [row(0, 0), row(0, 0)]])
def test_no_interval_is_told_where_none_can_be_drawn(texts):
    assert interval(texts) is None


def test_a_fifth_fewer_wrong_words_everywhere_is_a_change_by_a_fifth():
    theirs = {"a": row(100, 10), "b": row(100, 20)}
    ours = {"a": row(100, 8), "b": row(100, 16)}
    share, (low, high) = change(ours, theirs)
    assert (share, low, high) == pytest.approx((-0.2, -0.2, -0.2))


def test_a_change_is_of_the_texts_that_both_have_heard():
    share, found = change({"a": row(100, 5), "c": row(100, 90)}, {"a": row(100, 10), "b": row(9, 9)})
    assert (share, found) == (pytest.approx(-0.5), None)


def test_without_errors_on_both_sides_nothing_has_changed():
    assert change({"a": row(10, 0), "b": row(10, 0)}, {"a": row(10, 0), "b": row(10, 0)}) == (0.0, (0.0, 0.0))


def test_a_text_that_is_said_in_two_rooms_is_one_text():
    heard = [Heard(Facts("told/mill", "told", room), row(10, wrong)) for room, wrong in (("clear", 1), ("far", 3))]
    assert by_text(heard) == {"told/mill": row(20, 4)}


def test_the_table_has_a_line_for_each_kind_each_room_and_all():
    heard = [
        Heard(Facts("a", "told", "clear"), row(100, 10, lost=2, inserted=3, names=4, wrong_names=1)),
        Heard(Facts("b", "told", "far"), row(100, 30, numbers=2, wrong_numbers=1), loops=2),
        Heard(Facts("c", "read", "clear"), row(50, 0)),
    ]
    lines = {line.split("  ")[0]: line.split() for line in table(heard)[1:]}
    assert list(lines) == ["read", "told", "in a clear room", "in far", "all"]
    assert " ".join(lines["told"]) == "told 2 200 20.0% 10.0% to 30.0% 17.5% 1.0% 1.5% 1 of 4 1 of 2 2"
    assert lines["all"][:4] == ["all", "3", "250", "16.0%"]


def test_sounds_of_which_nothing_is_told_have_only_the_line_of_all():
    assert [line.split()[0] for line in table([Heard(Facts("a"), row(10, 1))])[1:]] == ["all"]


def test_what_is_known_of_a_sound_stands_beside_it(tmp_path):
    (tmp_path / "one.json").write_text(json.dumps({"kind": "told", "text": "told/mill", "turns": []}))
    assert facts(tmp_path / "one.wav") == Facts("told/mill", "told")
    assert facts(tmp_path / "two.wav") == Facts("two")


def folder_with(tmp_path: Path, **known) -> Path:
    for name in ("austen-0870.wav", "austen-0870.txt"):
        (tmp_path / name).write_bytes((Path(SAMPLES) / name).read_bytes())
    (tmp_path / "austen-0870.json").write_text(json.dumps(known))
    return tmp_path


def test_the_command_tells_what_it_heard_by_kind(tmp_path):
    said = StringIO()
    folder = folder_with(tmp_path, kind="read", room="clear", language="en")
    call_command("measure_speech", str(folder), "--engine", "moonshine", stdout=said)
    assert [line.split()[:4] for line in said.getvalue().splitlines() if line.startswith("read")] == [
        ["read", "1", "22", "0.0%"]
    ]


def test_sound_in_another_language_is_not_measured(tmp_path):
    with pytest.raises(CommandError, match="in this language: en"):
        call_command("measure_speech", str(folder_with(tmp_path, language="fr")), "--engine", "moonshine")
