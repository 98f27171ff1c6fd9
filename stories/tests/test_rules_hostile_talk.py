"""Whatever a recogniser writes, the engine answers, soon, and loses no order."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.errors import StepError
from stories.engines import Narrator, Utterance, get_engine
from stories.when import is_edtf

from .talk import RECORDED, RUTH, talk

HOSTILE = {
    "nothing": "",
    "a stray mark": "?",
    "control characters": "I was\x00 born\x08 in\x1b 1934.\u202e",
    "right to left": "ولدت في القاهرة عام 1934. " * 50,
    "no full stop": "and we walked " * 20_000,
    "commas": "," * 1_000_000,
    "one long word": "a" * 1_000_000,
    "quotes": "'\"“" * 10_000,
    "full stops": "." * 100_000,
    "capitals": "Anna Berta " * 20_000,
    "numbers": "nineteen forty " * 20_000,
    "digits": "1934" * 50_000,
    "ages": "I was nine or ten " * 10_000,
    "titles": "Mrs. " * 20_000,
    "the": "the " * 50_000,
    "unicode": "𝔄😀é́\ud7ff" * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_talk_is_answered_within_seconds(name):
    started = time.perf_counter()
    get_engine("rules").find((Utterance("a", 0.0, 1.0, HOSTILE[name]),), narrator=RUTH, recorded=RECORDED)
    assert time.perf_counter() - started < 8


def test_an_hour_of_talk_takes_a_second_or_so():
    sentence = "In 1953 my brother Tom and I walked from Hull to the sea with a wooden cart and two loaves of bread."
    heard = talk(" ".join([sentence] * 450))
    started = time.process_time()
    get_engine("rules").find(heard, narrator=RUTH, recorded=RECORDED)
    assert time.process_time() - started < 2


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
        heard = talk(" ".join(shuffled.choice(lines) for _ in range(size)))
        started = time.process_time()
        get_engine("rules").find(heard, narrator=RUTH, recorded=RECORDED)
        return time.process_time() - started

    cost(300)
    assert cost(6000) < 25 * max(cost(600), 0.02)


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
def test_every_utterance_is_in_one_story_in_order_or_set_aside(raw):
    heard = tuple(Utterance(f"u{number}", *one) for number, one in enumerate(raw))
    found = get_engine("rules").find(heard, narrator=RUTH, recorded=RECORDED)
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
