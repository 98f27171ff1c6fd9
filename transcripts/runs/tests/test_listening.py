"""Sound is heard slice by slice: what an engine leaves is heard with what comes after it, and it is told what was said before."""

from dataclasses import replace
from functools import partial

import pytest

from transcripts.engines.base import SAMPLE_RATE, Line
from transcripts.engines.second_pass import Careful
from transcripts.runs import slices as module
from transcripts.runs.listening import LETTERS_BEFORE, before, hear_slices
from transcripts.runs.slices import PAD
from transcripts.tests import voices

FOUR = voices.talk(0, 2, 0.7, 2, 0.7, 2, 0.7, 2, 1)  # runs of two seconds, which begin at 0, 2.7, 5.4 and 8.1


class StopsAfterTwo:
    """Hears two runs at once at most; the words that it heard tell how loud they were. Remembers what it was told."""

    name, version, model_name, settings = "scripted", "1", "", {}
    languages, knows_languages, has_second_way, longest = None, False, False, 29.4

    def __init__(self) -> None:
        self.told: list[str] = []

    def hear(self, samples, *, language="", hints=(), second_way=False):
        return self.lines(samples)

    def hear_first(self, samples, *, language="", hints=(), before=""):
        self.told.append(before)
        lines = self.lines(samples)
        is_whole = len(lines) <= 2
        return lines[:2], len(samples) / SAMPLE_RATE if is_whole else lines[1].end

    def lines(self, samples):
        found = enumerate(voices.loud_runs(samples))
        return [Line(f"Part {n} of it.", begin / SAMPLE_RATE, end / SAMPLE_RATE) for n, (begin, end) in found]


@pytest.fixture(autouse=True)
def loud_is_a_voice(monkeypatch):
    monkeypatch.setattr(module, "voiced", partial(voices.loud_runs, longest=20 * SAMPLE_RATE))


@pytest.fixture
def engine() -> StopsAfterTwo:
    return StopsAfterTwo()


def times(found) -> list[tuple[float, float]]:
    return [(line.start, line.end) for _, lines in found for line in lines]


def test_what_an_engine_leaves_is_heard_with_what_comes_after_it(engine):
    found = list(hear_slices([FOUR], Careful(engine)))
    assert times(found) == [(0, 2), (2.7, 4.7), (5.4, 7.4), (8.1, 10.1)]
    assert [piece.heard_ms for piece, _ in found] == [5_050, 10_100 + PAD * 1000 // SAMPLE_RATE]


def test_an_engine_is_told_what_was_said_just_before(engine):
    list(hear_slices([FOUR], Careful(engine)))
    assert engine.told == ["", "Part 0 of it. Part 1 of it."]


def test_with_what_was_kept_listening_goes_on_with_the_same_words(engine):
    (piece, lines), rest = next(found := hear_slices([FOUR], Careful(engine))), StopsAfterTwo()
    later = hear_slices(
        [FOUR[32 * piece.window_ms :]],
        Careful(rest),
        start_ms=piece.window_ms,
        heard_ms=piece.heard_ms,
        said=[line.text for line in lines],
    )
    assert [lines for _, lines in later] == [lines for _, lines in found]
    assert rest.told == engine.told[1:]


def test_what_nobody_may_have_said_is_not_told(engine):
    def loops(samples, **asked):
        engine.told.append(asked["before"])
        return [Line("so so so so so", 0.3, 1.3)], 1.3

    engine.hear_first = loops
    engine.hear = lambda samples, **asked: [Line("so so so so so", 0.3, 1.3)]
    list(hear_slices([voices.talk(0, 1, 4, 1, 1)], Careful(engine)))
    assert engine.told == ["", ""]


def test_no_more_is_told_than_leaves_room_for_what_is_said():
    told = before(["word " * 100] * 9)
    assert (len(told) <= LETTERS_BEFORE, set(told.split())) == (True, {"word"})


def test_what_is_taken_for_said_already_is_heard_without_what_was_said_before(engine):
    """As Whisper does now and then: of the second slice it gives nothing, since it knows what comes before."""
    hear_first = engine.hear_first

    def forgets(samples, **asked):
        lines, until = hear_first(samples, **asked)
        return (lines[:1] if asked["before"] else lines), until

    engine.hear_first = forgets
    found = list(hear_slices([FOUR], Careful(engine)))
    assert times(found) == [(0, 2), (2.7, 4.7), (5.4, 7.4), (8.1, 10.1)]
    assert [bool(told) for told in engine.told] == [False, True, False]


def test_what_names_to_listen_for_swallow_is_heard_without_them(engine):
    """As Whisper does now and then: told names, it leaves out most of what is said without a pause."""
    hear_first = engine.hear_first
    asked_with: list[tuple[str, ...]] = []

    def swallows(samples, **asked):
        asked_with.append(asked["hints"])
        lines, until = hear_first(samples, **asked)
        return [replace(line, start=line.end - 0.5) if asked["hints"] else line for line in lines], until

    engine.hear_first = swallows
    long = voices.talk(0, 8, 0.7, 8, 1)
    found = list(hear_slices([long], Careful(engine), hints=["Rose"]))
    assert times(found) == [(0, 8), (8.7, 16.7)]
    assert asked_with == [("Rose",), ()]
