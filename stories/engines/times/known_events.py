"""What happened and when, kept while a recording is read and found again by its words."""

import re
from collections import deque
from functools import lru_cache

from stories.engines.languages import Language
from stories.engines.times.discourse import KEPT, Discourse, Known
from stories.engines.times.spans import Span

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
REACH = 90
"""Characters on either side of a date that tell what happened then."""


def remember(text: str, start: int, end: int, span: Span, life: Discourse, language: Language) -> None:
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
    known = Known(span, words, life.here)
    for word in words:
        life.known.setdefault(word, deque(maxlen=KEPT)).append(known)


def remember_here(text: str, life: Discourse, language: Language) -> None:
    """Keep a birth that a sentence tells of without a date as of the time that the tale has just got to."""
    anchor = life.anchor
    if anchor is None or not anchor.is_within_a_year or not life.is_fresh(JUST_NOW):
        return
    born = _undated_birth(language).search(text)
    if born:
        remember(text, born.start(), born.start(), anchor, life, language)


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


def recall(words: list[str], life: Discourse, language: Language) -> Known | None:
    """What is known of all these words together, the closest to its date; None where one is new or all are small."""
    stems = [stem for stem in (stem_of(word, language) for word in words) if stem]
    telling = [stem for stem in stems if stem[0] != "@"]
    if not telling or (telling == ["born"] and words[0] not in language.grammar["the"]):
        return None
    fitting = [known for known in life.known.get(telling[0], ()) if all(stem in known.words for stem in telling)]
    if "marry" in telling:
        is_ours = "@me" in stems or "@other" not in stems
        fitting = [known for known in fitting if ("@me" in known.words) is is_ours]
    if telling[0] not in language.data["family"] and not set(telling) & set(language.data["family"]):
        is_thing = len(words) == SMALLEST_THING and words[0] in language.data["words"]["pointing"]
        fitting = [
            known
            for known in fitting
            if len(telling) == 1 and ("born" in known.words or (is_thing and _is_near(known, telling[0], life)))
        ]
    if not fitting:
        return None
    return min(reversed(fitting), key=lambda known: max(known.words[stem] for stem in telling))


SMALLEST_THING = 2
"""Words: "the bridge"."""
NEAR_WORDS, NEAR_SENTENCES = 50, 25


def _is_near(known: Known, stem: str, life: Discourse) -> bool:
    """Whether a thing was named close to its date, not long ago."""
    return known.words[stem] <= NEAR_WORDS and life.here - known.sentence <= NEAR_SENTENCES


def source(known: Known) -> str:
    return " (told in another recording)" if known.sentence < 0 else ""


RECENT_BIRTH = 8
"""Sentences."""


def beside(name: str, life: Discourse, language: Language) -> Known | None:
    """What "then Tom in '52" dates: a name right beside a date, the first time that it was said; "Tom came in May" too."""
    stem = stem_of(name, language)
    first = next(iter(life.known.get(stem, ())), None)
    if first is None or first.sentence < 0 or "die" in first.words:
        return None
    away = first.words[stem]
    is_coming = first.words.get("come", away) < away <= COMING
    return first if away <= BESIDE or is_coming else None


BESIDE, COMING = 4, 12
"""Characters: "Tom in 1952", "Tom came in 1952"; "Tom came along in 1952"."""


def last_birth(life: Discourse) -> Known | None:
    """The one birth told of in the last sentences."""
    births = [known for known in life.known.get("born", ()) if life.here - known.sentence <= RECENT_BIRTH]
    return births[-1] if len({known.span for known in births}) == 1 else None
