from stories.engines import SpokenSegment, get_engine
from stories.engines.tests.talk import RUTH, find, talk

SHED = """My father kept pigeons in a shed behind the house. He knew every one of them by its voice. On Sundays we sat
and waited for them to come home. The neighbours thought that he was mad, and perhaps he was a little."""
DANCE = """One day in 1952 I went to a dance at the Palais with my cousin. There was a man who could not dance a step.
He trod on my feet until I laughed out loud. He walked me home, and he talked about engines all the way."""
BOAT = """Then in 1961 we took the boat to Canada. It rained for eleven days, and everybody was ill. The cook gave us
dry biscuits and sang to us in the evenings. When we saw the land, nobody said a word."""


def lengths(text):
    return [len(story.chunk_ids) for story in find(text).stories]


def test_a_long_pause_with_a_cue_begins_a_story():
    assert lengths(f"{SHED}\n\n{DANCE}\n\n{BOAT}") == [4, 4, 4]


def test_a_leap_in_time_with_a_cue_begins_one_without_a_pause():
    assert lengths(f"{SHED} {DANCE} {BOAT}") == [4, 4, 4]


def test_a_pause_alone_in_the_middle_of_a_thought_begins_nothing_too_short():
    assert lengths("It was cold.\n\nVery cold.\n\nWe had one stove and it smoked.") == [3]


def test_an_interviewers_question_begins_a_story():
    text = f"{SHED} And how did you meet your husband? {DANCE.removeprefix('One day in 1952 ')}"
    stories = find(text).stories
    assert [len(story.chunk_ids) for story in stories] == [4, 5]
    assert "?" not in stories[1].summary


def test_a_story_ends_at_the_ceiling_even_where_nothing_ends():
    endless = tuple(
        SpokenSegment(f"u{n}", n * 6.0, n * 6.0 + 5.8, "and we walked and we talked on and on") for n in range(300)
    )
    stories = get_engine("rules").find(endless).stories
    assert len(stories) >= 4
    assert max(len(story.chunk_ids) for story in stories) * 6 <= 440


def test_talk_about_the_recording_is_set_aside_at_both_ends():
    text = f"Is it on? Okay. Can you hear me now? {SHED} That's all for today. Thank you for listening."
    (story,) = find(text).stories
    assert story.chunk_ids == ("u3", "u4", "u5", "u6")


def test_a_greeting_alone_is_no_story():
    assert find("Hello. Is it on?").stories == ()


def test_no_speech_gives_nothing():
    assert get_engine("rules").find(()).stories == ()


def test_a_sentence_across_segments_is_not_cut():
    pieces = ["We went to the", "harbour every day with", "my father.", "It smelt of tar."]
    heard = tuple(SpokenSegment(str(n), n * 2.0, n * 2.0 + 2, text) for n, text in enumerate(pieces))
    (story,) = get_engine("rules").find(heard, narrator=RUTH).stories
    assert story.summary.startswith("We went to the harbour every day with my father.")


def test_the_result_is_the_same_every_time():
    heard = talk(f"{SHED}\n\n{DANCE}\n\n{BOAT}")
    assert get_engine("rules").find(heard, narrator=RUTH) == get_engine("rules").find(heard, narrator=RUTH)
