from dataclasses import replace

import pytest

from stories.engines import SpokenSegment, get_engine
from stories.engines.tests.talk import RUTH, find, talk
from stories.gold.marks import FORMS, gold_transcripts

SHED = """My father kept pigeons in a shed behind the house. He knew every one of them by its voice. On Sundays we sat
and waited for them to come home. The neighbours thought that he was mad, and perhaps he was a little."""
DANCE = """One day in 1952 I went to a dance at the Palais with my cousin. There was a man who could not dance a step.
He trod on my feet until I laughed out loud. He walked me home, and he talked about engines all the way."""
BOAT = """Then in 1961 we took the boat to Canada. It rained for eleven days, and everybody was ill. The cook gave us
dry biscuits and sang to us in the evenings. When we saw the land, nobody said a word."""


def lengths(text):
    return [len(story.chunk_ids) for story in find(text).stories]


def test_whoever_is_said_to_ask_begins_a_story_without_a_question():
    """ "The dance" is no question by its words, and what the teller wonders about is none by their voice."""
    told = talk(
        f"{SHED} The dance at the Palais with your cousin. {DANCE} And would you believe what he wanted? {BOAT}"
    )
    prompt, wondering = (next(s.id for s in told if s.text.startswith(words)) for words in ("The dance", "And would"))
    voices = [replace(segment, asks=segment.id == prompt) for segment in told]
    begins = [story.chunk_ids[0] for story in get_engine("rules").find(tuple(voices), narrator=RUTH).stories]
    assert (prompt in begins, wondering in begins) == (True, False)
    unasked = [story.chunk_ids[0] for story in get_engine("rules").find(told, narrator=RUTH).stories]
    assert prompt not in unasked


def test_a_long_pause_with_a_cue_begins_a_story():
    assert lengths(f"{SHED}\n\n{DANCE}\n\n{BOAT}") == [4, 4, 4]


def test_a_leap_in_time_with_a_cue_begins_one_without_a_pause():
    assert lengths(f"{DANCE} {BOAT}") == [4, 4]
    assert lengths(f"{SHED} {DANCE} {BOAT}") == [4, 4, 4]


def test_a_pause_alone_in_the_middle_of_a_thought_begins_nothing_too_short():
    assert lengths("It was cold.\n\nVery cold.\n\nWe had one stove and it smoked.") == [3]


def test_an_interviewers_question_begins_a_story():
    text = f"{SHED} And how did you meet your husband? {DANCE.removeprefix('One day in 1952 ')}"
    stories = find(text).stories
    assert [len(story.chunk_ids) for story in stories] == [4, 5]
    assert "?" not in stories[1].summary


def test_talk_of_half_an_hour_in_which_nothing_begins_is_one_story():
    endless = tuple(
        SpokenSegment(f"u{n}", n * 6.0, n * 6.0 + 5.8, "and we walked and we talked on and on") for n in range(300)
    )
    assert len(get_engine("rules").find(endless).stories) == 1


def test_half_a_minute_may_hold_two_stories():
    assert lengths("We had a goat that ate the washing. She ate my cap.\n\nNow, the wedding. It rained all day.") == [
        2,
        2,
    ]


def test_a_pause_that_is_usual_for_the_speaker_begins_nothing():
    slow = talk(f"{SHED} He fed them corn. He cleaned the loft each night. He wrote down when they came.", breath=2.5)
    assert len(get_engine("rules").find(slow).stories) == 1


def stories_of_a_life(name, form):
    gold = next(gold for gold in gold_transcripts("tuning") if gold.name == name).in_form(form)
    said = {segment.spoken.id: segment.spoken.text.lower() for segment in gold.segments}
    stories = get_engine("rules").find(gold.spoken, narrator=gold.narrator, recorded=gold.recorded).stories
    return [said[story.chunk_ids[0]] for story in stories]


TURNS = {
    "en": "We had a small shop on the square. My father sold shoes. The farmers came on Saturdays.|Anyway, the wedding. "
    "It rained all day. The band came very late.|Another thing, the cat. She slept in the window. Nobody was to wake her.",
    "de": "Wir hatten einen kleinen Laden am Markt. Mein Vater hat dort Schuhe verkauft. Am Samstag kamen die Bauern.|Na ja, "
    "also, die Hochzeit. Es hat den ganzen Tag geregnet. Die Kapelle kam viel zu spät.|Noch was, die Katze. Sie schlief "
    "immer im Schaufenster. Keiner durfte sie wecken.",
    "fr": "Nous avions une petite boutique sur la place. Mon père y vendait des chaussures. Le samedi les paysans venaient.|"
    "Bref, le mariage. Il a plu toute la journée. L'orchestre est arrivé très tard.|Autre chose, le chat. Il dormait "
    "toujours dans la vitrine. Personne ne devait le réveiller.",
    "es": "Teníamos una tienda pequeña en la plaza. Mi padre vendía zapatos. Los sábados venían los campesinos.|Bueno, otra "
    "cosa, la boda. Llovió todo el día. La banda llegó muy tarde.|Y luego estaba el gato. Dormía siempre en el "
    "escaparate. Nadie podía despertarlo.",
}


@pytest.mark.parametrize("code", TURNS)
def test_a_turn_of_the_speaker_begins_a_story_of_seconds_in_each_language(code):
    told = talk(TURNS[code].replace("|", "\n\n"))
    assert [len(story.chunk_ids) for story in get_engine("rules", code).find(told).stories] == [3, 3, 3]


@pytest.mark.parametrize(("name", "fewest", "most"), [("stromness_school_cook", 28, 42), ("treorchy_cafe", 9, 14)])
@pytest.mark.parametrize("form", FORMS)
def test_lives_of_many_small_stories_are_told_as_such(name, fewest, most, form):
    assert fewest <= len(stories_of_a_life(name, form)) <= most


@pytest.mark.parametrize("form", FORMS)
def test_a_tale_of_eleven_days_is_not_parted_at_each_of_its_days(form):
    days = (
        "The first day we heard",
        "The second day was",
        "The third day it",
        "My feet went on",
        "On the eleventh day",
    )
    openings = stories_of_a_life("barren_lands_pilot", form)
    parted = [day for day in days if any(opening.startswith(day.lower()) for opening in openings)]
    assert len(parted) <= 1


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
