"""Whether a name can stand where something was heard, and whether the sentence speaks against what was heard. English; knows no model.

Names that the language model knows stand in for those that it cannot know: where "John" is impossible, so is "Szymanski".
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from transcripts.alignment.spoken import SHORT, spoken
from transcripts.doubt.spelling import key
from transcripts.measuring.normalising import ENDS

if TYPE_CHECKING:
    from transcripts.doubt.rarity import Rarity

PEOPLE = ("john", "mary", "smith", "george", "anna", "miller")
PLACES = ("london", "paris", "germany", "boston")
STAND_INS = {"person": PEOPLE, "place": PLACES}
NEVER_BEFORE = frozenset("a an every each i he she we they very too quite rather more most less".split())  # noqa: SIM905
NEVER_BEFORE_A_PERSON = frozenset("the this these those some any no".split())  # noqa: SIM905
AFTER = 2  # words behind it of which the model asks what stands before them
A_WORD = 3.0  # log odds that a word more is worth: else one name would always be likelier than two words
ALLOWED = -1.5  # log odds of a name in this place against a name anywhere
AGAINST = 3.0  # log odds of a name against the words that were heard


def can_stand(tokens: Sequence[str], first: int, behind: int, kind: str, rarity: "Rarity") -> bool:
    """Whether a name of this kind can stand in place of the tokens from `first` to before `behind`."""
    before, after = around(tokens, first, behind)
    never = NEVER_BEFORE | (NEVER_BEFORE_A_PERSON if kind == "person" else set())
    if before and before[-1] in never and not ends(tokens[first - 1], ",;:"):
        return False
    apart = sum(rarity.likelihood(word) for word in after)
    found = (worth(before, [name], after, rarity) - rarity.likelihood(name) for name in stand_ins(kind))
    return max(found) - apart >= ALLOWED


def speaks_against(tokens: Sequence[str], first: int, behind: int, kind: str, rarity: "Rarity") -> bool:
    """Whether people would rather say a name here than the words that were heard."""
    before, after = around(tokens, first, behind)
    heard = [word for token in tokens[first:behind] for word in spoken(token)]
    own = worth(before, heard, after, rarity) + A_WORD * len(heard)
    return max(worth(before, [name], after, rarity) for name in stand_ins(kind)) + A_WORD - own >= AGAINST


def stand_ins(kind: str) -> tuple[str, ...]:
    return STAND_INS.get(kind, PEOPLE + PLACES)


def worth(before: Sequence[str], words: Sequence[str], after: Sequence[str], rarity: "Rarity") -> float:
    """How likely these words and those after them are, in natural logarithms."""
    return sum(rarity.likelihoods([*before, *words, *after])[len(before) :])


def around(tokens: Sequence[str], first: int, behind: int) -> tuple[list[str], list[str]]:
    """The words before and after, as they are spoken, within the sentence."""
    begins = next((n + 1 for n in range(first - 1, -1, -1) if ends(tokens[n], ENDS) and not is_short(tokens[n])), 0)
    before = [word for token in tokens[begins:first] for word in spoken(token)]
    after: list[str] = []
    for last, token in zip(tokens[behind - 1 :], tokens[behind:], strict=False):
        if ends(last, ENDS) or len(after) >= AFTER:
            break
        after += spoken(token)
    return before, after[:AFTER]


def ends(token: str, marks: str | tuple[str, ...]) -> bool:
    return token.rstrip("”\"')").endswith(tuple(marks))


def is_short(token: str) -> bool:
    """Such as "Mrs.", whose full stop ends no sentence."""
    return key(token) in SHORT
