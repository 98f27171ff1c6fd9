"""What speaks for and against a new story at each sentence: words, times, names, silence, a change of subject."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stories.engines.base import SpokenSegment
from stories.engines.languages import Language
from stories.engines.names.mentions import Mention
from stories.engines.text.sentences import TERMINAL, Sentence
from stories.engines.text.silences import silences_before
from stories.engines.times.kinds import KINDS
from stories.engines.times.resolving import Dated

LEAP_YEARS = 4
"""A leap of one year and so many more is a whole one."""
FIRST_DATE = 0.4
"""The first date after talk that had none counts as so much of a leap."""
ABSENCE = 10
"""Somebody not named in so many sentences is new."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Nearly all in 0 to 1; each is weighed in `boundaries`."""

    pause: float = 0.0
    """How long the silence before it is for this speaker."""
    rare_pause: float = 0.0
    pause_and_turn: float = 0.0
    """The silence, where the words or a leap in time speak for a new story too."""
    announces: float = 0.0
    """ "I'll tell you about", "people ask me"."""
    opens: float = 0.0
    turns: float = 0.0
    """ "Another thing", "oh, and", "now, the wedding"."""
    heads: float = 0.0
    """Few words that name what comes: "And the goose." """
    leans_back: float = 0.0
    """It begins with "he", "and", "that": it goes on from what was said."""
    closed: float = 0.0
    asked: float = 0.0
    """By somebody who asks the questions here, or as such people ask."""
    wondered: float = 0.0
    """Another question in talk in which nobody asks."""
    unasked: float = 0.0
    """Nobody asked, in a recording in which somebody asks."""
    dated: float = 0.0
    counted_on: float = 0.0
    """Its time is told from the one before: "two years later", "that summer"."""
    leap: float = 0.0
    leap_soon: float = 0.0
    """The leap comes in the sentence after, and this one begins afresh."""
    newcomers: float = 0.0
    among_days: float = 0.0
    """A tale of days goes on around it: "the third day" before, "on the sixth morning" after."""
    tense: float = 0.0
    """What comes is told in the present where the past was told, or the other way round."""


def boundary_signs(
    segments: tuple[SpokenSegment, ...],
    found: Sequence[Sentence],
    dated: Sequence[Dated],
    mentions: Sequence[Mention],
    language: Language,
) -> list[Signs]:
    """The signs of each sentence."""
    quiet = silences_before(segments, found)
    times = _times(dated, len(found))
    newcomers = _newcomers(mentions, len(found))
    asked, is_interview = _asked(segments, found, language)
    tenses, among_days = _tense_shifts(found, language), _among_days(found, language)
    result = []
    for number, sentence in enumerate(found):
        words = _words(sentence, language, asked=asked[number])
        fresh, counted_on, leap = times[number]
        is_after_question = bool(number and asked[number - 1])
        is_question_new = asked[number] and not is_after_question
        is_elicited = is_interview or bool(language.cues["eliciting"].search(sentence.text))
        turn = max(words.announces, words.opens, words.turns, leap)
        result.append(
            replace(
                words,
                pause=quiet[number].length,
                rare_pause=quiet[number].rarity,
                pause_and_turn=quiet[number].length * turn,
                closed=bool(number and language.cues["closing"].search(found[number - 1].text)),
                asked=is_question_new and is_elicited,
                wondered=is_question_new and not is_elicited,
                unasked=is_interview and not asked[number],
                dated=fresh,
                counted_on=counted_on,
                leap=leap,
                leap_soon=_leap_soon(times, number) if words.announces or words.opens else 0.0,
                newcomers=newcomers[number],
                among_days=among_days[number],
                tense=0.0 if asked[number] else tenses[number],
            )
        )
    return result


def _leap_soon(times: Sequence[tuple[float, float, float]], number: int) -> float:
    return times[number + 1][2] if number + 1 < len(times) else 0.0


HEADING = 6
"""Words: so few, and one of them a turn, name what comes."""


def _words(sentence: Sentence, language: Language, *, asked: bool) -> Signs:
    """What its own first words say."""
    cues, text = language.cues, sentence.text
    announces = bool(cues["announcing"].match(text))
    opens = not announces and bool(cues["opening"].match(text))
    is_open = announces or opens
    is_weak = not is_open and bool(cues["weak"].match(text))
    leans_back = not is_open and not asked and bool(cues["anaphoric"].match(text))
    return Signs(
        announces=announces,
        opens=opens,
        turns=bool(cues["turns"].match(text)),
        heads=(is_open or is_weak) and text.count(" ") < HEADING,
        leans_back=leans_back,
    )


QUESTIONS = 4
"""With so many, somebody else is asking."""
LONGEST_PROMPT = 9
"""Words: "And then you left Sarajevo." """
LONGEST_QUESTION = 14


def _asked(segments: Sequence[SpokenSegment], found: Sequence[Sentence], language: Language) -> tuple[list[bool], bool]:
    """Questions, and whether somebody asks; where they do, their other prompts count: "tell us about the war", "and you got out".

    Where a person has said who asks, that goes before any form of words.
    """
    voices = [segments[sentence.first].asks for sentence in found]
    if True in voices:
        return [
            voice is True or (voice is None and _asks(s, language)) for voice, s in zip(voices, found, strict=True)
        ], True
    asked, is_interview = _asked_by_words(found, language)
    return [is_asked and voice is None for is_asked, voice in zip(asked, voices, strict=True)], is_interview


def _asks(sentence: Sentence, language: Language) -> bool:
    return is_question(sentence, language) or _prompts(sentence, language)


def _asked_by_words(found: Sequence[Sentence], language: Language) -> tuple[list[bool], bool]:
    asked = [is_question(sentence, language) for sentence in found]
    is_interview = sum(asked) >= QUESTIONS
    if is_interview:
        asked = [is_asked or _prompts(sentence, language) for sentence, is_asked in zip(found, asked, strict=True)]
    return asked, is_interview


def _prompts(sentence: Sentence, language: Language) -> bool:
    """Whether it is said to the narrator, by one who tells nothing of themselves."""
    cues, text = language.cues, sentence.text
    length = text.count(" ") + 1
    if length > LONGEST_QUESTION:
        return False
    if length <= LONGEST_PROMPT and cues["prompt"].match(text):
        return True
    if cues["self"].search(text):
        return False
    is_to_them = length <= LONGEST_PROMPT and bool(cues["question"].search(text))
    return is_to_them or text.endswith("?") or bool(cues["prompt"].match(text))


DAYS_APART, MOST_DAYS = 12, 2
"""Sentences within which two days of one tale are spoken of, and how many of them on either side make it sure."""


def _among_days(found: Sequence[Sentence], language: Language) -> list[float]:
    told = [bool(language.cues["days"].search(sentence.text)) for sentence in found]
    sides = (
        (told[max(0, number - DAYS_APART) : number], told[number : number + DAYS_APART]) for number in range(len(found))
    )
    return [min(sum(before), sum(after), MOST_DAYS) / MOST_DAYS for before, after in sides]


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
