"""The table of the kinds of time phrase and the language files speak of the same kinds."""

import pytest

from stories.engines.languages import available, load
from stories.engines.times.kinds import EVENT, KINDS


@pytest.mark.parametrize("code", available())
def test_every_kind_in_a_language_file_has_a_row(code):
    assert {kind for kind, *_ in load(code).time} - set(KINDS) == set()


def test_every_row_is_a_kind_of_some_language_file_or_the_list_of_events():
    spoken = {kind for code in available() for kind, *_ in load(code).time}
    assert set(KINDS) == spoken | {EVENT}


@pytest.mark.parametrize("code", available())
def test_every_word_list_that_a_kind_shuns_is_in_a_language_file(code):
    shunned = {kind.never_behind for kind in KINDS.values()} - {""}
    assert shunned <= set(load(code).data["words"])


def test_no_kind_both_settles_the_year_and_gives_way_to_one_that_does():
    assert [kind.name for kind in KINDS.values() if kind.settles_year and kind.gives_way_to_year] == []
