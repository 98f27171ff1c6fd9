"""The measures, against cases counted by hand."""

import pytest

from stories.gold.measures import Share, Tally, boundaries_within, half_mean_length, pk, window_diff


def test_the_same_boundaries_cost_nothing():
    assert pk([3, 7], [3, 7], 10) == Share(0, 8)
    assert window_diff([3, 7], [3, 7], 10) == Share(0, 8)


def test_pk_counts_windows_that_disagree_on_being_one_segment():
    # ten units, a cut before 5; windows (i, i+2); none found: those of i = 3 and 4 disagree
    assert pk([5], [], 10, k=2) == Share(2, 8)


def test_a_boundary_one_unit_off_costs_two_windows():
    # k = 3: reference parts windows i = 2..4, the hypothesis i = 3..5
    assert pk([5], [6], 10, k=3) == Share(2, 7)
    assert window_diff([5], [6], 10, k=3) == Share(2, 7)


def test_window_diff_sees_a_false_boundary_beside_a_true_one():
    # k = 3: windows i = 3 and 4 hold both 5 and 6 or 6 alone; pk forgives i = 3 and 4, window_diff doesn't
    assert pk([5], [5, 6], 10, k=3) == Share(1, 7)
    assert window_diff([5], [5, 6], 10, k=3) == Share(3, 7)


def test_the_window_is_half_the_mean_reference_length():
    assert half_mean_length([5], 10) == 3
    assert half_mean_length([4, 8], 12) == 2
    assert half_mean_length([1, 2, 3], 4) == 1


def test_a_text_shorter_than_the_window_has_no_windows():
    assert pk([], [], 1, k=3) == Share(0, 0)
    assert Share(0, 0).value == 0.0


def test_boundaries_match_within_one_segment_and_once_each():
    assert boundaries_within([3, 10], [4, 5, 12]) == Tally(right=1, extra=2, missed=1)
    assert boundaries_within([3, 4], [4]) == Tally(right=1, extra=0, missed=1)
    assert boundaries_within([3, 4], [4, 5]) == Tally(right=2, extra=0, missed=0)


def test_f1_is_the_harmonic_mean_of_precision_and_recall():
    tally = Tally(right=6, extra=2, missed=4)
    assert (tally.precision, tally.recall) == (0.75, 0.6)
    assert tally.f1 == pytest.approx(2 / 3)
    assert Tally().f1 == 1.0
    assert Tally(extra=1).f1 == 0.0


def test_tallies_and_shares_add_up():
    assert Tally(1, 2, 3) + Tally(4, 5, 6) == Tally(5, 7, 9)
    assert (Share(1, 4) + Share(2, 4)).value == 0.375
