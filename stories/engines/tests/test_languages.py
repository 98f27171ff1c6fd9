"""The language files hold the same things, so that adding a language is writing one, and English is no special case."""

import re

import pytest

from audio.errors import StepError
from stories.engines.base import SpokenSegment
from stories.engines.languages import available, load
from stories.engines.rules import RulesEngine
from stories.engines.wording.word_classes import ENDINGS, OPEN, SMALL, word_classes

LANGUAGES = available()
OTHERS = [code for code in LANGUAGES if code != "en"]
KINDS = frozenset(
    "date month season holiday years year short_year decade half_decade century age age_range age_season before_age "  # noqa: SIM905
    "age_of_somebody birthday school school_name anniversary later earlier days_later days_earlier weekday next_day ago "
    "yesterday next previous same last day_in_anchor period_in_anchor period_at_hand since_event year_event when_event "
    "war war_began war_part war_ended before_war".split()
)
SECTIONS = ("grammar", "words", "cues", "people", "phrases")


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_has_every_key_of_english_and_no_other(code):
    english, other = load("en"), load(code)
    assert set(other.data) == set(english.data)
    for section in SECTIONS:
        assert set(other.data[section]) == set(english.data[section])
    assert set(other.names) == set(english.names)


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_has_as_many_ways_to_tell_time(code):
    """Every kind of time in the issue's list; English has more ways to say some of them."""
    assert {kind for kind, *_ in load(code).time} >= KINDS


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_counts_to_ninety_nine(code):
    values = set(load(code).data["numbers"].values())
    assert values >= ({*range(1, 21), 30, 40, 50, 60, 70, 80, 90} if code == "en" else set(range(1, 100)))


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_names_the_same_months_seasons_and_days(code):
    data, english = load(code).data, load("en").data
    for table in ("months", "weekdays"):
        assert set(data[table].values()) == set(english[table].values())
    assert {tuple(months) for months in data["seasons"].values()} >= {(3, 5), (6, 8), (9, 11), (12, 2)}


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_knows_movable_feasts_of_three_religions(code):
    rules = [rule for rule in load(code).data["holidays"].values() if isinstance(rule, str)]
    for calendar in ("easter", "hebrew", "islamic"):
        assert sum(rule.startswith(calendar) for rule in rules) >= 2


@pytest.mark.parametrize("code", LANGUAGES)
def test_kin_words_stand_for_the_relations_of_english(code):
    people, english = load(code).data["people"], load("en").data["people"]
    known = {*english["kin"].values(), "siblings"}
    assert set(people["kin"].values()) <= known
    assert set(people["roles"]["single"]) == set(english["roles"]["single"])


@pytest.mark.parametrize("code", OTHERS)
def test_a_title_can_speak_of_near_kin(code):
    assert set(load(code).grammar["my_kin"]) >= {"mother", "father", "brother", "sister", "husband", "wife"}


def test_choices_in_a_key_are_spread_over_its_forms():
    numbers = load("de").data["ordinals"]
    assert {numbers[form] for form in ("dritte", "dritten", "dritter", "drittes")} == {3}
    assert not any(re.search(r"[()|]", key) for key in numbers)


def test_no_language_is_guessed_where_there_is_no_file():
    with pytest.raises(StepError, match="No story rules for the language 'xx'"):
        RulesEngine("xx")


@pytest.mark.parametrize("code", LANGUAGES)
def test_talk_in_any_other_language_is_told_without_error(code):
    talk = tuple(SpokenSegment(str(at), at * 5.0, at * 5.0 + 4, text) for at, text in enumerate(LINES))
    assert sum(len(story.chunk_ids) for story in RulesEngine(code).find(talk).stories) <= len(LINES)


LINES = (
    "In 1950 we moved.",
    "Im Jahr 1950 zogen wir um.",
    "En 1950 on a déménagé.",
    "En 1950 nos mudamos.",
    "Мы жили там.",
) * 4


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_says_of_its_words_what_english_says(code):
    """The same lists, for the making of titles; words of two classes are each language's own."""
    english, other = word_classes(load("en")).data, word_classes(load(code)).data
    assert set(other) == set(english)
    for section in set(english) - {"two_ways", "definite"}:
        assert set(other[section]) == set(english[section])


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_of_two_classes_are_of_classes_that_there_are(code):
    known = word_classes(load(code))
    for letters in known.two_ways.values():
        assert len(letters) == 3
        assert set("".join(letters)) <= {*SMALL.values(), *OPEN.values(), *ENDINGS.values(), "E"}
