"""How well an engine hears: word error rate and name error rate against what was really said. Knows no model and no setting.

Both sides are first written in one way, so that an engine is not blamed for spelling: small letters, no punctuation, numbers, years and
titles in words ("Mr. 1947" is "mister nineteen forty seven"), as the aligner needs them too.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import jiwer

from transcripts.alignment.spoken import spoken

ENDS = (".", "!", "?", "…", ":")
NO_NAMES = {"I", "I'm", "I'd", "I'll", "I've"}


@dataclass(frozen=True)
class Errors:
    """What was said and what was heard wrongly, in words and in names."""

    words: int
    wrong: int  # substituted, left out or added
    names: int
    wrong_names: int

    @property
    def word_rate(self) -> float:
        return self.wrong / self.words if self.words else 0.0

    @property
    def name_rate(self) -> float | None:
        """The share of names that were not heard; None where none was said."""
        return self.wrong_names / self.names if self.names else None


def together(found: Iterable[Errors]) -> Errors:
    rows = list(found)
    return Errors(
        sum(row.words for row in rows),
        sum(row.wrong for row in rows),
        sum(row.names for row in rows),
        sum(row.wrong_names for row in rows),
    )


def errors(said: str, heard: str) -> Errors:
    """Compares a text with what an engine made of its sound."""
    reference, is_name = normalised(said)
    hypothesis, _ = normalised(heard)
    if not reference or not hypothesis:
        return Errors(len(reference), max(len(reference), len(hypothesis)), sum(is_name), sum(is_name))
    found = jiwer.process_words(" ".join(reference), " ".join(hypothesis))
    right = set()
    for chunk in found.alignments[0]:
        if chunk.type == "equal":
            right |= set(range(chunk.ref_start_idx, chunk.ref_end_idx))
    missed = sum(name and place not in right for place, name in enumerate(is_name))
    wrong = found.substitutions + found.deletions + found.insertions
    return Errors(len(reference), wrong, sum(is_name), missed)


def normalised(text: str) -> tuple[list[str], list[bool]]:
    """The words as they are said, and of each whether it belongs to a name."""
    words: list[str] = []
    is_name: list[bool] = []
    begins = True
    for token in text.split():
        said = spoken(token)
        names = not begins and token.strip("“”\"'(").istitle() and token.strip(".,;!?") not in NO_NAMES
        words += said
        is_name += [names] * len(said)
        begins = token.rstrip("”\"')").endswith(ENDS)
    return words, is_name
