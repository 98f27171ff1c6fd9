"""Names that the engine itself finds likelier, once it is told them: what is weighed, what is asked, and what never is."""

import pytest

from transcripts.words import glossary
from transcripts.words.repair import Own
from transcripts.words.second_opinions import MOST, preferred

OWN = [Own("Anyasodo"), Own("Enugu"), Own("Szymanski", "shimansky")]
HEARD = "Our neighbour was any a soda."


def told(text: str, unsure: dict[int, float]) -> list[list[object]]:
    return [[token, n, n + 1, unsure.get(n, 0.95)] for n, token in enumerate(text.split())]


class Opinion:
    """Finds these texts as likely as this, and all others hardly likely; notes what it was asked."""

    def __init__(self, liked: dict[str, float]) -> None:
        self.liked, self.asked = liked, []

    def __call__(self, text, names):
        assert names, "the names are told"
        self.asked.append(text)
        return self.liked.get(text, -50.0)


def asked_of(opinion, text=HEARD, unsure=None, **how) -> list[tuple[str, str]]:
    words = told(text, {3: 0.5, 4: 0.3, 5: 0.2} if unsure is None else unsure)
    found = glossary.mended(words, OWN, likelihood=opinion, **how)
    assert not found.is_repaired
    return [(each["heard"], each["text"]) for each in found.proposals]


def test_what_the_engine_would_rather_have_heard_is_asked():
    opinion = Opinion({"Our neighbour was Anyasodo.": -10.0, HEARD: -20.0})
    assert asked_of(opinion) == [("any a soda.", "Anyasodo.")]


def test_what_it_would_not_is_not_asked_however_near_the_sound():
    assert asked_of(Opinion({"Our neighbour was Anyasodo.": -30.0, HEARD: -20.0})) == []
    assert asked_of(Opinion({"Then Szymanski came.": -60.0}), "Then Shamanski came.", {1: 0.2}) == []


def test_of_two_names_the_one_that_sounds_more_like_what_was_heard_where_the_engine_likes_both():
    liked = {"Our neighbour was Anyasodo.": -10.0, "Our neighbour was Enugu.": -8.0, HEARD: -20.0}
    assert asked_of(Opinion(liked)) == [("any a soda.", "Anyasodo.")]


def test_a_name_within_a_word_that_is_kept_is_not_even_weighed():
    opinion = Opinion({"Then Szymanski came.": 0.0})
    assert asked_of(opinion, "Then Shamanski came.", {1: 0.2}, known=frozenset({"shamanski"})) == []
    assert asked_of(opinion, "Then Shamanski came.", {0: 0.2}) == []
    assert opinion.asked == []


def test_how_sure_the_engine_was_of_a_real_word_at_first_is_not_asked_where_it_has_a_second_opinion():
    opinion = Opinion({"Our neighbour was Anyasodo.": -10.0, HEARD: -20.0})
    assert asked_of(opinion, agreed=[True] * 6) == [("any a soda.", "Anyasodo.")]


def test_a_real_name_by_itself_never_gives_way_to_another_but_with_a_word_beside_it():
    own = [Own("Felixstowe"), Own("Augustin")]
    opinion = Opinion({"He was known from Felixstowe to there": -5.0, "He was known from Felix Dole to there": -20.0})

    def ask(text: str, *unsure: int) -> list[str]:
        words = told(text, dict.fromkeys(unsure, 0.2))
        return [each["heard"] for each in glossary.mended(words, own, likelihood=opinion).proposals]

    assert ask("He was known from Felix Dole to there", 4, 5) == ["Felix Dole"]
    opinion.liked |= {
        "We knew Augustin there": -5.0,
        "We knew Augusteen there": -20.0,
        "We knew Augustine there": -20.0,
    }
    assert ask("We knew Augusteen there", 2) == ["Augusteen"]
    assert ask("We knew Augustine there", 2) == []


def test_what_somebody_has_said_yes_to_needs_no_opinion():
    own = [Own("Szymanski", "shimansky", ("shamanski",))]
    found = glossary.mended(told("Then Shamanski came.", {1: 0.2}), own, likelihood=Opinion({}))
    assert glossary.text_of(found.words) == "Then Szymanski came."


def test_a_line_full_of_doubt_costs_no_more_than_so_many_questions():
    opinion = Opinion({})
    text = " ".join(["any a soda"] * 20)
    asked_of(opinion, text, dict.fromkeys(range(60), 0.2))
    assert len(opinion.asked) <= 1 + MOST


@pytest.mark.parametrize("sure", [[0.9] * 6, [None] * 6])
def test_where_nothing_is_doubtful_nothing_is_weighed(sure):
    opinion = Opinion({"Our neighbour was Anyasodo.": 0.0})
    assert preferred(HEARD.split(), sure, OWN, glossary.phones, opinion) == []
    assert opinion.asked == []


def test_a_line_that_no_half_minute_holds_is_not_compared():
    opinion = Opinion({})
    assert asked_of(opinion, " ".join([HEARD] * 20), dict.fromkeys(range(120), 0.2)) == []
    assert opinion.asked == []
