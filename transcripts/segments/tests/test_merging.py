"""The merge keeps people's words to the letter, every line and every new word once, and the places that others point to."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as some

from transcripts.engines.base import Word
from transcripts.segments.merging import NOT_HEARD_AGAIN, REACH, Merged, New, Old, merge_hearing
from transcripts.segments.spreading import spread

WORDS = ["the", "river", "froze", "Husum", "lantern,", "Petersen.", "we", "counted"]
texts = some.lists(some.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)


@some.composite
def times(draw) -> list[tuple[float, float]]:
    """Spans in order that do not overlap, in seconds."""
    at, found = 0.0, []
    for _ in range(draw(some.integers(0, 8))):
        start = at + draw(some.sampled_from([0.0, 0.2, 1.0, 6.0]))
        at = start + draw(some.sampled_from([0.5, 1.0, 4.0, 12.0]))
        found.append((start, at))
    return found


@some.composite
def olds(draw) -> list[Old]:
    made = []
    for number, (start, end) in enumerate(draw(times())):
        heard = draw(texts)
        text = draw(some.sampled_from([heard, heard, draw(texts)]))
        made.append(Old(str(number), start, end, heard, text, text != heard or draw(some.booleans())))
    return made


@some.composite
def news(draw) -> list[New]:
    return [heard(place, draw(texts), *span) for place, span in enumerate(draw(times()))]


def heard(place: int, text: str, start: float, end: float) -> New:
    return New(place, tuple(spread(text, start, end)), start, end)


def line(
    number: int, heard: str, text: str = "", *, start: float = 0.0, length: float = 4.0, mine: bool = False
) -> Old:
    return Old(str(number), start, start + length, heard, text or heard, mine or bool(text and text != heard))


def as_old(merged: list[Merged], before: list[Old]) -> list[Old]:
    """What stands after a merge, as the next one sees it."""
    persons = {old.id for old in before if old.is_persons}
    return [
        Old(each.id or f"new {number}", each.start, each.end, each.heard, each.text, each.id in persons, each.words)
        for number, each in enumerate(merged)
    ]


def said(words: list[Word]) -> list[tuple[str, float]]:
    return sorted((word.text, word.start) for word in words)


@settings(deadline=None)
@given(olds(), news())
def test_every_line_that_stood_still_stands_once_under_its_id_and_at_its_time(old, new):
    kept = {each.id: (each.start, each.end) for each in merge_hearing(old, new) if each.id}
    assert kept == {each.id: (each.start, each.end) for each in old}
    assert sum(each.id is not None for each in merge_hearing(old, new)) == len(old)


@settings(deadline=None)
@given(olds(), news())
def test_what_a_person_wrote_stays_to_the_letter(old, new):
    texts = {each.id: each.text for each in merge_hearing(old, new)}
    assert all(texts[each.id] == each.text for each in old if each.is_persons)


@settings(deadline=None)
@given(olds(), news())
def test_every_new_word_is_proposed_in_exactly_one_place(old, new):
    proposed = [word for each in merge_hearing(old, new) for word in each.proposed.split()]
    assert sorted(proposed) == sorted(word.text for each in new for word in each.words)


@settings(deadline=None)
@given(olds(), news())
def test_no_line_is_left_without_words(old, new):
    assert all(each.text.strip() and each.heard.strip() for each in merge_hearing(old, new))


@settings(deadline=None)
@given(olds(), news())
def test_a_word_stands_no_further_from_its_sound_than_its_reach(old, new):
    """Whoever clicks a line hears what it says: a word that is far from every line gets one of its own."""
    for each in merge_hearing(old, new):
        if each.id and each.proposed and each.words:
            for word in each.words:
                middle = (word.start + word.end) / 2
                assert each.start - REACH <= middle <= each.end + REACH


A_WORD_OF_TWELVE_SECONDS = [heard(0, "the", 0.0, 0.5), heard(1, "the", 0.5, 12.5)]


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(olds(), news())
@example([Old("0", 1.0, 1.5, "the", "the")], A_WORD_OF_TWELVE_SECONDS)
@example([Old("0", 1.0, 1.5, "the", "the", True)], A_WORD_OF_TWELVE_SECONDS)
def test_the_same_hearing_again_changes_nothing_more(old, new):
    assume(all(each.proposed for each in merge_hearing(old, new)))  # a line that was not heard again may yet be
    once = as_old(merge_hearing(old, new), old)
    twice = as_old(merge_hearing(once, new), once)
    assert [(each.heard, each.text) for each in twice] == [(each.heard, each.text) for each in once]


@settings(deadline=None)
@given(olds())
def test_hearing_what_was_heard_before_changes_no_word_and_asks_nothing(old):
    new = [heard(place, each.heard, each.start, each.end) for place, each in enumerate(old)]
    found = merge_hearing(old, new)
    assert [each.text for each in found] == [each.text for each in old]
    assert not any(each.is_conflict or each.suspicion for each in found)


@settings(deadline=None)
@given(olds(), news())
def test_lines_come_in_the_order_of_their_times(old, new):
    starts = [each.start for each in merge_hearing(old, new)]
    assert starts == sorted(starts)


def one(old: Old, new: str, **options) -> Merged:
    (found,) = merge_hearing([old], [heard(0, new, old.start, old.end)], **options)
    return found


def test_where_nobody_has_written_the_new_words_stand():
    found = one(line(1, "The liver froze."), "The river froze.")
    assert (found.id, found.heard, found.text, found.is_conflict) == (
        "1",
        "The river froze.",
        "The river froze.",
        False,
    )


def test_where_the_machine_still_says_the_same_there_is_nothing_to_settle():
    found = one(line(1, "The liver froze.", "The river froze."), "the liver froze")
    assert (found.text, found.is_conflict) == ("The river froze.", False)


def test_where_the_machine_now_says_what_the_person_wrote_there_is_nothing_to_settle():
    found = one(line(1, "The liver froze.", "The river froze."), "the river, froze")
    assert (found.text, found.is_conflict) == ("The river froze.", False)


def test_where_all_three_differ_the_persons_stand_and_somebody_is_asked():
    found = one(line(1, "The liver froze.", "The river froze."), "The river rose.")
    assert (found.text, found.proposed, found.is_conflict) == ("The river froze.", "The river rose.", True)


def test_the_new_words_stand_where_a_person_chooses_them():
    found = one(line(1, "The liver froze.", "The river froze."), "The river rose.", chosen=["1"])
    assert (found.text, found.is_chosen) == ("The river rose.", True)


def test_what_is_not_heard_again_stays_with_a_mark():
    (found,) = merge_hearing([line(1, "Dog.")], [])
    assert (found.text, found.suspicion) == ("Dog.", NOT_HEARD_AGAIN)


def test_a_persons_line_that_is_not_heard_again_stays_without_one():
    (found,) = merge_hearing([line(1, "Dog.", "Dot.")], [])
    assert (found.text, found.suspicion) == ("Dot.", "")


def test_speech_that_was_missed_gets_a_line_of_its_own():
    found = merge_hearing([line(1, "Hello.")], [heard(0, "Hello.", 0, 4), heard(1, "The river froze.", 10, 12)])
    assert [(each.id, each.text) for each in found] == [("1", "Hello."), (None, "The river froze.")]


def test_one_long_line_is_divided_among_those_that_stand():
    old = [line(1, "The river froze.", start=0), line(2, "We counted his lantern.", start=4)]
    found = merge_hearing(old, [heard(0, "The river froze, we counted her lanterns.", 0, 8)])
    assert [each.text for each in found] == ["The river froze,", "we counted her lanterns."]


def test_several_short_lines_are_joined_in_the_one_that_stands():
    found = merge_hearing(
        [line(1, "The river froze we counted")], [heard(0, "The river froze.", 0, 2), heard(1, "We counted.", 2, 4)]
    )
    assert [(each.text, each.places) for each in found] == [("The river froze. We counted.", (0, 1))]


@pytest.mark.parametrize("lines", [3_000])
def test_five_hours_of_talk_are_merged_in_a_moment_even_without_a_pause(lines):
    old = [line(number, "the river froze over", start=4.0 * number) for number in range(lines)]
    new = [heard(number, "the river froze", 4.0 * number, 4.0 * number + 4) for number in range(lines)]
    assert [each.text for each in merge_hearing(old, new)] == ["the river froze"] * lines


def test_a_mark_that_is_there_is_not_proposed():
    """A confirmed line is a person's though it says what the machine heard."""
    found = one(replace(line(1, "The river froze."), is_persons=True), "The liver froze.")
    assert (found.text, found.is_conflict) == ("The river froze.", True)
