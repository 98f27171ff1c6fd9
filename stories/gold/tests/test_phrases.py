"""Every phrase of `gold/phrases`: the time it means, or none, in each language. Those not right yet are in `en_open.toml`."""

import pytest

from stories.engines.languages import available
from stories.engines.rules import RulesEngine
from stories.gold.phrases import heard_in, is_right, read_phrases


@pytest.mark.parametrize("language", available())
@pytest.mark.parametrize("is_dated", [True, False], ids=["dated", "silent"])
@pytest.mark.parametrize("form", ["", "_chains"], ids=["alone", "chains"])
def test_phrases_mean_their_times_or_none(language, is_dated, form):
    engine = RulesEngine(language)
    asked = [phrase for phrase in read_phrases(language + form) if bool(phrase.edtf) is is_dated]
    heard = [(phrase, heard_in(phrase, engine)) for phrase in asked]
    wrong = [
        f"{phrase.text!r} is {phrase.edtf or 'none'}, heard {got}" for phrase, got in heard if not is_right(phrase, got)
    ]
    assert asked
    assert not wrong, "\n".join(wrong)
