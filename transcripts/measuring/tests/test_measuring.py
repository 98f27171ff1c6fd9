"""Errors are counted in words as they are said, so that spelling is nobody's fault."""

from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from audio.tests import factories as audio
from audio.tests.factories import SAMPLES
from transcripts.doubt.weighing import scales
from transcripts.measuring.error_rates import Errors, errors, together
from transcripts.measuring.normalising import normalised
from transcripts.runs.choice import choose
from transcripts.runs.doubting import weigher_of
from transcripts.runs.trials import trial
from transcripts.tests import factories, voices


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


def test_months_days_and_titles_are_no_names():
    words = normalised("On Monday, in June, we saw Mrs. Vance and Professor Pym.")
    assert [each.word for each in words if each.is_name] == ["vance", "pym"]


def test_german_nouns_are_no_names():
    assert not any(each.is_name for each in normalised("Wir gingen zur Mühle.", "de"))


def test_a_filler_is_no_word_and_its_neighbours_keep_their_tokens():
    assert errors("We left in the spring.", "um we left uh in, er, the spring").wrong == 0
    assert [(each.word, each.token) for each in normalised("Um, we left")] == [("we", 1), ("left", 2)]


def test_what_is_a_filler_in_english_is_a_word_in_german():
    assert errors("Er kam um acht.", "kam acht", "de").lost == 2


def test_what_was_lost_inserted_and_misheard_is_told_apart():
    found = errors("the river froze at the mill", "the liver froze at the the")
    assert (found.wrong, found.misheard, found.lost, found.inserted) == (2, 2, 0, 0)
    found = errors("the river froze at the mill", "so the river at mill")
    assert (found.wrong, found.misheard, found.lost, found.inserted) == (3, 0, 2, 1)


@pytest.mark.parametrize(("said", "heard", "lost", "inserted"), [("it rained", "", 2, 0), ("", "it rained", 0, 2)])
def test_silence_on_one_side_is_all_lost_or_all_inserted(said, heard, lost, inserted):
    found = errors(said, heard)
    assert (found.wrong, found.misheard, found.lost, found.inserted) == (2, 0, lost, inserted)


def test_a_misheard_year_is_one_of_the_numbers():
    found = errors("In 1947 we had two goats and a hen.", "in nineteen forty six we had two goats and a hen")
    assert (found.numbers, found.wrong_numbers) == (2, 1)


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
    assert together([Errors(5, 4, 3, 2, 1, 2, 3, 1)] * 2) == Errors(10, 8, 6, 4, 2, 4, 6, 2)
    assert together([]) == Errors(0, 0, 0, 0)


def test_the_command_measures_a_folder(tmp_path):
    for name in ("austen-0870.wav", "austen-0870.txt"):
        (tmp_path / name).write_bytes((Path(SAMPLES) / name).read_bytes())
    said = StringIO()
    call_command("measure_speech", str(tmp_path), "--engine", "moonshine", stdout=said)
    assert "austen-0870.wav                     22  0.0%" in said.getvalue()
    assert "all together" in said.getvalue()
    assert "Confidence is off by" in said.getvalue()


def test_a_folder_without_texts_is_told(tmp_path):
    with pytest.raises(CommandError, match="no sound with a"):
        call_command("measure_speech", str(tmp_path))


def test_five_sentences_with_pauses_are_as_well_heard_when_the_best_hearing_is_chosen(tmp_path):
    (tmp_path / "austen.wav").write_bytes(voices.as_wav(voices.read_aloud()))
    (tmp_path / "austen.txt").write_text(voices.written())
    engine = choose("moonshine", "en").engine
    found = trial(tmp_path / "austen.wav", engine, weigher_of(engine))
    assert found.first.word_rate <= 0.03
    assert found.errors.word_rate <= 0.03
    assert found.loops == 0
    assert sum(map(len, found.right())) == sum(len(told.tokens) for told in found.lines)


def test_doubt_is_not_fitted_on_a_handful_of_words(tmp_path):
    for name in ("austen-0870.wav", "austen-0870.txt"):
        (tmp_path / name).write_bytes((Path(SAMPLES) / name).read_bytes())
    with pytest.raises(CommandError, match="are needed"):
        call_command("fit_doubt", str(tmp_path), "--output", str(tmp_path / "doubt.json"))
    assert not (tmp_path / "doubt.json").exists()


@pytest.mark.django_db
def test_doubt_is_fitted_on_what_people_corrected_and_confirmed(tmp_path, monkeypatch):
    chance = np.random.default_rng(0)
    transcript = factories.transcript(
        audio.recording(content=voices.as_wav(voices.read_aloud())), engine="moonshine", texts=[]
    )
    for index in range(40):
        heard = " ".join(["river"] * 10)
        text = " ".join("river" if chance.random() > 0.1 else "liver" for _ in range(10))
        factories.segment(transcript, index, heard)
        transcript.segments.filter(index=index).update(
            text=text, confirmed_at=timezone.now(), start_ms=index * 300, end_ms=index * 300 + 200
        )
    monkeypatch.setattr("transcripts.runs.doubting.HEARD_AGAIN", frozenset())
    call_command("fit_doubt", "--corrected", "--output", str(tmp_path / "doubt.json"), stdout=StringIO())
    assert scales(tmp_path / "doubt.json")["moonshine"].words == 400


@pytest.mark.parametrize("given", [[], ["folder", "--corrected"]])
def test_it_is_said_what_doubt_is_to_be_fitted_on(given):
    with pytest.raises(CommandError, match="Name a folder"):
        call_command("fit_doubt", *given)
