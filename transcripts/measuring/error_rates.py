"""How well an engine hears: word error rate and name error rate against what was really said. Knows no model and no setting."""

from collections.abc import Iterable
from dataclasses import dataclass

import jiwer

from transcripts.measuring.normalising import Said, normalised


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
    reference, hypothesis = normalised(said), normalised(heard)
    names = sum(each.is_name for each in reference)
    if not reference or not hypothesis:
        return Errors(len(reference), max(len(reference), len(hypothesis)), names, names)
    found = jiwer.process_words(joined(reference), joined(hypothesis))
    right: set[int] = set()
    for chunk in found.alignments[0]:
        if chunk.type == "equal":
            right |= set(range(chunk.ref_start_idx, chunk.ref_end_idx))
    missed = sum(each.is_name and place not in right for place, each in enumerate(reference))
    wrong = found.substitutions + found.deletions + found.insertions
    return Errors(len(reference), wrong, names, missed)


def joined(words: Iterable[Said]) -> str:
    return " ".join(said.word for said in words)
