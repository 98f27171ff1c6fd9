"""Every phrase of `gold/phrases`: the time it means, or none, in each language. Those not right yet are in `en_open.toml`."""

import pytest

from stories.engines.languages import available
from stories.engines.rules import RulesEngine
from stories.gold.phrases import heard_in, is_right, read_phrases

LANGUAGES = available()
ENGINES = {language: RulesEngine(language) for language in LANGUAGES}
PHRASES = [(language, phrase) for language in LANGUAGES for phrase in read_phrases(language)]


@pytest.mark.parametrize(("language", "phrase"), PHRASES, ids=lambda value: getattr(value, "text", value))
def test_a_phrase_means_its_time_or_none(language, phrase):
    heard = heard_in(phrase, ENGINES[language])
    assert is_right(phrase, heard), f"expected {phrase.edtf or 'nothing'}, heard {heard or 'nothing'}"
