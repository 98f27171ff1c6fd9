"""Talk to those in the room is no story; a stray remark inside one ends nothing."""

import pytest

from stories.engines.tests.talk import find

SHED = """My father kept pigeons in a shed behind the house. He knew every one of them by its voice. On Sundays we sat
and waited for them to come home. The neighbours thought that he was mad, and perhaps he was a little."""
BOAT = """Then in 1961 we took the boat to Canada. It rained for eleven days, and everybody was ill. The cook gave us
dry biscuits and sang to us in the evenings. When we saw the land, nobody said a word."""


def kept(text):
    return [story.chunk_ids for story in find(text).stories]


@pytest.mark.parametrize(
    "said",
    [
        "Testing, testing, can it hear me from there?",
        "Shall I sit here, or by the window?",
        "Right then, Grandpa, whenever you're ready.",
        "Where do you want me to begin, love?",
        "Is that little red light meant to be on?",
    ],
)
def test_what_is_said_before_the_tale_is_set_aside(said):
    assert kept(f"{said} {SHED}") == [("u1", "u2", "u3", "u4")]


@pytest.mark.parametrize(
    "said",
    [
        "I'm going to stop now, my throat's dry.",
        "Turn it off, please, and have some of that cake.",
        "That'll do for today, will it?",
    ],
)
def test_what_is_said_after_the_tale_is_set_aside(said):
    assert kept(f"{SHED} {said}") == [("u0", "u1", "u2", "u3")]


def test_talk_between_two_stories_belongs_to_neither():
    text = f"{SHED} Hang on, that's the phone. Pass me my glasses, would you, dear. {BOAT}"
    assert kept(text) == [("u0", "u1", "u2", "u3"), ("u6", "u7", "u8", "u9")]


def test_a_stray_remark_that_the_story_goes_on_from_stays_in_it():
    first, second, *rest = SHED.replace("\n", " ").split(". ")
    text = f"{first}. {second}. Hang on, leave it on, let me drink something. {'. '.join(rest)}"
    assert kept(text) == [("u0", "u1", "u2", "u3", "u4")]


@pytest.mark.parametrize(
    "said",
    [
        "The phone rang, and it was my brother with the news.",
        "She'd say, sit down, child, and eat something.",
        "He turned off the light and we waited.",
        "I still have that coat, and it hangs in the hall.",
        "You take the flour and you rub the butter in with your fingers.",
    ],
)
def test_what_tells_something_stays(said):
    assert kept(f"{SHED} {said}") == [("u0", "u1", "u2", "u3", "u4")]
