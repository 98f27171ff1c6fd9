"""What an engine says gets its place in the recording, and in the run of speech in which it was said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.engines.base import Line, Word
from transcripts.runs.placing import in_recording
from transcripts.runs.slices import Slice

SENTENCE = "We skated home. My sister fell."


def piece_at(start_ms: int, end_ms: int) -> Slice:
    return Slice(start_ms, end_ms, end_ms, 0, np.zeros(16, np.float32), ((start_ms, end_ms),))


def test_lines_get_their_times_in_the_recording():
    (line,) = in_recording(piece_at(10_000, 14_000), [Line("The river froze.", 0.8, 2.3)])
    assert (line.start, line.end) == (10.5, 12.0)


def test_a_line_stays_inside_its_slice():
    (line,) = in_recording(piece_at(10_000, 14_000), [Line("The river froze.", 0.0, 9.0)])
    assert (line.start, line.end) == (10.0, 14.0)


@pytest.mark.parametrize(("start", "end"), [(0.0, 0.3), (4.3, 4.6), (0.0, 0.34)])
def test_a_line_in_the_quiet_around_the_speech_was_invented(start, end):
    assert in_recording(piece_at(10_000, 14_000), [Line("You", start, end)]) == []


@pytest.mark.parametrize(
    ("text", "end", "suspicion", "is_kept"),
    [
        ("A reader for LibriVox.", 3.9, "loop", False),
        ("Thank you so much for watching,", 3.9, "too fast", False),
        ("A reader for LibriVox.", 3.9, "", True),
        ("No.", 3.9, "loop", True),
        ("A reader for LibriVox.", 4.3, "loop", True),
    ],
)
def test_more_hardly_believable_words_than_the_last_moment_of_speech_could_hold_were_invented(
    text, end, suspicion, is_kept
):
    kept = in_recording(piece_at(10_000, 14_000), [Line(text, 3.5, end, suspicion=suspicion)])
    assert bool(kept) is is_kept


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 30)), max_size=6))
def test_no_line_ends_before_it_starts(pairs):
    lines = in_recording(piece_at(10_000, 14_000), [Line("words", *sorted(pair)) for pair in pairs])
    assert all(10 <= line.start < line.end <= 14 for line in lines)


# --- lines over several runs -----------------------------------------------------------------------------------------


def two_runs() -> Slice:
    """From 10 to 12 and from 14 to 16 s of the recording; its samples begin 0.3 s before."""
    return Slice(10_000, 16_000, 16_000, 0, np.zeros(16, np.float32), ((10_000, 12_000), (14_000, 16_000)))


def said(text: str, *times: float, **more) -> Line:
    """A line whose words begin and end at these times of the slice."""
    words = tuple(Word(*each) for each in zip(text.split(), times[::2], times[1::2], strict=True))
    return Line(text, words[0].start, words[-1].end, words=words, **more)


def placed(*lines: Line) -> list[tuple[str, float, float]]:
    return [(line.text, line.start, line.end) for line in in_recording(two_runs(), lines)]


def test_a_line_that_reaches_over_a_silence_is_parted_there():
    line = said(SENTENCE, 0.3, 0.8, 0.8, 1.4, 1.4, 2.2, 4.4, 4.6, 4.6, 5.2, 5.2, 6.0)
    assert placed(line) == [("We skated home.", 10.0, 11.9), ("My sister fell.", 14.1, 15.7)]


def test_a_word_to_which_an_engine_counts_the_silence_before_it_begins_behind_that():
    line = said(SENTENCE, 0.3, 0.8, 0.8, 1.4, 1.4, 2.2, 2.2, 4.6, 4.6, 5.2, 5.2, 6.0)
    assert placed(line) == [("We skated home.", 10.0, 11.9), ("My sister fell.", 14.0, 15.7)]


def test_a_line_without_times_of_words_stays_whole():
    assert placed(Line(SENTENCE, 0.3, 6.0)) == [(SENTENCE, 10.0, 15.7)]


def test_lines_that_are_one_sentence_in_one_breath_are_one():
    lines = [said("He kept it", 0.3, 0.6, 0.6, 0.9, 0.9, 1.2), said("in his power.", 1.2, 1.4, 1.4, 1.7, 1.7, 2.2)]
    assert placed(*lines) == [("He kept it in his power.", 10.0, 11.9)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (said("We skated home.", 0.3, 0.6, 0.6, 0.9, 0.9, 1.2), said("It froze", 1.2, 1.4, 1.4, 1.7)),
        (said("He kept it", 0.3, 0.6, 0.6, 0.9, 0.9, 2.2), said("in his", 4.4, 4.6, 4.6, 5.2)),
        (said("He kept it", 0.3, 0.6, 0.6, 0.9, 0.9, 1.2, suspicion="loop"), said("in his", 1.2, 1.4, 1.4, 1.7)),
    ],
    ids=["another sentence", "after a pause", "one is doubtful"],
)
def test_others_stay_apart(first, second):
    assert len(placed(first, second)) == 2


def test_a_line_in_the_silence_between_runs_was_invented():
    assert placed(said("Thank you.", 2.6, 3.0, 3.0, 3.6)) == []


@pytest.mark.parametrize(("sure", "suspicion"), [((0.02, 0.0), "over silence"), ((0.02, 0.6), ""), ((None, None), "")])
def test_a_word_or_two_that_the_engine_itself_hardly_believes_are_marked(sure, suspicion):
    words = (Word("Alright", 4.4, 4.5, sure[0]), Word("then.", 4.5, 4.6, sure[1]))
    (line,) = in_recording(two_runs(), [Line("Alright then.", 4.4, 4.6, words=words)])
    assert line.suspicion == suspicion


@pytest.mark.parametrize("text", ["私は家に 帰った", "ab cd"])
def test_words_are_put_together_as_their_language_writes_them(text):
    times = (0.3, 0.8, 4.6, 5.2)
    spaced = said(text, *times)
    bare = Line(text.replace(" ", ""), spaced.start, spaced.end, words=spaced.words)
    assert [line.text for line in in_recording(two_runs(), [bare])] == text.split()


@given(st.lists(st.floats(0, 7), min_size=2, max_size=20))
def test_whatever_times_words_have_none_is_lost_and_none_changes_its_place(moments):
    times = sorted(moments[: len(moments) // 2 * 2])
    words = [f"w{number}" for number in range(len(times) // 2)]
    line = said(" ".join(words), *times)
    lines = in_recording(two_runs(), [line])
    kept = " ".join(each.text for each in lines).split()
    assert kept in ([], words)
    assert all(each.start < each.end for each in lines)
