"""Talk that belongs to no story: greetings, the recorder, tea, "is it still on?"."""

import re
from collections.abc import Sequence
from itertools import islice

from stories.engines.languages import Language
from stories.engines.text.sentences import Sentence

EDGE = 6
"""So many sentences at either end of a recording are where people speak of the recording."""
LONGEST_REMARK = 12
"""Words: what is longer says more than "is it on?"."""
SURE = 1.5
LIKELY = 0.6
MOST_TOLD = 3
"""Verbs of the past: a sentence with so many tells something, whatever else it says."""
SURE_TOGETHER = 1.9


def aside_scores(found: Sequence[Sentence], language: Language) -> list[float]:
    """How likely each sentence is talk to those in the room: above `SURE` it is, below 0 it tells something."""
    return [_score(sentence.text, language) for sentence in found]


def _score(text: str, language: Language) -> float:
    cues = language.cues
    told = _times(cues["past"], text, MOST_TOLD)
    if told == MOST_TOLD:
        return -SURE
    score = 1.6 * bool(cues["logistics"].match(text) and text.count(" ") < LONGEST_REMARK)
    score += 1.6 * _times(cues["recorder"], text, 2)
    score += 0.8 * _times(cues["interruption"], text, 2)
    if not score and cues["eliciting"].search(text):
        return -SURE
    most = score + 3 if score else SURE - 0.1
    score += 0.6 * bool(cues["hospitality"].search(text))
    score += 0.7 * bool(cues["address"].search(text))
    score += 0.3 * bool(cues["vocative"].search(text))
    return min(most, score) - (0.6 if most > SURE else 0.9) * told


def _times(cue: re.Pattern[str], text: str, most: int) -> int:
    """How often a cue is there, counted up to `most`."""
    return sum(1 for _ in islice(cue.finditer(text), most))


def _edge(found: Sequence[Sentence], scores: Sequence[float], language: Language, order: range) -> list[int]:
    """From one end, sentences that speak to somebody and tell nothing past, up to the first that does."""
    edge = []
    for at in order[:EDGE]:
        text = found[at].text
        speaks_here = language.cues["present"].search(text) and scores[at] > 0
        if not speaks_here or language.cues["past"].search(text) or language.cues["closing"].search(text):
            break
        edge.append(at)
    return edge


def aside_sentences(found: Sequence[Sentence], scores: Sequence[float], language: Language) -> list[bool]:
    """Which sentences to set aside: sure ones, with their likely neighbours; at either end all up to the sure ones."""
    aside = [score >= SURE for score in scores]
    for at in (
        *_edge(found, scores, language, range(len(found))),
        *_edge(found, scores, language, range(len(found) - 1, -1, -1)),
    ):
        aside[at] = True
    for at in range(1, len(scores)):
        if min(scores[at - 1 : at + 1]) >= LIKELY and sum(scores[at - 1 : at + 1]) >= SURE_TOGETHER:
            aside[at - 1 : at + 1] = [True, True]
    for at, is_sure in enumerate(list(aside)):
        if is_sure:
            _spread(aside, scores, at)
    first = next((at for at in range(min(EDGE, len(found)) - 1, -1, -1) if aside[at]), -1)
    if all(scores[at] >= 0 for at in range(first)):
        aside[: first + 1] = [True] * (first + 1)
    last = next((at for at in range(max(0, len(found) - EDGE), len(found)) if aside[at]), len(found))
    if all(scores[at] >= 0 for at in range(last, len(found))):
        aside[last:] = [True] * (len(found) - last)
    return aside


def _spread(aside: list[bool], scores: Sequence[float], at: int) -> None:
    for step in (-1, 1):
        near = at + step
        while 0 <= near < len(scores) and not aside[near] and scores[near] >= LIKELY:
            aside[near] = True
            near += step
