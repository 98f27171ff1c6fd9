"""Whoever asks is found by what they say, in four languages, and nobody is where one voice asks itself."""

import pytest

from transcripts.speakers.asking import Said, questions_in, who_asks

INTERVIEW = [
    ("A", 2, "Where were you born?"),
    ("B", 9, "In Enugu, in a house with a red door."),
    ("A", 2, "And what did your father do?"),
    ("B", 12, "He was a miner. And do you know, he sang."),
    ("A", 2, "That is a lot for a small boy."),
    ("B", 8, "It was. What could we do?"),
    ("A", 2, "When was that?"),
    ("B", 6, "In 1949."),
]


def asked(rows, language="en"):
    return who_asks([Said(*row) for row in rows], language)


def test_whoever_asks_and_talks_less_is_found():
    assert asked(INTERVIEW) == "A"


def test_one_voice_that_asks_itself_is_nobody_who_asks():
    assert asked([("A", 5, text) for _, _, text in INTERVIEW]) is None
    assert asked([("", 5, text) for _, _, text in INTERVIEW]) is None


def test_two_who_ask_each_other_are_no_interview():
    rows = [("AB"[n % 2], 3, "And what did you do then?") for n in range(10)]
    assert asked(rows) is None


def test_who_tells_at_length_is_not_the_one_who_asks_however_often():
    assert asked([(label, 60 if label == "A" else 2, text) for label, _, text in INTERVIEW]) is None


def test_two_questions_are_too_few():
    assert asked(INTERVIEW[:4]) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "and what did your father do"),
        ("de", "Wann sind Sie gegangen"),
        ("fr", "qu’est-ce qu’il faisait"),
        ("es", "¿dónde nació usted"),
        ("de-AT", "und wer war das"),
        ("pl", "Kiedy to było?"),
        ("en", "He asked: “Who is it?” and laughed."),
    ],
)
def test_a_question_is_known_by_its_mark_or_without_one_by_how_it_begins(language, text):
    assert questions_in(text, language) == 1


@pytest.mark.parametrize("text", ["What a day that was.", "Where we lived there was a well.", "I was born in Enugu"])
def test_what_only_begins_like_one_is_none(text):
    assert questions_in(text, "en") == 0
