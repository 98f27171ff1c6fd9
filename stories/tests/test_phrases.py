"""Every phrase of `gold/phrases/en.toml`: the time it means, or none. Phrases not right yet are in `en_open.toml`."""

import pytest

from stories.engines import get_engine
from stories.gold.phrases import heard_in, is_right, read_phrases


@pytest.fixture(scope="module")
def engine():
    return get_engine("rules")


@pytest.mark.parametrize("phrase", read_phrases("en"), ids=lambda phrase: phrase.text)
def test_a_phrase_means_its_time_or_none(phrase, engine):
    heard = heard_in(phrase, engine)
    assert is_right(phrase, heard), f"expected {phrase.edtf or 'nothing'}, heard {heard or 'nothing'}"
