"""Whatever a recogniser writes, the engine answers, soon, and loses no order."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.errors import StepError
from families.dates.when import is_edtf
from stories.engines import Narrator, SpokenSegment, get_engine
from stories.engines.tests.talk import RECORDED, RUTH, talk

HOSTILE = {
    "control characters": "I was\x00 born\x08 in\x1b 1934.\u202e",
    "right to left": "ولدت في القاهرة عام 1934. ",
    "no full stop": "and we walked ",
    "commas": ",",
    "one long word": "a",
    "quotes": "'\"“",
    "full stops": ".",
    "capitals": "Anna Berta ",
    "numbers": "nineteen forty ",
    "digits": "1934",
    "ages": "I was nine or ten ",
    "titles": "Mrs. ",
    "the": "the ",
    "unicode": "𝔄😀é\u0301\ud7ff",
    "hedges": "about just nearly almost ",
    "events": "the year the war the day the ",
    "feasts": "the day before the day after Christmas ",
    "questions": "Did you? ",
    "brackets": "([{<",
    "spaces": " \t\n\u00a0",
}
"""What is said over and over."""
SIZES = (0, 1, 2, 3, 7, 50, 200)
LONG = 12_000
"""Characters."""


def heard(text: str, *, pieces: int = 1) -> tuple[SpokenSegment, ...]:
    size = max(1, len(text) // pieces)
    parts = [text[at : at + size] for at in range(0, len(text), size)] or [""]
    return tuple(SpokenSegment(f"u{at}", float(at), at + 1.0, part) for at, part in enumerate(parts))


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", [str, str.lower, str.upper])
def test_hostile_talk_is_answered(name, form):
    """Twenty times seven sizes in three forms, whole and in pieces; longer ones are below."""
    for size in SIZES:
        text = form(HOSTILE[name] * size)
        for pieces in (1, 9):
            found = get_engine("rules").find(heard(text, pieces=pieces), narrator=RUTH, recorded=RECORDED)
            assert all(is_edtf(marker.edtf) for marker in found.markers)


def work(text: str) -> float:
    """Seconds of the processor, the least of two."""
    costs = []
    for _ in range(2):
        started = time.process_time()
        get_engine("rules").find(heard(text), narrator=RUTH, recorded=RECORDED)
        costs.append(time.process_time() - started)
    return min(costs)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_talk_costs_no_more_than_linear(name):
    """Four times the text costs at most seven times the work; what is too small to be measured counts as that."""
    short = HOSTILE[name] * (LONG // 4 // len(HOSTILE[name]))
    assert work(short * 4) < 7 * max(work(short), 0.02)


@pytest.mark.parametrize(
    "text", ["and we walked on " * 12_500, "," * 1_000_000], ids=["no full stop", "a million commas"]
)
def test_the_longest_talk_is_answered(text):
    """Fifty thousand words with no full stop, and a million commas."""
    assert get_engine("rules").find(heard(text), narrator=RUTH, recorded=RECORDED).markers == ()


def test_ten_times_the_talk_takes_about_ten_times_as_long():
    shuffled = random.Random(1)
    lines = [
        "One day in 1953 we left.",
        "It rained.",
        "My brother Tom sang.",
        "Two years later he died.",
        "Did you cry?",
    ]

    def cost(size: int) -> float:
        told = talk(" ".join(shuffled.choice(lines) for _ in range(size)))
        started = time.process_time()
        get_engine("rules").find(told, narrator=RUTH, recorded=RECORDED)
        return time.process_time() - started

    cost(150)
    assert cost(3000) < 25 * max(cost(300), 0.02)


@given(
    st.lists(
        st.tuples(
            st.floats(allow_nan=True, allow_infinity=True),
            st.floats(allow_nan=True, allow_infinity=True),
            st.one_of(
                st.text(max_size=60), st.sampled_from(["I was nine.", "In 1950 we", "One day, Tom", "Is it on?"])
            ),
        ),
        max_size=30,
    )
)
@settings(max_examples=150, deadline=None)
def test_every_segment_is_in_one_story_in_order_or_set_aside(raw):
    spoken = tuple(SpokenSegment(f"u{number}", *one) for number, one in enumerate(raw))
    found = get_engine("rules").find(spoken, narrator=RUTH, recorded=RECORDED)
    told = [identity for story in found.stories for identity in story.chunk_ids]
    positions = [int(identity[1:]) for identity in told]
    assert positions == sorted(set(positions))
    for story in found.stories:
        assert len(story.chunk_ids) == int(story.chunk_ids[-1][1:]) - int(story.chunk_ids[0][1:]) + 1
        evidence = {one for item in (*story.people, *story.places) for one in item.chunk_ids}
        assert evidence <= set(story.chunk_ids)
    assert all(is_edtf(marker.edtf) and 0 < marker.confidence <= 1 for marker in found.markers)


def test_a_birth_that_is_no_date_is_refused_for_good():
    with pytest.raises(StepError) as refusal:
        get_engine("rules").find(talk("I was nine."), narrator=Narrator("Ruth", "long ago"))
    assert refusal.value.permanent


def test_an_unknown_engine_is_refused_with_the_known_names():
    with pytest.raises(StepError, match="rules"):
        get_engine("oracle")
