"""What is hard to believe is heard again, and kept with a mark when it stays so."""

from dataclasses import replace

import numpy as np
import pytest

from transcripts.engines.base import SAMPLE_RATE, Line, Word
from transcripts.engines.second_pass import Careful

LOOP = "and so and so and so and so on"
GOOD = "We walked to the river."
SECONDS = 6


class Scripted:
    """Says in turn what it is told to; remembers how it was asked, the last line of the script again and again."""

    name, version, model_name, settings, languages, knows_languages = "scripted", "1", "script", {}, None, False
    longest = 0.0

    def __init__(self, *script: str, has_second_way: bool = True) -> None:
        self.script, self.has_second_way = list(script), has_second_way
        self.asked: list[tuple[float, bool]] = []
        self.told: list[tuple[str, tuple[str, ...]]] = []

    def hear(self, samples, *, language="", hints=(), second_way=False):
        seconds = len(samples) / SAMPLE_RATE
        self.asked.append((round(seconds, 1), second_way))
        self.told.append((language, tuple(hints)))
        text = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return [Line(text, 0, seconds, words=(Word("x", 0, 1),))] if text else []


def at_the_end(hear):
    """The engine's lines moved to the last second."""

    def moved(samples, **asked):
        end = len(samples) / SAMPLE_RATE
        return [replace(line, start=end - 1) for line in hear(samples, **asked)]

    return moved


@pytest.fixture
def samples() -> np.ndarray:
    """Six seconds of hum with a quiet moment at 2.5 s."""
    hum = 0.3 * np.sin(np.arange(SECONDS * SAMPLE_RATE) * 0.3).astype(np.float32)
    hum[int(2.475 * SAMPLE_RATE) : int(2.525 * SAMPLE_RATE)] = 0
    return hum


def test_what_can_be_believed_is_heard_once(samples):
    engine = Scripted(GOOD)
    (line,) = Careful(engine).hear(samples)
    assert (line.text, line.suspicion, engine.asked) == (GOOD, "", [(6.0, False)])


def test_a_loop_is_heard_again_in_the_second_way(samples):
    engine = Scripted(LOOP, GOOD)
    (line,) = Careful(engine).hear(samples)
    assert (line.text, line.suspicion, engine.asked) == (GOOD, "", [(6.0, False), (6.0, True)])


def test_then_in_two_halves_cut_where_it_is_quiet(samples):
    engine = Scripted(LOOP, LOOP, GOOD)
    lines = Careful(engine).hear(samples)
    assert engine.asked[2:] == [(2.5, False), (3.5, False)]
    assert [(round(line.start, 1), round(line.end, 1)) for line in lines] == [(0, 2.5), (2.5, 6)]


def test_an_engine_without_a_second_way_is_cut_at_once(samples):
    engine = Scripted(LOOP, GOOD, has_second_way=False)
    Careful(engine).hear(samples)
    assert engine.asked == [(6.0, False), (2.5, False), (3.5, False)]


def test_what_stays_hard_to_believe_is_kept_once_with_a_mark(samples):
    (line,) = Careful(Scripted(LOOP, LOOP, f"{LOOP} and more")).hear(samples)
    assert (line.text, line.suspicion) == ("and so on", "loop")


def test_the_first_hearing_with_the_fewest_doubtful_words_is_kept(samples):
    (line,) = Careful(Scripted(f"{LOOP} again", LOOP, GOOD, f"{LOOP} twice")).hear(samples)
    assert line.text == "and so on"


def test_a_loop_is_not_given_up_for_nothing(samples):
    assert [line.text for line in Careful(Scripted(LOOP, "")).hear(samples)] == ["and so on"]


def test_text_over_silence_is_given_up_for_nothing(samples):
    hushed = np.concatenate([samples, 0.001 * samples[: 2 * SAMPLE_RATE]])
    engine = Scripted("Thank you.", "")
    engine.hear = at_the_end(engine.hear)
    assert Careful(engine).hear(hushed) == []


def test_it_says_after_each_hearing_that_it_is_alive(samples):
    told = []
    engine = Scripted(LOOP)
    Careful(engine).hear(samples, alive=lambda: told.append(len(engine.asked)))
    assert told == [1, 2, 4]


def test_a_short_slice_is_not_cut(samples):
    engine = Scripted(LOOP)
    Careful(engine).hear(samples[: int(1.5 * SAMPLE_RATE)])
    assert engine.asked == [(1.5, False), (1.5, True)]


def test_over_nothing_at_all_nothing_is_kept():
    assert Careful(Scripted("Thank you.")).hear(np.zeros(SAMPLE_RATE, np.float32)) == []


def test_hardly_any_sound_is_not_given_to_the_engine():
    engine = Scripted(GOOD)
    assert (Careful(engine).hear(np.ones(100, np.float32)), engine.asked) == ([], [])


def test_its_language_is_asked_for_unless_another_is(samples):
    engine = Scripted(GOOD)
    careful = Careful(engine, "en")
    careful.hear(samples, hints=["Dashwood"])
    careful.hear(samples, language="nl")
    assert engine.told[:2] == [("en", ("Dashwood",)), ("nl", ())]


def test_names_that_were_only_hinted_at_are_heard_again_without_the_hints(samples):
    engine = Scripted("Elinor, Marianne, Dashwood.", GOOD)
    (line,) = Careful(engine, "en").hear(samples, hints=["Elinor Dashwood", "Marianne"])
    assert (line.text, engine.told) == (GOOD, [("en", ("Elinor Dashwood", "Marianne")), ("en", ())])


def test_names_that_are_heard_without_hints_too_were_said(samples):
    (line,) = Careful(Scripted("Elinor, Marianne, Dashwood.")).hear(samples, hints=["Elinor Dashwood", "Marianne"])
    assert (line.text, line.suspicion) == ("Elinor, Marianne, Dashwood.", "")


def test_text_in_another_language_is_marked(samples):
    (line,) = Careful(Scripted("Wir sind dann mit dem Zug in die Stadt gefahren."), "en").hear(
        samples[: 2 * SAMPLE_RATE]
    )
    assert line.suspicion == "other language"


# --- an engine that stops before the end ------------------------------------------------------------------------------


class StopsEarly(Scripted):
    """Gives what it is told to, up to the fourth second."""

    def hear_first(self, samples, *, language="", hints=(), before=""):
        self.told.append((before, tuple(hints)))
        return [Line(self.script.pop(0), 0, 4)], 4.0


def test_where_an_engine_stops_early_it_says_so(samples):
    (line,), until = Careful(engine := StopsEarly(GOOD)).hear_first(samples, before="So we", hints=["Elbe"])
    assert (line.text, until, engine.told, engine.asked) == (GOOD, 4.0, [("So we", ("Elbe",))], [])


def test_what_is_hard_to_believe_is_heard_again_to_the_end(samples):
    (line,), until = Careful(engine := StopsEarly(LOOP, GOOD)).hear_first(samples, before="and so and so")
    assert (line.text, until, engine.asked) == (GOOD, SECONDS, [(6.0, False)])


def test_another_engine_hears_all_that_it_is_given(samples):
    (line,), until = Careful(Scripted(GOOD)).hear_first(samples, before="So we")
    assert (line.text, until) == (GOOD, SECONDS)
