"""A title of two to eight words and a summary of at most 45: the summary in the narrator's own words only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count

from stories.engines.languages import Language
from stories.engines.text.tokens import Token
from stories.engines.wording.salience import Words, words_of
from stories.engines.wording.titles import Used, best_title
from stories.engines.wording.word_classes import word_classes

LONGEST_SUMMARY = 45
LONGEST_TITLE = 8
NAMING = "EM"
"""Letters of words that name somebody: a name, and whose ("my father")."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What a headline is made from: a story's sentences with their facts, and who and where."""

    texts: tuple[str, ...]
    tokens: tuple[Sequence[Token], ...]
    facts: tuple[frozenset[str], ...]
    """For each sentence the names, places and times in it."""
    people: tuple[str, ...]
    """Most important first, as a title would name them: "Nora", "my father"."""
    places: tuple[str, ...]
    marks: tuple[str, ...]
    """For each sentence a place or the year that it names, or "": what a title may add to a thing."""
    named: tuple[bool, ...]
    """For each sentence whether it says who it is about."""
    names: frozenset[str]
    """The words of all names in the story, in small letters."""


def headlines(telling: Telling, language: Language, *, used: Used) -> tuple[str, str]:
    """Title and summary. `used` knows the titles of the stories before, and is added to."""
    words = words_of(telling.tokens, telling.texts, telling.names, language)
    title = best_title(words, marks=telling.marks, language=language, used=used)
    text = title.text if title else _numbered(_plain_title(telling, language), telling, used)
    return text, _summary(telling, title.stems if title else frozenset(), words, language)


def _summary(telling: Telling, stems: frozenset[str], words: Words, language: Language) -> str:
    """The one or two sentences that hold most facts, in order, in at most 45 words; cut short only when none fits."""
    told = [without_fillers(text, language) for text in telling.texts]
    lengths = [len(text.split()) for text in told]
    weights = [_weight(number, told, stems, words, telling, language) for number in range(len(told))]
    fitting = [number for number, length in enumerate(lengths) if 0 < length <= LONGEST_SUMMARY]
    if not fitting:
        return _shortened(told[0]) if told else ""
    hanging = {number for number in fitting if _hangs(number, words, language)}
    fitting = [number for number in fitting if number not in hanging] or fitting
    best = max(fitting, key=lambda number: (weights[number], -number))
    room = LONGEST_SUMMARY - lengths[best]
    follows = {best + 1} if best + 1 in hanging and lengths[best + 1] > 0 and telling.named[best] else set()
    usable = {*fitting, *follows} - {best}
    rest = [number for number in sorted(usable) if lengths[number] <= room and weights[number] > 0]
    if not rest:
        return told[best]
    second = max(rest, key=lambda number: (_added(number, best, weights, telling), -number))
    return " ".join(told[number] for number in sorted((best, second)))


def _hangs(number: int, words: Words, language: Language) -> bool:
    """Whether a sentence says "he" or "she" before it names anybody."""
    known = word_classes(language)
    unnamed = known.titles["unnamed_people"] | known.titles["unnamed_owners"]
    for letter, token in zip(words.letters[number], words.tokens[number], strict=True):
        if token.lower.replace("’", "'").split("'")[0] in unnamed:
            return True
        if letter in NAMING:
            return False
    return False


def _weight(
    number: int, told: Sequence[str], stems: frozenset[str], said: Words, telling: Telling, language: Language
) -> float:
    """Facts, the title's words, an early place and a good length speak for a sentence; a loose "he" against it."""
    words = told[number].lower().split()
    if not words or told[number].endswith("?"):
        return 0.0
    weight = 1.0 * min(4, len(telling.facts[number])) + max(0.0, 1.2 - 0.3 * number)
    weight += 0.5 if 8 <= len(words) <= 30 else -0.5 if len(words) < 5 else 0.0
    if not stems.isdisjoint(said.stems[number]):
        weight += 0.7
    if words[0].strip(",.'’") in language.words("words", "others") and number:
        weight -= 0.8
    return max(0.05, weight)


def _added(number: int, best: int, weights: Sequence[float], telling: Telling) -> float:
    repeated = len(telling.facts[number] & telling.facts[best])
    return weights[number] - 0.8 * repeated + (0.4 if abs(number - best) == 1 else 0.0)


@lru_cache(maxsize=8)
def _fillers(language: Language) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in language.data["cues"]["filler"])
    joints = "|".join(language.grammar["joints"])
    return re.compile(rf"(?:(?:{words})(?:,\s*|\s*\.{{2,}}\s*|…\s*)|(?:{joints})\s+){{1,4}}(?=\w)", re.IGNORECASE)


def without_fillers(text: str, language: Language) -> str:
    """ "Well, you know, we moved" becomes "We moved": words are left away, none is added (a full stop may be)."""
    match = _fillers(language).match(text)
    rest = text[match.end() :] if match else text
    return rest[:1].upper() + rest[1:] + ("." if rest[-1:].isalnum() else "")


def _shortened(text: str) -> str:
    return " ".join(text.split()[:LONGEST_SUMMARY]).rstrip(",;: ") + " …"


def _numbered(title: str, telling: Telling, used: Used) -> str:
    """The title with the story's year or, failing that, a number where another story of the recording has it already."""
    year = next((mark for mark in telling.marks if mark.isdigit()), "")
    choices = chain((title,), (f"{title}, {year}",) if year else (), (f"{title} ({number})" for number in count(2)))
    chosen = next(choice for choice in choices if choice.lower() not in used.texts)
    used.texts.add(chosen.lower())
    return chosen


def _plain_title(telling: Telling, language: Language) -> str:
    """The first short sentence, or the person or place, or at worst the first words."""
    words = language.data["phrases"]
    name = next(iter((*telling.people, *telling.places)), "")
    told = [without_fillers(text, language).rstrip(".!?…,; ") for text in telling.texts]
    short = next((text for text in told if 2 <= len(text.split()) <= LONGEST_TITLE and len(text) <= 60), "")
    if short and not name:
        return short
    if name:
        return _fitted(words["of_place"].format(name), words["fallback"])
    start = " ".join(told[0].split()[: LONGEST_TITLE - 2]).rstrip(",;: ") if told else ""
    return _fitted(f"{start} …", words["fallback"]) if len(start.split()) > 1 else str(words["fallback"])


def _fitted(title: str, otherwise: str) -> str:
    chosen = title if 2 <= len(title.split()) <= LONGEST_TITLE and len(title) <= 70 else otherwise
    return chosen[:1].upper() + chosen[1:70]
