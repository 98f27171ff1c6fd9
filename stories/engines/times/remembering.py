"""What happened and when, kept while a recording is read and found again by its words."""

import re
from functools import lru_cache

from stories.engines.languages import Language
from stories.engines.times.discourse import Discourse
from stories.engines.times.spans import Span
from stories.engines.times.told_events import ToldEvent, ToldEvents

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
REACH = 90
"""Characters on either side of a date that tell what happened then."""


def remember(text: str, start: int, end: int, span: Span, discourse: Discourse, language: Language) -> None:
    """Keep what the words around a date say, from the last phrase before it to the next one after it."""
    if span.last.year - span.first.year > 1:
        return
    words: dict[str, int] = {}
    for match in WORD.finditer(text, max(0, start - REACH), min(len(text), end + REACH)):
        if not start <= match.start() < end:
            stem = stem_of(match[0].lower(), language)
            distance = start - match.end() if match.end() <= start else match.start() - end
            if stem:
                words[stem] = min(distance, words.get(stem, distance))
    discourse.told.add(ToldEvent(span, words, discourse.tale.sentence))


def remember_undated_birth(text: str, discourse: Discourse, language: Language) -> None:
    """Keep a birth that a sentence tells of without a date as of the time that the tale has just got to."""
    anchor = discourse.tale.anchor
    if anchor is None or not anchor.is_within_a_year or not discourse.tale.is_fresh(JUST_NOW):
        return
    born = _undated_birth(language).search(text)
    if born:
        remember(text, born.start(), born.start(), anchor, discourse, language)


JUST_NOW = 2
"""Sentences."""


@lru_cache(maxsize=8)
def _undated_birth(language: Language) -> re.Pattern[str]:
    said = "|".join(re.escape(words) for words in language.data["words"]["other_birth"])
    return re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=8)
def _one_word(language: Language) -> dict[str, str]:
    return {form: word for word, forms in language.data["family"].items() for form in forms}


@lru_cache(maxsize=65536)
def stem_of(word: str, language: Language) -> str:
    """ "Wedding" is "marry", "we" is "@me"; small words are nothing."""
    word = re.sub(r"['’]s$", "", word)
    if word in language.words("words", "me") or word in language.grammar["us"]:
        return "@me"
    if word in language.grammar["addressed"]:
        return "@you"
    if word in language.words("people", "kin"):
        return str(language.data["people"]["kin"][word])
    if word in language.grammar["third"]:
        return "@other"
    known = _one_word(language).get(word)
    if known:
        return known
    if word in language.data["units"] or word in language.grammar["year"]:
        return ""
    if len(word) < 3 or word in language.words("phrases", "common") or word in language.words("words", "others"):
        return ""
    return re.sub(language.grammar["endings"], "", word) if len(word) > 4 else word


def recall(words: list[str], told: ToldEvents, sentence: int, language: Language) -> ToldEvent | None:
    """What is known of all these words together, the closest to its date; None where one is new or all are small.

    `sentence` is the number of the one that is being read.
    """
    stems = [stem for stem in (stem_of(word, language) for word in words) if stem]
    telling = [stem for stem in stems if stem[0] != "@"]
    if not telling or (telling == ["born"] and words[0] not in language.grammar["the"]):
        return None
    fitting = [event for event in told.with_word(telling[0]) if all(stem in event.words for stem in telling)]
    if "marry" in telling:
        is_ours = "@me" in stems or "@other" not in stems
        fitting = [event for event in fitting if ("@me" in event.words) is is_ours]
    if telling[0] not in language.data["family"] and not set(telling) & set(language.data["family"]):
        is_thing = len(words) == SMALLEST_THING and words[0] in language.data["words"]["pointing"]
        fitting = [
            event
            for event in fitting
            if len(telling) == 1 and ("born" in event.words or (is_thing and _is_near(event, telling[0], sentence)))
        ]
    if not fitting:
        return None
    return min(reversed(fitting), key=lambda event: max(event.words[stem] for stem in telling))


SMALLEST_THING = 2
"""Words: "the bridge"."""
NEAR_WORDS, NEAR_SENTENCES = 50, 25


def _is_near(event: ToldEvent, stem: str, sentence: int) -> bool:
    """Whether a thing was named close to its date, not long ago."""
    return event.words[stem] <= NEAR_WORDS and sentence - event.sentence <= NEAR_SENTENCES


def source(event: ToldEvent) -> str:
    return " (told in another recording)" if event.is_from_elsewhere else ""


def beside(name: str, told: ToldEvents, language: Language) -> ToldEvent | None:
    """What "then Tom in '52" dates: a name right beside a date, the first time that it was said; "Tom came in May" too."""
    stem = stem_of(name, language)
    first = next(iter(told.with_word(stem)), None)
    if first is None or first.is_from_elsewhere or "die" in first.words:
        return None
    away = first.words[stem]
    is_coming = first.words.get("come", away) < away <= COMING
    return first if away <= BESIDE or is_coming else None


BESIDE, COMING = 4, 12
"""Characters: "Tom in 1952", "Tom came in 1952"; "Tom came along in 1952"."""
