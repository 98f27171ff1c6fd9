"""A confidence can be taken at its word, and it is told how far it is from that."""

import json

import numpy as np
import pytest

from transcripts.doubt.evidence import KINDS, Told, evidence
from transcripts.doubt.judging import Marked, calibration_error, found_in_a_tenth, marked, wrong_of_these
from transcripts.doubt.ranking import places, rank
from transcripts.doubt.rarity import LOWEST, Rarity
from transcripts.doubt.scale import Scale, fitted, scale_of
from transcripts.doubt.weighing import OTHERS, Weigher, scales


def made(lines: int, seed: int):
    """Lines of ten words each, which are the more often wrong the more their first evidence says so."""
    chance = np.random.default_rng(seed)
    rows = [np.zeros((10, len(KINDS))) for _ in range(lines)]
    for row in rows:
        row[:, 0], row[:, 3] = chance.random(10), chance.random(10) * 8
    right = [(chance.random(10) > 0.7 * row[:, 0] ** 2).tolist() for row in rows]
    return rows, right


@pytest.fixture(scope="module")
def scale():
    return fitted(*made(400, 1), "made up")


def test_confidence_is_right_as_often_as_it_says(scale):
    rows, right = made(400, 2)
    sure = [one for row in rows for one in scale.confidence(row)]
    assert calibration_error(sure, [one for each in right for one in each]) < 0.03


def test_more_against_a_word_is_never_more_confidence(scale):
    rows = np.zeros((50, len(KINDS)))
    rows[:, 0] = np.linspace(0, 1, 50)
    sure = scale.confidence(rows)
    assert sure == sorted(sure, reverse=True)
    assert sure[0] > 0.9 > 0.6 > sure[-1]


def test_a_scale_is_the_same_after_it_was_written_down(scale):
    rows, _ = made(3, 3)
    again = scale_of(json.loads(json.dumps(scale.as_dict())))
    assert np.allclose(again.confidence(rows[0]), scale.confidence(rows[0]), atol=0.01)


def test_where_nothing_is_wrong_nothing_can_be_fitted():
    rows, right = made(3, 4)
    with pytest.raises(ValueError, match="wrong"):
        fitted(rows, [[True] * 10 for _ in right], "")


def test_what_comes_with_memoire_says_what_it_was_fitted_on():
    shipped = scales()
    assert {"moonshine", OTHERS} <= set(shipped)
    assert all(each.words >= 300 and each.wrong >= 20 and each.fitted_on for each in shipped.values())


def test_what_was_fitted_here_goes_before_what_came_with_memoire(tmp_path, scale):
    (tmp_path / "doubt.json").write_text(json.dumps({"moonshine": scale.as_dict()}))
    assert scales(tmp_path / "doubt.json")["moonshine"].fitted_on == "made up"


def test_other_hearings_and_rare_words_speak_against_a_word():
    told = Told(["my", "grandmother", "zyxomma"], [["my", "grandmother", "sits"]])
    rows = evidence(told, Rarity())
    column = dict(zip(KINDS, rows.T, strict=True))
    assert column["dissent"].tolist() == [0, 0, 1]
    assert column["rare"][2] == -LOWEST > column["rare"][1] > 0
    assert column["unlisted"].tolist() == [0, 0, 1]


def test_the_familys_own_words_are_not_rare():
    told = Told(["said", "Zyxomma’s", "aunt"], known=frozenset({"zyxomma"}))
    column = dict(zip(KINDS, evidence(told, Rarity()).T, strict=True))
    assert (column["rare"][1], column["unlisted"][1], column["name"][1]) == (0, 0, 0)


def test_an_engine_that_nobody_fitted_is_taken_at_its_word(scale):
    weigher = Weigher("whisper", None, {OTHERS: scale})
    assert weigher.confidence(Told(["a", "b"], confidences=[0.25, None])) == [0.25, 0.5]


def test_where_an_engine_says_nothing_of_its_doubt_its_own_scale_is_not_asked():
    rest = len(KINDS) - 3
    sure = Scale((0.0,) * len(KINDS), 0.0, ((-1.0, 0.9), (1.0, 0.9)))
    unsure = Scale((*(0.0,) * rest, 1.0, 0.0, 0.0), 0.0, ((-1.0, 0.1), (1.0, 0.9)))
    weigher = Weigher("whisper", None, {OTHERS: sure, "whisper": unsure})
    assert weigher.confidence(Told(["river"])) == [0.9]
    assert weigher.confidence(Told(["river"], confidences=[0.1])) == [0.1]


def test_an_engine_that_is_unsure_of_a_neighbour_and_of_the_line_speaks_against_a_word():
    column = dict(zip(KINDS, evidence(Told(["a", "b", "c"], confidences=[0.5, 0.9, 0.9]), Rarity()).T, strict=True))
    assert column["engine beside"].tolist() == pytest.approx([2.197, 0.0, 2.197], abs=0.001)
    assert len(set(column["engine in line"])) == 1


def test_a_wrong_name_that_is_read_is_counted_among_the_names():
    ranks = [0.9, 0.0, 0.8] + [0.1] * 17
    assert wrong_of_these(ranks, [False, False] + [True] * 18, [True, True] + [False] * 18) == (1, 2)


def test_words_that_are_wrong_and_words_that_are_missing_are_marked():
    assert marked("the river froze at the old mill", ["the", "liver", "froze", "at", "mill"]) == Marked(
        (True, False, True, True, True), (4, 4)
    )


def test_all_words_of_a_wrong_number_are_wrong():
    assert marked("in 1947 we left", ["in", "nineteen", "forty", "six", "we", "left"]).right == (
        True, False, False, False, True, True,
    )  # fmt: skip


def test_a_reader_of_the_most_doubtful_tenth_meets_what_is_there():
    right = [place not in (3, 7) for place in range(20)]
    ranks = [0.9 if place == 3 else 0.8 if place == 12 else 0.1 for place in range(20)]
    assert found_in_a_tenth(ranks, Marked(tuple(right), (13,))) == (2, 3, 2)


def test_names_and_numbers_come_first():
    ranks = rank(["We", "met", "Osbert", "in", "1931"], [0.5] * 5)
    assert ranks[2] == ranks[4] > ranks[1] == ranks[0]


def test_doubtful_words_beside_each_other_are_one_place():
    found = places(
        ["so", "we", "met", "Osbert", "Crane", "there", "—", "yes"], [0.9, 0.9, 0.9, 0.3, 0.5, 0.9, 0.1, None]
    )
    assert [(each.first, each.behind) for each in found] == [(3, 5)]
    assert found[0].rank == pytest.approx(0.7 * 2)
