"""Several hearings of the same sound, laid beside each other word by word (after ROVER, J. Fiscus, 1997).

A text of n tokens has 2n + 1 places: each token, with a gap before and after it. What another hearing has there is a tuple of tokens.
"""

from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from transcripts.doubt.spelling import key

Places = list[tuple[str, ...]]

HEARD_AGAIN = frozenset({"moonshine"})  # quick, on this machine, and silent about its doubt
ASKS = {"whisper": "moonshine"}  # who is asked where the engine is not sure: one that was made otherwise errs otherwise


def own_places(tokens: Sequence[str]) -> Places:
    found: Places = [()]
    for token in tokens:
        found += [(token,), ()]
    return found


def places(tokens: Sequence[str], other: Sequence[str]) -> Places:
    """What the other hearing has at each place of the tokens."""
    found: Places = [()] * (2 * len(tokens) + 1)
    mine, theirs = [key(token) for token in tokens], [key(token) for token in other]
    for step in Levenshtein.opcodes(mine, theirs):
        if step.tag == "insert":
            found[2 * step.src_start] += tuple(other[step.dest_start : step.dest_end])
        elif step.tag != "delete":
            for here, there in zip(
                range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True
            ):
                found[2 * here + 1] = (other[there],)
    return found


def same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return [key(token) for token in one] == [key(token) for token in other]


def dissent(tokens: Sequence[str], hearings: Sequence[Sequence[str]]) -> list[float]:
    """Of each token, the share of the hearings that have something else there; what they add beside it counts half."""
    if not hearings:
        return [0.0] * len(tokens)
    own, sums = own_places(tokens), [0.0] * len(tokens)
    for hearing in hearings:
        theirs = places(tokens, hearing)
        for number in range(len(tokens)):
            at = 2 * number + 1
            if not key(tokens[number]):
                continue  # nobody hears a dash
            if not same(own[at], theirs[at]):
                sums[number] += 1
            elif theirs[at - 1] or theirs[at + 1]:
                sums[number] += 0.5
    return [each / len(hearings) for each in sums]


def voted(tokens: Sequence[str], hearings: Sequence[Sequence[str]]) -> list[str]:
    """At each place what most hearings have, the tokens being one of them; where they are not agreed, the tokens stay."""
    own = own_places(tokens)
    theirs = [places(tokens, hearing) for hearing in hearings]
    return [token for at in range(len(own)) for token in most(own[at], [hearing[at] for hearing in theirs])]


def agreed(tokens: Sequence[str], hearings: Sequence[Sequence[str]]) -> list[bool]:
    """Of each token, whether another hearing has it as well."""
    own = own_places(tokens)
    theirs = [places(tokens, hearing) for hearing in hearings]
    return [any(same(own[at], hearing[at]) for hearing in theirs) for at in range(1, len(own), 2)]


def most(own: tuple[str, ...], others: list[tuple[str, ...]]) -> tuple[str, ...]:
    votes = Counter(tuple(key(token) for token in each) for each in [own, *others])
    winner, count = votes.most_common(1)[0]
    if 2 * count <= len(others) + 1 or winner == tuple(key(token) for token in own):
        return own
    return next(each for each in others if tuple(key(token) for token in each) == winner)
