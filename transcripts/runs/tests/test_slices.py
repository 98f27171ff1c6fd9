"""Sound is cut into runs of speech at silences: nothing lost, nothing twice, and the same again after a pause."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts.engines.base import SAMPLE_RATE
from transcripts.runs import slices as module
from transcripts.runs.slices import PAD, slices
from transcripts.tests import voices

PER_MS = SAMPLE_RATE // 1000
TALK = st.lists(st.integers(6, 60).map(lambda tenths: tenths / 10), min_size=0, max_size=14)


@pytest.fixture(scope="module")
def small_windows():
    """Windows of six seconds instead of sixty, and a voice model that knows loud from quiet and cuts after two seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "WINDOW_BYTES", 2 * 6 * SAMPLE_RATE)
        patch.setattr(module, "LONGEST_SECONDS", 2.0)
        patch.setattr(module, "voiced", partial(voices.loud_runs, longest=2 * SAMPLE_RATE))
        yield


def times(found) -> list[tuple[int, int]]:
    return [(piece.start_ms, piece.end_ms) for piece in found]


def loud_milliseconds(pieces) -> list[int]:
    return [ms for piece in pieces for ms in range(piece.start_ms, piece.end_ms)]


def test_real_speech_is_cut_where_it_is_quiet():
    sound = np.frombuffer(voices.read_aloud(), np.int16)
    loudness = [
        np.abs(sound[max(ms - 10, 0) * PER_MS : (ms + 10) * PER_MS].astype(int)).mean()
        for piece in slices([sound.tobytes()])
        for ms in (piece.start_ms, piece.end_ms)
    ]
    assert np.median(loudness) < np.abs(sound.astype(int)).mean() / 4


def test_real_speech_gives_a_slice_for_each_sentence_at_least():
    found = list(slices([voices.read_aloud()]))
    begins = np.cumsum([0, *(len(s) / 2 / SAMPLE_RATE + voices.PAUSE for s in voices.sentences())])[:-1]
    assert all(any(abs(piece.start_ms / 1000 - begin) < 0.6 for piece in found) for begin in begins)


def test_no_slice_of_real_speech_is_longer_than_an_engine_takes():
    without_pauses = b"".join(voices.sentences()) * 3
    assert (
        max(piece.end_ms - piece.start_ms for piece in slices([without_pauses])) <= module.LONGEST_SECONDS * 1000 + 100
    )


def test_real_listening_that_goes_on_finds_the_same_slices_again():
    sound = voices.read_aloud() * 4
    whole = list(slices([sound]))
    middle = whole[len(whole) * 2 // 3]
    later = slices([sound[2 * PER_MS * middle.window_ms :]], start_ms=middle.window_ms, heard_ms=middle.heard_ms)
    assert times(later) == times(whole[whole.index(middle) + 1 :])


def test_silence_gives_nothing():
    assert list(slices([bytes(2 * SAMPLE_RATE * 90)])) == []


@pytest.mark.parametrize("sound", [b"", b"\0", bytes(2 * PER_MS)])
def test_hardly_any_sound_gives_nothing(sound):
    assert list(slices([sound])) == []


def test_an_odd_byte_at_the_end_does_no_harm(small_windows):
    assert len(list(slices([voices.talk(1, 1, 1) + b"\0"]))) == 1


@pytest.mark.parametrize("size", [1, 999, 2 * SAMPLE_RATE])
def test_it_does_not_matter_how_the_sound_comes(small_windows, size):
    sound = voices.talk(0.5, 1, 0.8, 1, 4, 1, 0.7, 1)
    blocks = [sound[i : i + size] for i in range(0, len(sound), size)]
    assert times(slices(blocks)) == times(slices([sound]))


def test_speech_that_begins_at_the_end_of_a_window_is_heard_once_and_whole(small_windows):
    assert times(slices([voices.talk(5, 1.5, 1)])) == [(5_000, 6_500)]


def test_the_first_run_that_reaches_over_the_windows_end_does_not_stop_listening(small_windows):
    assert times(slices([voices.talk(4.9, 1.9, 3, 1)])) == [(4_900, 6_800), (9_800, 10_800)]


def test_talk_without_a_pause_loses_nothing_where_it_is_cut(small_windows):
    assert times(slices([voices.talk(1, 5, 1)])) == [(1_000, 3_000), (3_000, 5_000), (5_000, 6_000)]


@settings(deadline=None, max_examples=40)
@given(TALK)
def test_every_loud_moment_is_in_one_slice(small_windows, seconds):
    edges = np.cumsum([0, *seconds])
    loud = [ms for n in range(1, len(seconds), 2) for ms in range(round(edges[n] * 1000), round(edges[n + 1] * 1000))]
    assert loud_milliseconds(slices([voices.talk(*seconds)])) == loud


@settings(deadline=None, max_examples=40)
@given(TALK, st.floats(0, 1))
def test_listening_that_was_interrupted_hears_the_rest_and_nothing_twice(small_windows, seconds, part):
    sound = voices.talk(*seconds)
    whole = list(slices([sound]))
    before = whole[: int(len(whole) * part)]
    heard, window = (before[-1].heard_ms, before[-1].window_ms) if before else (0, 0)
    after = list(slices([sound[2 * PER_MS * window :]], start_ms=window, heard_ms=heard))
    assert loud_milliseconds(before + after) == loud_milliseconds(whole)


def test_a_slice_has_the_recordings_own_quiet_around_it(small_windows):
    sound = voices.talk(1, 1, 1)
    (piece,) = slices([sound])
    around = np.frombuffer(sound, np.int16)[SAMPLE_RATE - PAD : 2 * SAMPLE_RATE + PAD] / 32768
    assert piece.samples == pytest.approx(around)


def test_a_slice_at_the_edge_gets_faint_noise_for_the_quiet_that_is_not_there(small_windows):
    (piece,) = slices([voices.talk(0, 1)])
    edges = np.concatenate([piece.samples[:PAD], piece.samples[-PAD:]])
    assert (len(piece.samples), bool(edges.any()), np.abs(edges).max() < 0.01) == (SAMPLE_RATE + 2 * PAD, True, True)


def test_the_same_sound_gives_the_same_samples(small_windows):
    first, second = (next(slices([voices.talk(0, 1)])) for _ in range(2))
    assert (first.samples == second.samples).all()


# --- runs that are joined --------------------------------------------------------------------------------------------


def test_runs_are_joined_as_long_as_the_engine_likes_with_the_quiet_between_them(small_windows):
    (piece,) = slices([voices.talk(1, 1, 0.5, 1, 1)], longest=4)
    assert (piece.start_ms, piece.end_ms, piece.runs_ms) == (1_000, 3_500, ((1_000, 2_000), (2_500, 3_500)))
    assert len(piece.samples) == 2.5 * SAMPLE_RATE + 2 * PAD


def test_what_would_be_too_long_begins_a_slice_of_its_own(small_windows):
    found = list(slices([voices.talk(1, 1, 0.5, 1, 0.5, 1, 1)], longest=3))
    assert times(found) == [(1_000, 3_500), (4_000, 5_000)]


def test_nothing_is_joined_over_a_long_silence(small_windows):
    assert times(slices([voices.talk(0, 1, 3.5, 1)], longest=28)) == [(0, 1_000), (4_500, 5_500)]


@given(TALK)
@settings(max_examples=40, deadline=None)
def test_joined_slices_hold_what_single_ones_hold(small_windows, seconds):
    sound = voices.talk(*seconds)
    alone = [run for piece in slices([sound]) for run in piece.runs_ms]
    together = list(slices([sound], longest=4))
    assert loud_milliseconds_of([run for piece in together for run in piece.runs_ms]) == loud_milliseconds_of(alone)
    assert all(piece.end_ms - piece.start_ms <= 4_000 for piece in together)


def loud_milliseconds_of(runs) -> list[int]:
    return [ms for begin, end in runs for ms in range(begin, end)]


@given(TALK, st.data())
@settings(max_examples=40, deadline=None)
def test_joined_slices_are_found_again_wherever_listening_goes_on(small_windows, seconds, data):
    sound = voices.talk(*seconds)
    whole = list(slices([sound], longest=4))
    if not whole:
        return
    at = data.draw(st.integers(0, len(whole) - 1))
    window, heard = whole[at].window_ms, whole[at].heard_ms
    later = slices([sound[2 * PER_MS * window :]], start_ms=window, heard_ms=heard, longest=4)
    assert times(later) == times(whole[at + 1 :])


# --- where the engine stopped before the end --------------------------------------------------------------------------


def hear_in_part(sound: bytes, part: float, **taken_up):
    """Slices of up to four seconds, of each of which so much is heard."""
    found = slices([sound], longest=4, **taken_up)
    piece = next(found, None)
    while piece:
        yield (piece := piece.heard_until(PAD / SAMPLE_RATE + part * (piece.end_ms - piece.start_ms) / 1000))
        try:
            piece = found.send(piece.heard_ms)
        except StopIteration:
            return


def test_what_an_engine_left_is_in_the_next_slice(small_windows):
    first, second = hear_in_part(voices.talk(0, 1, 0.3, 1, 0.3, 1, 3), 0.6)
    assert (times([first, second]), first.heard_ms) == ([(0, 2_300), (2_600, 3_600)], 2_450)


def test_the_end_that_is_left_moves_to_the_pause_that_is_near(small_windows):
    (piece,) = slices([voices.talk(0, 1, 0.3, 1, 3)], longest=4)
    moved = [piece.heard_until(PAD / SAMPLE_RATE + seconds).heard_ms for seconds in (0.9, 1.1, 1.3, 1.7)]
    assert moved == [1_150, 1_150, 1_150, 1_700]


@pytest.mark.parametrize("seconds", [0.2, 4.1])
def test_a_slice_of_which_hardly_anything_is_heard_or_left_is_heard_whole(small_windows, seconds):
    (piece,) = slices([voices.talk(0, 4, 3)], longest=5)
    assert piece.heard_until(seconds) == piece


@given(TALK, st.floats(0.1, 1))
@settings(max_examples=40, deadline=None)
def test_every_loud_moment_is_heard_once_however_little_an_engine_hears_at_a_time(small_windows, seconds, part):
    sound = voices.talk(*seconds)
    alone = [run for piece in slices([sound]) for run in piece.runs_ms]
    heard = [run for piece in hear_in_part(sound, part) for run in piece.runs_ms]
    assert loud_milliseconds_of(heard) == loud_milliseconds_of(alone)


@given(TALK, st.floats(0.1, 1), st.data())
@settings(max_examples=40, deadline=None)
def test_slices_that_were_heard_in_part_are_found_again_wherever_listening_goes_on(small_windows, seconds, part, data):
    sound = voices.talk(*seconds)
    whole = list(hear_in_part(sound, part))
    if not whole:
        return
    at = data.draw(st.integers(0, len(whole) - 1))
    window, heard = whole[at].window_ms, whole[at].heard_ms
    later = hear_in_part(sound[2 * PER_MS * window :], part, start_ms=window, heard_ms=heard)
    assert times(later) == times(whole[at + 1 :])


# --- how full --------------------------------------------------------------------------------------------------------


def test_a_slice_is_filled_up_to_a_pause_shorter_than_that_between_breaths(small_windows):
    assert times(slices([voices.talk(0, 1.5, 0.7, 0.5, 0.3, 0.9, 0.3, 1.3, 1)], longest=4)) == [
        (0, 3_900),
        (4_200, 5_500),
    ]


def test_it_is_rather_cut_at_the_widest_pause_where_little_room_is_left(small_windows):
    sound = voices.talk(0, 1, 0.3, 2.1, 0.4, 0.2, 0.3, 1, 1)
    assert times(slices([sound], longest=4)) == [(0, 3_400), (3_800, 5_300)]


def test_pauses_within_a_breath_part_no_lines(small_windows):
    (piece,) = slices([voices.talk(0, 1, 0.3, 0.5, 1)], longest=4)
    assert piece.runs_ms == ((0, 1_800),)


def test_a_cut_in_a_short_pause_leaves_half_of_it_to_each(small_windows):
    first, second = slices([voices.talk(0, 1, 0.2, 1, 1)], longest=1)
    assert (first.heard_ms, np.abs(first.samples[-PAD // 3 :]).max() < 0.01, second.samples[:PAD].max() < 0.01) == (
        1_100,
        True,
        True,
    )


def test_a_click_by_itself_is_no_speech_but_a_short_word_between_short_pauses_is(small_windows):
    assert times(slices([voices.talk(1, 0.1, 1, 1, 0.3, 0.1, 1)])) == [(2_100, 3_500)]
