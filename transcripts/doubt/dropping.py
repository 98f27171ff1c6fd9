"""Which words of a line another hearing leaves out, so that somebody is heard to speak and no word stands there. Knows no model."""

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from transcripts.alignment.spoken import spoken

A_STRETCH = 0.4  # seconds: shorter than this are stammers and articles, about which hearings may differ
SECONDS_A_LETTER = 0.07  # of speech, where nobody knows how long a word took

Block = tuple[range, range]  # words of the one and of the other


def dropped(before: Sequence[str], after: Sequence[str], seconds: Sequence[float] = ()) -> list[int]:
    """The numbers of the tokens of `before` that lie in stretches for which `after` has not half the letters.

    Tokens are compared as they are said, so "1934" drops nothing of "nineteen thirty four". `seconds` is how long each token took.
    """
    mine, theirs = said(before), said(after)
    found: set[int] = set()
    for here, there in differing([word for _, word in mine], [word for _, word in theirs]):
        letters, others = (sum(len(word) for _, word in side) for side in (cut(mine, here), cut(theirs, there)))
        tokens = {number for number, _ in cut(mine, here)}
        took = sum(seconds[number] for number in tokens) if seconds else SECONDS_A_LETTER * letters
        if 2 * others < letters and took >= A_STRETCH:
            found |= tokens
    return sorted(found)


def said(tokens: Sequence[str]) -> list[tuple[int, str]]:
    """Each word that is said, with the number of its token."""
    return [(number, word) for number, token in enumerate(tokens) for word in spoken(token)]


def cut(words: Sequence[tuple[int, str]], part: range) -> Sequence[tuple[int, str]]:
    return words[part.start : part.stop]


def differing(mine: Sequence[str], theirs: Sequence[str]) -> Iterator[Block]:
    """Where the two differ, each time as far as they do: what is dropped may stand beside what is replaced."""
    here, there = 0, 0
    for step in Levenshtein.opcodes(mine, theirs):
        if step.tag == "equal":
            yield range(here, step.src_start), range(there, step.dest_start)
            here, there = step.src_end, step.dest_end
    yield range(here, len(mine)), range(there, len(theirs))
