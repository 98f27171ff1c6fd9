"""The parts by which a time is understood: the narrator's lifetime, the tale, what was told, the scene."""

from datetime import date

import pytest

from audio.errors import StepError
from stories.engines.base import Fact, Narrator
from stories.engines.languages import load
from stories.engines.times.discourse import Discourse
from stories.engines.times.lifetime import Lifetime
from stories.engines.times.scene import Scene, scenes
from stories.engines.times.spans import Span, months_span, years_span
from stories.engines.times.tale import NEAR_PAST, STALE, Tale
from stories.engines.times.told_events import KEPT, ToldEvent, ToldEvents


def birth(edtf: str) -> Fact:
    return Fact((("@birth", 0),), edtf, "")


def wedding(edtf: str) -> Fact:
    return Fact((("@me", 3), ("marry", 1)), edtf, "")


@pytest.mark.parametrize(
    ("facts", "first_year"),
    [
        ((birth("1934"), birth("1934-05")), 1934),
        ((birth("1934"), birth("1936")), None),
        ((), None),
    ],
)
def test_a_birth_told_elsewhere_is_known_unless_two_contradict(facts, first_year):
    assert Lifetime.of(Narrator("Ada", facts=facts), None).first_year == first_year


def test_the_narrators_own_birth_goes_before_what_was_told():
    assert Lifetime.of(Narrator("Ada", "1930", facts=(birth("1934"),)), None).birth_edtf == "1930"


def test_a_birth_said_on_the_way_leaves_the_earlier_lifetime_as_it_was():
    before = Lifetime.of(None, "2001-06-01")
    after = before.with_birth(years_span(1930), 7)
    assert (before.birth, after.birth_edtf, after.birth_sentence, after.last_year) == (None, "1930", 7, 2001)


@pytest.mark.parametrize(("figures", "year"), [(4, 1904), (34, 1934), (99, 1999), (28, 1928), (100, None)])
def test_two_figures_are_the_year_nearest_to_the_lifetime(figures, year):
    assert Lifetime(birth=years_span(1905), recorded=years_span(1999)).year_ending_in(figures) == year


def test_a_date_that_is_none_is_refused_by_what_it_is():
    with pytest.raises(StepError, match="A fact is not an EDTF date: 'once'"):
        Discourse.of(Narrator("Ada", facts=(wedding("once"),)), None)


def test_a_wide_time_around_where_the_tale_is_moves_nothing():
    tale, summer = Tale(), months_span(1950, 6, 8)
    tale.move_to(summer)
    tale.move_to(years_span(1949, 1951))
    assert tale.anchor == summer


def test_a_wide_time_long_after_moves_the_tale():
    tale = Tale()
    tale.move_to(years_span(1950))
    tale.read_on(STALE + 1, "")
    tale.move_to(years_span(1949, 1951))
    assert tale.anchor == years_span(1949, 1951)


@pytest.mark.parametrize(("later", "year"), [(NEAR_PAST, 1926), (NEAR_PAST + 1, 1950)])
def test_a_time_before_the_birth_is_counted_from_for_a_few_sentences(later, year):
    tale = Tale()
    tale.move_to(years_span(1950))
    tale.look_back(years_span(1926))
    tale.read_on(later, "")
    assert tale.after_looking_back().year == year


def test_counting_from_another_time_leaves_the_tale_where_it_is():
    tale = Tale()
    tale.move_to(years_span(1950))
    assert (tale.counted_from(years_span(1960)).year, tale.year) == (1960, 1950)


def test_an_age_told_at_once_moves_a_counted_time_by_a_year():
    tale, february = Tale(), months_span(1951, 2)
    tale.move_to(february)
    tale.describe_anchor(february, is_counted=True, is_range=False)
    tale.check_by_age(Span(date(1951, 5, 1), date(1952, 4, 30)))
    assert tale.anchor == months_span(1952, 2)


def test_a_time_said_outright_is_not_moved_by_an_age():
    tale, february = Tale(), months_span(1951, 2)
    tale.move_to(february)
    tale.describe_anchor(february, is_counted=False, is_range=False)
    tale.check_by_age(Span(date(1951, 5, 1), date(1952, 4, 30)))
    assert tale.anchor == february


def test_what_other_recordings_dispute_is_not_known():
    told = ToldEvents.of((wedding("1955"), wedding("1957"), Fact((("die", 1), ("tom", 2)), "1960", "")))
    assert [event.span for event in told.unique()] == [years_span(1960)]


def test_the_last_birth_is_the_only_one_told_of_lately():
    told = ToldEvents()
    told.add(ToldEvent(years_span(1950), {"born": 1, "tom": 3}, 0))
    told.add(ToldEvent(years_span(1953), {"born": 1, "ann": 3}, 20))
    assert told.last_birth(21) is told.with_word("ann")[0]
    told.add(ToldEvent(years_span(1955), {"born": 1, "joe": 3}, 21))
    assert told.last_birth(22) is None


def test_of_each_word_only_the_latest_events_are_kept():
    told = ToldEvents()
    for year in range(KEPT + 3):
        told.add(ToldEvent(years_span(1950 + year), {"flood": 1}, year))
    assert [event.span.first.year for event in told.with_word("flood")] == list(range(1953, 1953 + KEPT))


def test_a_scene_takes_its_side_of_the_equator_from_the_lands_around_it():
    texts = ["We lived in Australia."] * 2 + ["It rained."] * 20
    found = scenes(texts, load("en"))
    assert (found[0].land, found[0].is_southern, found[20].is_southern) == ("australia", True, None)


def test_a_land_that_was_not_named_is_not_near():
    scene = Scene(("australia", "england"))
    assert (scene.nearness(["england"]), scene.nearness(["peru"])) == (3, None)
