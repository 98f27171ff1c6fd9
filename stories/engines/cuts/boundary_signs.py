"""What speaks for and against a new story at each sentence: words, times, names, silence, a change of subject."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from stories.engines.base import SpokenSegment
from stories.engines.languages import Language
from stories.engines.names.mentions import Mention
from stories.engines.text.sentences import TERMINAL, Sentence, pauses
from stories.engines.times.kinds import KINDS
from stories.engines.times.resolving import Dated

LEAP_YEARS = 4
"""A leap of one year and so many more is a whole one."""
FIRST_DATE = 0.4
"""The first date after talk that had none counts as so much of a leap."""
ABSENCE = 10
"""Somebody not named in so many sentences is new."""
LONG_PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Signs:
    """All in 0 to 1; each is weighed in `boundaries`."""

    pause: float = 0.0
    announces: float = 0.0
    """ "I'll tell you about", "people ask me"."""
    opens: float = 0.0
    opens_weakly: float = 0.0
    leans_back: float = 0.0
    """It begins with "he", "and", "that": it goes on from what was said."""
    closed: float = 0.0
    asked: float = 0.0
    dated: float = 0.0
    counted_on: float = 0.0
    """Its time is told from the one before: "two years later", "that summer"."""
    leap: float = 0.0
    leap_soon: float = 0.0
    """The leap comes in the sentence after, and this one begins afresh."""
    newcomers: float = 0.0
    follows_question: float = 0.0
    tense: float = 0.0
    """What comes is told in the present where the past was told, or the other way round."""
    unasked: float = 0.0
    """Nobody asked, in a recording in which somebody asks."""


def boundary_signs(
    segments: tuple[SpokenSegment, ...],
    found: Sequence[Sentence],
    dated: Sequence[Dated],
    mentions: Sequence[Mention],
    language: Language,
) -> list[Signs]:
    """The signs of each sentence."""
    silence = _silences(segments, found)
    times = _times(dated, len(found))
    newcomers = _newcomers(mentions, len(found))
    cues = language.cues
    result = []
    asked = _asked(found, language)
    is_asked_much = sum(asked) >= QUESTIONS
    tenses = _tense_shifts(found, language)
    for number, sentence in enumerate(found):
        before = found[number - 1].text if number else ""
        announces = bool(cues["announcing"].match(sentence.text))
        opens = not announces and bool(cues["opening"].match(sentence.text))
        is_open = announces or opens
        leans_back = not is_open and not asked[number] and bool(cues["anaphoric"].match(sentence.text))
        result.append(
            Signs(
                pause=silence[number],
                announces=announces,
                opens=opens,
                opens_weakly=not is_open and bool(cues["weak"].match(sentence.text)),
                leans_back=leans_back,
                closed=bool(cues["closing"].search(before)),
                asked=asked[number] and not (number and asked[number - 1]),
                follows_question=bool(number and asked[number - 1]),
                dated=times[number][0],
                counted_on=times[number][1],
                leap=times[number][2],
                leap_soon=times[number + 1][2] if number + 1 < len(found) and is_open else 0.0,
                newcomers=newcomers[number],
                tense=tenses[number] if not asked[number] else 0.0,
                unasked=float(is_asked_much and not asked[number]),
            )
        )
    return result


QUESTIONS = 5
"""With so many, somebody else is asking."""
LONGEST_PROMPT = 8
"""Words: "And then you left Sarajevo." """


def _asked(found: Sequence[Sentence], language: Language) -> list[bool]:
    """Questions; where somebody asks, their other prompts too: "tell us about the war", "and you got out"."""
    asked = [is_question(sentence, language) for sentence in found]
    if sum(asked) < QUESTIONS:
        return asked
    for number, sentence in enumerate(found):
        is_short = sentence.text.count(" ") < LONGEST_PROMPT
        asked[number] |= bool(language.cues["prompt"].match(sentence.text)) and is_short
    return asked


WINDOW = 3
"""Sentences before and after whose tense is compared."""


def _tense_shifts(found: Sequence[Sentence], language: Language) -> list[float]:
    """0 where the telling stays in its tense, 1 where the past gives way to the present or the present to it."""
    past = [float(bool(language.cues["past"].search(sentence.text))) for sentence in found]
    shifts = []
    for number in range(len(found)):
        before, after = past[max(0, number - WINDOW) : number], past[number : number + WINDOW]
        change = abs(sum(after) / len(after) - sum(before) / len(before)) if before else 0.0
        shifts.append(max(0.0, change - 0.5) * 2)
    return shifts


def is_question(sentence: Sentence, language: Language) -> bool:
    """An interviewer's: it ends with a question mark, or begins as questions do, and speaks to "you"."""
    if sentence.text.endswith("?"):
        return bool(language.cues["question"].search(sentence.text))
    return not TERMINAL.search(sentence.text) and bool(language.cues["asking"].match(sentence.text))


def _silences(segments: tuple[SpokenSegment, ...], found: Sequence[Sentence]) -> list[float]:
    """0 for a usual silence before a sentence, 1 for one that is long for this speaker and in itself."""
    silences = pauses(segments)
    heard = sorted(silences)
    usual = heard[len(heard) * 3 // 4] if heard else 0.0
    threshold = max(LONG_PAUSE, 1.5 * min(usual, LONG_PAUSE))
    before = [0.0, *silences]
    return [
        min(1.0, max(0.0, before[item.first] / threshold - 0.5)) if item.head == 0.0 and item.first else 0.0
        for item in found
    ]


def _times(dated: Sequence[Dated], size: int) -> list[tuple[float, float, float]]:
    """For each sentence: a new time said, one told from the time before, and a leap of years."""
    times = [(0.0, 0.0, 0.0)] * size
    before = None
    for item in dated:
        if item.is_aside:
            continue
        span = item.span
        is_new = before is None or not span.overlaps(before)
        fresh, counted, leap = times[item.sentence]
        if KINDS[item.kind].carries_on:
            counted = 1.0
        elif is_new:
            fresh = 1.0
        if before is not None and is_new:
            years = min(abs(span.first.year - before.last.year), abs(before.first.year - span.last.year))
            leap = max(leap, min(1.0, max(0, years - 1) / LEAP_YEARS))
        elif before is None and item.sentence:
            leap = FIRST_DATE
        times[item.sentence] = (fresh, counted, leap)
        before = span
    return times


def _newcomers(mentions: Sequence[Mention], size: int) -> list[float]:
    """For each sentence: how many of the names in it and the next have not been heard for a while, as a share of two."""
    said: list[set[str]] = [set() for _ in range(size + 1)]
    for mention in mentions:
        said[mention.sentence].add(mention.name or mention.relation or "")
    last: dict[str, int] = {}
    result = []
    for number in range(size):
        here = said[number] | said[number + 1]
        new = sum(number - last.get(name, -math.inf) > ABSENCE for name in here)
        result.append(min(1.0, new / 2))
        for name in said[number]:
            last[name] = number
    return result
