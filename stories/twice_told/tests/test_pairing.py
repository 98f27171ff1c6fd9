"""Two tellings of one event are found by what they share, and two events are kept apart."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from stories.twice_told.pairing import Telling, pairs, words_of

ICE = "The river froze over that January and my father carried the letters across the ice with a lantern tied to his coat."
ICE_AGAIN = "Our father walked over the frozen river with the letters, and we watched his lantern cross the ice from the landing."
WEDDING = "Henry brought his umbrella to the wedding in Plymouth, and my grandfather baked the cake with three tiers of marzipan."
SHOP = "Behind the counter stood jars of humbugs, and Miss Fletcher weighed them on brass scales every Saturday."
TRAIN = (
    "The locomotive stopped in a tunnel and soldiers shared their sardines with the whole compartment until midnight."
)
NUMBER = iter(range(10_000))


def telling(text: str, *, years=None, people=(), places=(), recording=None, place_in=1) -> Telling:
    number = next(NUMBER)
    return Telling(
        key=number,
        recording=number if recording is None else recording,
        place_in=place_in,
        starts=date(years[0], 1, 1) if years else None,
        ends=date(years[-1], 12, 31) if years else None,
        people=frozenset(people),
        places=frozenset(places),
        kin=frozenset(),
        words=words_of(text),
    )


OTHERS = [telling(WEDDING, years=(1959,)), telling(SHOP, years=(1943,)), telling(TRAIN, years=(1945,))]


def found(*tellings: Telling) -> list[tuple]:
    return [(pair.first, pair.second) for pair in pairs([*tellings, *OTHERS])]


def test_the_same_event_told_by_two_is_a_pair():
    one, other = telling(ICE, years=(1946, 1947)), telling(ICE_AGAIN, years=(1947,))
    assert found(one, other) == [(one.key, other.key)]


def test_a_pair_says_what_both_share():
    one, other = telling(ICE, people=["karl"], places=["husum"]), telling(ICE_AGAIN, people=["karl"], places=["husum"])
    (pair,) = pairs([one, other, *OTHERS])
    assert (pair.people, pair.places) == (("karl",), ("husum",))
    assert {"letter", "lantern", "river"} <= set(pair.words)


def test_dates_that_differ_a_little_are_one_event_remembered_differently():
    one, other = telling(ICE, years=(1951,)), telling(ICE_AGAIN, years=(1953,))
    assert found(one, other) == [(one.key, other.key)]


def test_dates_far_apart_are_two_events():
    assert found(telling(ICE, years=(1947,)), telling(ICE_AGAIN, years=(1987,))) == []


def test_without_dates_words_and_people_are_enough():
    one, other = telling(ICE, people=["karl"]), telling(ICE_AGAIN, people=["karl"])
    assert found(one, other) == [(one.key, other.key)]


def test_the_same_people_in_the_same_year_are_no_pair_by_themselves():
    shared = {"years": (1959,), "people": ["henry", "nora"], "places": ["plymouth"]}
    assert pairs([telling(ICE, **shared), telling(SHOP, **shared)]) == []


def test_different_stories_are_no_pairs():
    assert found(telling(ICE)) == []


def test_what_follows_directly_in_one_recording_goes_on_and_does_not_repeat():
    one, next_ = telling(ICE, recording="a", place_in=1), telling(ICE_AGAIN, recording="a", place_in=2)
    later = telling(ICE_AGAIN, recording="a", place_in=3)
    assert (found(one, next_), found(one, later)) == ([], [(one.key, later.key)])


def test_the_likest_come_first():
    one, same, alike = telling(ICE, years=(1947,)), telling(ICE, years=(1947,)), telling(ICE_AGAIN, years=(1949,))
    assert found(one, same, alike)[0] == (one.key, same.key)


def test_no_stories_are_no_pairs():
    assert pairs([]) == [] == pairs([telling("")])


WORDS = st.lists(st.sampled_from([*words_of(ICE), *words_of(SHOP), *words_of(TRAIN)]), max_size=20)


@given(st.lists(st.tuples(WORDS, st.sampled_from([None, (1947,), (1950, 1953)])), max_size=8))
@settings(deadline=None, max_examples=80)
def test_no_story_is_paired_with_itself_and_the_order_does_not_matter(rows):
    tellings = [telling(" ".join(words), years=years) for words, years in rows]
    there = {frozenset((pair.first, pair.second)) for pair in pairs(tellings)}
    back = {frozenset((pair.first, pair.second)) for pair in pairs(tellings[::-1])}
    assert there == back
    assert all(len(pair) == 2 for pair in there)
