"""How good a doubt is: how far its numbers are from the truth, and how many errors it leads to. Knows no model and no setting."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Levenshtein

from transcripts.measuring.normalising import normalised

BINS = 10


@dataclass(frozen=True)
class Marked:
    """Of each token of a hearing whether it is right, and between which tokens words were left out (0 is before the first)."""

    right: tuple[bool, ...]
    missing: tuple[int, ...]


def marked(said: str, heard: Sequence[str], language: str = "en") -> Marked:
    """Compares the tokens that were heard with what was said."""
    reference, hypothesis = (normalised(text, language) for text in (said, " ".join(heard)))
    right, missing = [True] * len(heard), []
    begins = [*(each.token for each in hypothesis), len(heard)]
    steps = Levenshtein.opcodes([each.word for each in reference], [each.word for each in hypothesis])
    for step in steps:
        if step.tag in ("replace", "insert"):
            for at in range(step.dest_start, step.dest_end):
                for token in range(hypothesis[at].token, begins[at + 1]):  # a number may be of several
                    right[token] = False
        elif step.tag == "delete":
            at = step.dest_start
            gap = hypothesis[at].token if at < len(hypothesis) else len(heard)
            missing += [gap] * (step.src_end - step.src_start)
    return Marked(tuple(right), tuple(missing))


def calibration_error(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """By how much confidence is wrong on average, over ten bins of equally many words (expected calibration error)."""
    order = np.argsort(confidence, kind="stable")
    sure, truth = np.array(confidence, float), np.array(right, float)
    bins = [part for part in np.array_split(order, BINS) if len(part)]
    return float(sum(abs(sure[part].mean() - truth[part].mean()) * len(part) for part in bins) / max(len(order), 1))


def found_in_a_tenth(ranks: Sequence[float], marks: Marked) -> tuple[int, int, int]:
    """How many errors a reader of the tenth with the highest ranks meets, how many there are, and how many could be met at best.

    A word that was left out is met beside one of its neighbours.
    """
    count, read = len(ranks), most_doubtful(ranks)
    wrong = [place for place, right in enumerate(marks.right) if not right]
    met = sum(place in read for place in wrong) + sum(gap in read or gap - 1 in read for gap in marks.missing)
    every = len(wrong) + len(marks.missing)
    return met, every, min(every, round(count / 10))


def most_doubtful(ranks: Sequence[float]) -> set[int]:
    """The places of the tenth with the highest ranks."""
    return set(np.argsort(-np.array(ranks, float), kind="stable")[: round(len(ranks) / 10)].tolist())


def wrong_of_these(ranks: Sequence[float], right: Sequence[bool], these: Sequence[bool]) -> tuple[int, int]:
    """How many of these words that are wrong a reader of the most doubtful tenth meets, and how many there are."""
    read = most_doubtful(ranks)
    wrong = [
        place for place, (is_right, is_one) in enumerate(zip(right, these, strict=True)) if is_one and not is_right
    ]
    return sum(place in read for place in wrong), len(wrong)
