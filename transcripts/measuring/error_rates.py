"""How well an engine hears: word error rate and name error rate against what was really said. Knows no model and no setting."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass

import jiwer

from transcripts.measuring.normalising import Said, normalised


@dataclass(frozen=True)
class Errors:
    """What was said and what was heard wrongly, in words, in names and in numbers."""

    words: int
    wrong: int  # misheard, lost or inserted
    names: int
    wrong_names: int
    lost: int = 0
    inserted: int = 0
    numbers: int = 0
    wrong_numbers: int = 0

    @property
    def misheard(self) -> int:
        """Words for which another one was heard."""
        return self.wrong - self.lost - self.inserted

    @property
    def word_rate(self) -> float:
        return self.wrong / self.words if self.words else 0.0

    @property
    def name_rate(self) -> float | None:
        """The share of names that were not heard; None where none was said."""
        return self.wrong_names / self.names if self.names else None


def together(found: Iterable[Errors]) -> Errors:
    rows = [astuple(row) for row in found]
    return Errors(*(sum(column) for column in zip(*rows, strict=True))) if rows else Errors(0, 0, 0, 0)


def errors(said: str, heard: str, language: str = "en") -> Errors:
    """Compares a text with what an engine made of its sound."""
    reference, hypothesis = normalised(said, language), normalised(heard, language)
    if not reference or not hypothesis:  # jiwer refuses an empty text
        right, lost, inserted, wrong = set[int](), len(reference), len(hypothesis), len(reference) + len(hypothesis)
    else:
        found = jiwer.process_words(joined(reference), joined(hypothesis))
        right, lost, inserted = heard_rightly(found), found.deletions, found.insertions
        wrong = found.substitutions + lost + inserted
    names = {place for place, each in enumerate(reference) if each.is_name}
    numbers = {place for place, each in enumerate(reference) if each.is_number}
    return Errors(
        words=len(reference),
        wrong=wrong,
        names=len(names),
        wrong_names=len(names - right),
        lost=lost,
        inserted=inserted,
        numbers=len(numbers),
        wrong_numbers=len(numbers - right),
    )


def heard_rightly(found: jiwer.WordOutput) -> set[int]:
    """The places of the words that were said and heard."""
    equal = [chunk for chunk in found.alignments[0] if chunk.type == "equal"]
    return {place for chunk in equal for place in range(chunk.ref_start_idx, chunk.ref_end_idx)}


def joined(words: Iterable[Said]) -> str:
    return " ".join(said.word for said in words)
