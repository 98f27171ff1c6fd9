"""A title of two to eight words and a summary of at most 45: the summary in the narrator's own words only."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from stories.engines.languages import Language
from stories.engines.text.tokens import Token
from stories.engines.wording.noun_phrases import noun_phrases

LONGEST_SUMMARY = 45
LONGEST_TITLE = 8


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


def headlines(telling: Telling, language: Language, *, used: Counter[str], elsewhere: Counter[str]) -> tuple[str, str]:
    """Title and summary. `used` counts the things that titled the stories before, and is added to.

    `elsewhere` counts how many stories of the recording speak of a thing: one that all share tells nothing.
    """
    thing = _best_thing(telling, language, used=used, elsewhere=elsewhere)
    used[thing] += 1
    return _title(telling, thing, language), _summary(telling, thing, language)


def _summary(telling: Telling, thing: str, language: Language) -> str:
    """The one or two sentences that hold most facts, in order, in at most 45 words; cut short only when none fits."""
    told = [without_fillers(text, language) for text in telling.texts]
    lengths = [len(text.split()) for text in told]
    weights = [_weight(number, told, thing, telling, language) for number in range(len(told))]
    fitting = [number for number, length in enumerate(lengths) if 0 < length <= LONGEST_SUMMARY]
    if not fitting:
        return _shortened(told[0]) if told else ""
    best = max(fitting, key=lambda number: (weights[number], -number))
    room = LONGEST_SUMMARY - lengths[best]
    rest = [number for number in fitting if number != best and lengths[number] <= room and weights[number] > 0]
    if not rest:
        return told[best]
    second = max(rest, key=lambda number: (_added(number, best, weights, telling), -number))
    return " ".join(told[number] for number in sorted((best, second)))


def _weight(number: int, told: Sequence[str], thing: str, telling: Telling, language: Language) -> float:
    """Facts, the title's thing, an early place and a good length speak for a sentence; a loose "he" against it."""
    words = told[number].lower().split()
    if not words or told[number].endswith("?"):
        return 0.0
    weight = 1.0 * min(4, len(telling.facts[number])) + max(0.0, 1.2 - 0.3 * number)
    weight += 0.5 if 8 <= len(words) <= 30 else -0.5 if len(words) < 5 else 0.0
    if thing and thing.lower() in told[number].lower():
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


def _title(telling: Telling, thing: str, language: Language) -> str:
    """By template from the most telling thing, person and place; else a short sentence, or the first words."""
    words = language.data["phrases"]
    person = next(iter(telling.people), "")
    place = next(iter(telling.places), "")
    if thing:
        headed = f"{words['article_of_title'].lower()} {thing}" if words["article_of_title"] else thing
        title = words["joined"].format(person, headed) if person else headed
        if not person and place:
            title = words["located"].format(headed, place)
        return _fitted(title, headed)
    if person and place:
        return _fitted(words["located"].format(person, place), person)
    return _plain_title(telling, person or place, language)


def _best_thing(telling: Telling, language: Language, *, used: Counter[str], elsewhere: Counter[str]) -> str:
    phrases = noun_phrases(telling.tokens, telling.texts, language)
    order = {phrase: number for number, phrase in enumerate(phrases)}
    proper = {word.lower() for name in (*telling.people, *telling.places) for word in name.split()}

    def salience(phrase: str) -> float:
        words = phrase.split()
        times = min(phrases[phrase], 4)
        shared = max(0, elsewhere[words[-1]] - 1)
        early = max(0.0, 0.5 - 0.05 * order[phrase])
        return times + 0.7 * (len(words) > 1) + early + 0.05 * min(len(phrase), 16) - 0.8 * shared

    usable = [phrase for phrase in phrases if not used[phrase] and not set(phrase.lower().split()) & proper]
    return max(usable, key=lambda phrase: (salience(phrase), -order[phrase]), default="")


def _plain_title(telling: Telling, name: str, language: Language) -> str:
    """The first short sentence, or the person or place, or at worst the first words."""
    words = language.data["phrases"]
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


def heads(phrases: Iterable[str]) -> set[str]:
    return {phrase.split()[-1] for phrase in phrases}
