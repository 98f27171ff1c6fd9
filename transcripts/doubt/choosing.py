"""Of several hearings of a line, the one that reads most like what people say and agrees most with the others.

Tuned on 547 s by flite and espeak-ng: there 17.7 % of the words were wrong as first heard and 16.4 % of the chosen; on twelve talks that
nobody had tuned on 16.9 % and 15.4 %.
"""

from collections.abc import Sequence

from transcripts.alignment.spoken import spoken
from transcripts.doubt.dropping import dropped
from transcripts.doubt.rarity import Rarity
from transcripts.doubt.spelling import key
from transcripts.doubt.voting import dissent, voted
from transcripts.engines.hallucinations import is_looping

A_WORD = 3.0  # log odds that a word more is worth: else the shortest would always win
DISSENT = 3.0  # what a word costs that another hearing has not

Tokens = Sequence[str]


def chosen(first: Tokens, others: Sequence[Tokens], rarity: Rarity, seconds: Sequence[float] = ()) -> Tokens:
    """The first hearing, another one, or what they vote for together; the first where nothing is better.

    What leaves out words of the first for which there was speech never wins; `seconds` is how long each of them took.
    """
    if not first or len(others) < 2:
        return first
    every = [first, *others]
    candidates = [voted(first, others), *every, voted(others[0], [*others[1:], first])]
    best, most = first, worth(first, every, rarity)
    for candidate in candidates:
        if not any(key(token) for token in candidate) or is_looping(" ".join(candidate)):
            continue
        if dropped(first, candidate, seconds):
            continue
        if (value := worth(candidate, every, rarity)) > most + 1e-9:
            best, most = candidate, value
    return best


def worth(tokens: Tokens, every: Sequence[Tokens], rarity: Rarity) -> float:
    words = [word for token in tokens for word in spoken(token)]
    apart = sum(sum(dissent(tokens, [each])) for each in every)
    return sum(rarity.likelihoods(words)) + A_WORD * len(words) - DISSENT * apart
