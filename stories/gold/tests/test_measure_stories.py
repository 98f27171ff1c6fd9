"""`manage.py measure_stories`, which needs no database."""

import io

import pytest
from django.core.management import CommandError, call_command

from stories.engines.base import Extraction
from stories.gold.marks import gold_transcripts
from stories.gold.phrases import read_phrases


@pytest.fixture
def one_life_each(monkeypatch):
    """The first transcript of each half: enough to see the table."""
    monkeypatch.setattr(
        "stories.management.commands.measure_stories.gold_transcripts", lambda half: gold_transcripts(half)[:1]
    )


def measure(*arguments):
    output = io.StringIO()
    call_command("measure_stories", *arguments, stdout=output)
    return output.getvalue()


@pytest.mark.usefixtures("one_life_each")
def test_it_prints_every_figure_of_each_half_and_form():
    printed = measure()
    for heading in ("tuning, clean", "tuning, lower", "apart, clean", "apart, lower"):
        assert f"{heading}: 1 transcripts" in printed
    for figure in (
        "Pk",
        "WindowDiff",
        "boundaries F1",
        "markers F1",
        "right years",
        "date of story right",
        "people F1",
        "places F1",
    ):
        assert printed.count(f"  {figure} ") == 4
    assert "phrases en, lower, silent: " in printed


class DeafEngine:
    """Finds nothing, so that every mark is an error."""

    def find(self, segments, *, narrator=None, recorded=None):
        return Extraction((), ())


def test_errors_are_listed_for_the_tuning_half_only(monkeypatch):
    monkeypatch.setattr("stories.management.commands.measure_stories.engine_named", lambda name, language: DeafEngine())
    printed = measure("--form", "clean", "--show", "boundaries", "markers", "years", "people", "places")
    tuning, apart = printed.split("\napart, clean")
    for kind in ("boundaries", "markers", "years", "people", "places"):
        assert f"  {kind}: " in tuning
        assert f"  {kind}: " not in apart
    assert all(gold.name in tuning for gold in gold_transcripts("tuning"))
    assert not any(gold.name in apart for gold in gold_transcripts("apart"))
    assert "phrases en, clean, dated: 0 of" in apart


def test_chains_kept_apart_are_measured_and_never_shown(monkeypatch):
    monkeypatch.setattr("stories.management.commands.measure_stories.engine_named", lambda name, language: DeafEngine())
    printed = measure("--half", "tuning", "--form", "clean", "--language", "en", "--show", "phrases")
    assert "phrases en_chains_apart, clean, dated: 0 of" in printed
    assert any(phrase.text in printed for phrase in read_phrases("en_chains"))
    assert not any(phrase.text in printed for phrase in read_phrases("en_chains_apart"))


def test_errors_of_the_half_kept_apart_are_refused():
    with pytest.raises(CommandError, match="kept apart"):
        measure("--half", "apart", "--show", "markers")
