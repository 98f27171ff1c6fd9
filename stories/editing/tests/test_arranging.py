"""Lines and stories: whatever people do to the boundaries, each line is in one story or none, and stories hold together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stories.editing.arranging import Impossible, merged, moved, neighbour, split


def lines(text: str) -> tuple[str | None, ...]:
    """ "aa.b": two lines of a, one of talk, one of b."""
    return tuple(None if letter == "." else letter for letter in text)


def text(arrangement) -> str:
    return "".join(key or "." for key in arrangement)


def test_merging_takes_the_talk_between_along():
    assert text(merged(lines(".aa.b."), "a", "b")) == ".aaaa."


def test_the_order_in_which_two_are_named_does_not_matter():
    assert text(merged(lines("aabb"), "b", "a")) == "bbbb"


def test_a_story_behind_the_two_stays_as_it_is():
    assert text(merged(lines("aabbc"), "a", "b")) == "aaaac"


def test_a_story_of_one_line_between_two_others_keeps_them_apart():
    with pytest.raises(Impossible):
        merged(lines("acb"), "a", "b")


def test_a_neighbour_may_be_a_single_line_at_either_end():
    assert (neighbour(lines("bac"), "a", "start"), neighbour(lines("bac"), "a", "end")) == ("b", "c")


@pytest.mark.parametrize(("first", "second"), [("a", "c"), ("a", "a"), ("a", "x")])
def test_only_neighbours_are_merged(first, second):
    with pytest.raises(Impossible):
        merged(lines("aabbcc"), first, second)


def test_a_split_gives_the_rest_to_the_new_story():
    assert text(split(lines(".aaab"), "a", 2, "n")) == ".annb"


@pytest.mark.parametrize("at", [-1, 0, 1, 4, 9])
def test_a_story_is_split_at_its_own_lines_but_the_first(at):
    with pytest.raises(Impossible):
        split(lines(".aaab"), "a", at, "n")


@pytest.mark.parametrize(
    ("before", "edge", "step", "after"),
    [
        ("bbaa", "start", -1, "baaa"),
        ("bbaa", "start", 1, "bbba"),
        (".aab", "start", -1, "aaab"),
        (".aab", "start", 1, "..ab"),
        ("aab.", "end", -1, "abb."),
        ("aabb", "end", 1, "aaab"),
        ("aa..", "end", 1, "aaa."),
        ("aa", "end", -1, "a."),
        ("aa", "start", 1, ".a"),
        ("baa", "start", 1, "bba"),
        ("aab", "end", -1, "abb"),
    ],
)
def test_a_boundary_moves_by_one_line(before, edge, step, after):
    assert text(moved(lines(before), "a", edge, step)) == after


@pytest.mark.parametrize(
    ("before", "edge", "step", "why"),
    [
        ("aab", "start", -1, "no more words"),
        ("aa", "end", 1, "no more words"),
        ("baa", "start", -1, "no other line"),
        ("bab", "start", 1, "needs a line"),
        ("bb", "end", 1, "no such story"),
    ],
)
def test_a_boundary_that_cannot_move_says_why(before, edge, step, why):
    with pytest.raises(Impossible, match=why):
        moved(lines(before), "a", edge, step)


def test_neighbours_are_found_across_talk():
    assert (neighbour(lines("b..a.c"), "a", "start"), neighbour(lines("b..a.c"), "a", "end")) == ("b", "c")
    assert (neighbour(lines("..a"), "a", "start"), neighbour(lines("..b"), "a", "end")) == (None, None)


DEEDS = st.tuples(st.sampled_from(["merge", "split", "move"]), st.integers(0, 30), st.integers(0, 30), st.booleans())
BEGUN = st.lists(st.tuples(st.sampled_from([None, 1]), st.integers(1, 4)), min_size=1, max_size=8)


def begun(runs) -> tuple[int | None, ...]:
    return tuple(None if kind is None else number for number, (kind, size) in enumerate(runs) for _ in range(size))


def done(arrangement, deed, new):
    what, one, other, flag = deed
    stories = sorted({key for key in arrangement if key is not None}) or [-1]
    story = stories[one % len(stories)]
    if what == "merge":
        return merged(arrangement, story, stories[other % len(stories)])
    if what == "split":
        return split(arrangement, story, other % len(arrangement), new)
    return moved(arrangement, story, "start" if flag else "end", 1 if other % 2 else -1)


def holds_together(arrangement) -> bool:
    for key in {key for key in arrangement if key is not None}:
        own = [number for number, each in enumerate(arrangement) if each == key]
        if own != list(range(own[0], own[-1] + 1)):
            return False
    return True


@given(BEGUN, st.lists(DEEDS, max_size=12))
@settings(deadline=None, max_examples=300)
def test_whatever_is_done_every_line_is_in_one_story_or_none_and_stories_hold_together(runs, deeds):
    arrangement = begun(runs)
    length = len(arrangement)
    for number, deed in enumerate(deeds):
        try:
            after = done(arrangement, deed, 1000 + number)
        except Impossible:
            continue
        assert len(after) == length
        assert holds_together(after)
        lost = {key for key in arrangement if key is not None} - {key for key in after if key is not None}
        assert len(lost) == (deed[0] == "merge"), "only a merge ends a story"
        arrangement = after
