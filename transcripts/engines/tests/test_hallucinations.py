"""What nobody said is found, and ordinary talk is left alone."""

import numpy as np
import pytest

from transcripts.engines.base import SAMPLE_RATE, Line, Word
from transcripts.engines.hallucinations import bounded, is_over_nothing, is_too_fast, suspicion, without_loops
from transcripts.engines.wrong_language import SCRIPTS, SMALL_WORDS, is_in_another_language


def sound(*levels: float) -> np.ndarray:
    """A second of hum at each level."""
    hum = np.sin(np.arange(SAMPLE_RATE) * 0.3).astype(np.float32)
    return np.concatenate([level * hum for level in levels])


@pytest.mark.parametrize(
    ("heard", "kept"),
    [
        ("and then and then and then and then and then we left", "and then we left"),
        ("No, no, no, no, no!", "No!"),
        ("thank you thank you thank you thank you", "thank you"),
        ("the big red barn the big red barn the big red barn the big red barn burned", "the big red barn burned"),
        ("it was cold in the house. " * 5 + "Yes.", "it was cold in the house. Yes."),
        ("Ha ha ha.", "Ha ha ha."),
        ("He said that that was that.", "He said that that was that."),
        ("a bethananananananan cake", "a bethan cake"),
        ("ありがとうありがとうありがとうありがとうありがとう", "ありがとう"),
        ("It cost 100000 pounds in 1933333.", "It cost 100000 pounds in 1933333."),
    ],
)
def test_a_loop_is_kept_once_and_ordinary_talk_as_it_is(heard, kept):
    assert without_loops(heard) == kept


def test_a_very_long_text_without_a_loop_is_looked_through():
    text = " ".join(f"w{number * 7919 % 10_007:x}" for number in range(20_000))
    assert without_loops(text) == text


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (Line("We walked to the river before breakfast.", 0, 3), ""),
        (Line("and so and so and so and so on", 0, 3), "loop"),
        (Line(" ".join(["one two three four five"] * 4), 0, 1.5), "loop"),
        (Line(" ".join(f"word{number}" for number in range(20)), 0, 3), "too fast"),
        (Line("Thank you for watching.", 3.1, 3.9), "over silence"),
        (Line("Wir sind dann mit dem Zug in die Stadt gefahren.", 0, 3), "other language"),
        (Line("We walked on.", 0, 3, suspicion="over silence"), "over silence"),
    ],
)
def test_each_kind_of_invention_has_its_name(line, found):
    assert suspicion(line, sound(0.3, 0.3, 0.3, 0.005), "en") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Thank you for watching!", "over silence"),
        ("Untertitel der Amara.org-Community", "over silence"),
        ("ご視聴ありがとうございました。", "over silence"),
        ("Thank you for watching the children that day.", ""),
        ("Thank you.", ""),
    ],
)
def test_what_is_only_said_in_films_is_no_talk(text, found):
    assert suspicion(Line(text, 0, 3), sound(0.3, 0.3, 0.3), "") == found


def test_a_soft_voice_beside_a_loud_one_is_no_silence():
    assert suspicion(Line("I love you.", 1, 2), sound(0.5, 0.03), "en") == ""


@pytest.mark.parametrize(("level", "nothing"), [(0.0, True), (1e-4, True), (1e-3, False)])
def test_where_there_is_no_sound_at_all_nothing_was_said(level, nothing):
    assert is_over_nothing(Line("Thank you.", 1.1, 1.9), sound(0.3, level)) is nothing


@pytest.mark.parametrize(("words", "seconds", "fast"), [(3, 0.1, False), (4, 0.1, True), (18, 3, False), (19, 3, True)])
def test_nobody_speaks_faster_than_six_words_a_second(words, seconds, fast):
    assert is_too_fast(" ".join(["a"] * words), seconds) is fast


def test_writing_without_spaces_is_counted_by_letters():
    assert is_too_fast("語" * 80, 2)
    assert not is_too_fast("語" * 20, 2)


def test_a_line_has_no_more_words_than_its_sound_has_time_for():
    line = Line(" ".join(f"word{number}" for number in range(60)), 0, 1)
    assert len(bounded(line, sound(0.1, 0.1)).text.split()) == 12


def test_a_line_with_words_too_many_for_its_own_time_keeps_them_while_the_sound_has_room():
    line = Line("one two three four five six", 0, 0.4)
    assert bounded(line, sound(0.1, 0.1)) == line


def test_a_line_that_lost_its_loop_has_no_words_with_times():
    words = tuple(Word("so", at, at + 0.2) for at in (0, 0.2, 0.4, 0.6, 0.8))
    cut = bounded(Line("so so so so so", 0, 1, words=words), sound(0.1))
    assert (cut.text, cut.words) == ("so", ())


@pytest.mark.parametrize(
    ("text", "language", "other"),
    [
        ("Мы гуляли вдоль реки каждое утро.", "en", True),
        ("Мы гуляли вдоль реки каждое утро.", "ru", False),
        ("Мы гуляли вдоль реки каждое утро.", "uk", False),
        ("We walked along the river every morning.", "ru", True),
        ("川に沿って毎朝歩きました", "ja", False),
        ("川に沿って毎朝歩きました", "en", True),
        ("그리고 우리는 매일 아침 강을 걸었다", "ko", False),
        ("Das war in dem Jahr, als der Fluss gefroren ist.", "en", True),
        ("Das war in dem Jahr, als der Fluss gefroren ist.", "de", False),
        ("Und han i gseit, das isch nüt gsi für mi", "gsw", False),
        ("On est allés à la mer avec les enfants.", "en", True),
        ("He said to us auf Wiedersehen and then he was gone.", "en", False),
        ("Anna, Otto, Liesel, Wilhelm, Greta und Karl.", "en", False),
        ("Das weiß ich.", "en", False),
        ("Y", "ru", False),
    ],
)
def test_another_language_is_told_only_where_it_is_sure(text, language, other):
    assert is_in_another_language(text, language) is other


def test_near_languages_are_not_told_apart():
    assert not is_in_another_language("Vi var ikke der da han kom hjem til oss.", "da")


def test_every_language_with_small_words_has_a_script():
    assert set(SMALL_WORDS) <= set(" ".join(SCRIPTS.values()).split())
