"""Errors are counted in words as they are said, so that spelling is nobody's fault."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from audio.tests.factories import SAMPLES
from transcripts.measuring import Errors, errors, together
from transcripts.normalising import normalised


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Mr. Dashwood left in 1947.", "mister dashwood left in nineteen forty seven"),
        ("“Twenty-one,” she said", "21 she said"),
        ("It was five o'clock – late!", "It was five o’clock, late."),
        ("in nineteen hundred and forty seven", "in 1947"),
        ("The grey harbour and the theatre, we realised", "the gray harbor and the theater we realized"),
        ("He practised travelling", "he practiced traveling"),
    ],
)
def test_spelling_is_no_error(said, heard):
    assert errors(said, heard).wrong == 0


@pytest.mark.parametrize(
    ("heard", "wrong"),
    [
        ("the river froze at the mill", 0),
        ("the liver froze at the mill", 1),
        ("the river at the mill", 1),
        ("so the river froze at at the mill", 2),
        ("", 6),
    ],
)
def test_words_left_out_put_in_or_misheard_are_counted(heard, wrong):
    found = errors("The river froze at the mill.", heard)
    assert (found.words, found.wrong) == (6, wrong)


def test_names_are_what_has_a_capital_within_a_sentence():
    words = normalised("Then Nora Vance came. She and I went to York.")
    assert [each.word for each in words if each.is_name] == ["nora", "vance", "york"]


def test_a_word_remembers_its_token():
    assert [(each.word, each.token) for each in normalised("On — the twenty first, Mr. Dashwood")] == [
        ("on", 0),
        ("the", 2),
        ("21th", 3),
        ("mister", 5),
        ("dashwood", 6),
    ]


def test_a_name_that_was_misheard_is_one_of_the_names():
    found = errors("Then Nora Vance came.", "then laura vance came")
    assert (found.names, found.wrong_names, found.name_rate) == (2, 1, 0.5)


def test_without_names_there_is_no_rate_of_them():
    assert errors("it rained", "it rained").name_rate is None


def test_rates_of_several_are_those_of_all_their_words():
    assert together([Errors(10, 1, 0, 0), Errors(90, 9, 4, 1)]) == Errors(100, 10, 4, 1)


def test_the_command_measures_a_folder(tmp_path):
    for name in ("austen-0870.wav", "austen-0870.txt"):
        (tmp_path / name).write_bytes((Path(SAMPLES) / name).read_bytes())
    said = StringIO()
    call_command("measure_speech", str(tmp_path), "--engine", "moonshine", stdout=said)
    assert "austen-0870.wav                     22  0.0%" in said.getvalue()
    assert "all together" in said.getvalue()


def test_a_folder_without_texts_is_told(tmp_path):
    with pytest.raises(CommandError, match="no sound with a"):
        call_command("measure_speech", str(tmp_path))
