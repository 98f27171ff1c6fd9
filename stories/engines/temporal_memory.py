"""What happened and when, kept while a recording is read, and the times that are told from it.

"Three years after we married" needs to know when: the sentence that dated it is found again by its words.
"""

import re
from collections import deque
from datetime import timedelta
from functools import lru_cache

from stories.when import describe

from .languages import Language
from .life import KEPT, Known, Life
from .spans import Span, birthday, years_span
from .temporal_dates import season_span
from .temporal_days import day_count, shifted_days
from .temporal_events import event_span
from .temporal_feasts import own_birthday
from .temporal_patterns import Phrase, read_number
from .temporal_periods import period_after, period_before, period_in, period_of
from .temporal_reading import Reader, Reading
from .temporal_relative import MOST_YEARS, months_on

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
REACH = 90
"""Characters on either side of a date that tell what happened then."""
LONGEST_CLAUSE = 6


def remember(text: str, start: int, end: int, span: Span, life: Life, language: Language) -> None:
    """Keep what the words around a date say, from the last phrase before it to the next one after it."""
    if span.last.year - span.first.year > 1:
        return
    words: dict[str, int] = {}
    for match in WORD.finditer(text, max(0, start - REACH), min(len(text), end + REACH)):
        if not start <= match.start() < end:
            stem = _stem(match[0].lower(), language)
            distance = start - match.end() if match.end() <= start else match.start() - end
            if stem:
                words[stem] = min(distance, words.get(stem, distance))
    known = Known(span, words, life.here)
    for word in words:
        life.known.setdefault(word, deque(maxlen=KEPT)).append(known)


def remember_here(text: str, life: Life, language: Language) -> None:
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
def _stem(word: str, language: Language) -> str:
    """ "Wedding" is "marry", "we" is "@me"; small words are nothing."""
    word = re.sub(r"['’]s$", "", word)
    if word in language.words("words", "me") or word in language.grammar["us"]:
        return "@me"
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


def recall(words: list[str], life: Life, language: Language) -> Known | None:
    """What is known of all these words together, the closest to its date; None where one is new or all are small."""
    stems = [stem for stem in (_stem(word, language) for word in words) if stem]
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


def _is_near(known: Known, stem: str, life: Life) -> bool:
    """Whether a thing was named close to its date, not long ago."""
    return known.words[stem] <= NEAR_WORDS and life.here - known.sentence <= NEAR_SENTENCES


def _source(known: Known) -> str:
    return " (told in another recording)" if known.sentence < 0 else ""


def _own_day(clause: str, life: Life, language: Language) -> tuple[Span, str, int] | None:
    """ "My birthday", "me" for the narrator's birth, and "her" for the one told of last: "Keith came two years after her"."""
    own = own_birthday(life) if re.match(r"my birthday(?!\w)", clause) else None
    if own:
        return own, "my birthday", len("my birthday")
    birth = re.match(rf"(?:{language.grammar['myself']})(?!\w)", clause, re.IGNORECASE)
    if life.birth and birth:
        return life.birth, "the narrator’s birth", birth.end()
    who = clause.strip()
    known = _last_birth(life) if who in language.words("words", "others") else None
    return (known.span, who, len(clause)) if known else None


def _clause(clause: str, life: Life, language: Language, *, is_elsewhere: bool = False) -> tuple[Span, str, int] | None:
    """When that was, in plain words, and how much of the clause says so."""
    if life.next_said:
        return life.next_said[0], life.next_said[1], len(life.next_said[1])
    event = event_span(clause, life, language) or _done_by_them(clause, life, language)
    if event:
        return event
    own = _own_day(clause, life, language)
    if own:
        return own
    words = list(WORD.finditer(clause))[:LONGEST_CLAUSE]
    if words and words[0][0].lower() in language.grammar["joints"]:
        return None
    for size in range(len(words), 0, -1):
        said = [word[0].lower() for word in words[:size]]
        if _goes_on(said, len(words), language, is_elsewhere=is_elsewhere):
            continue
        if _stem(said[-1], language)[:1] in ("", "@"):
            continue
        if " ".join(said) in language.grammar["my_birth"] and life.birth:
            return life.birth, "the narrator’s birth", words[size - 1].end()
        known = recall(said, life, language)
        if known and not (is_elsewhere and known.sentence == life.here):
            return known.span, clause[: words[size - 1].end()] + _source(known), words[size - 1].end()
    return _of_the_tale(clause, words, life, language)


def _done_by_them(clause: str, life: Life, language: Language) -> tuple[Span, str, int] | None:
    """ "They landed on the moon", "they shot Kennedy": what the world knows, done by them."""
    who, gap, rest = clause.partition(" ")
    event = event_span(rest, life, language) if who in language.grammar["third"] else None
    return (event[0], event[1], event[2] + len(who + gap)) if event else None


def _goes_on(said: list[str], size: int, language: Language, *, is_elsewhere: bool) -> bool:
    """Whether the words begin what happened then: "that same year Tom" came home, "ten years after that Leicester" did."""
    if len(said) == 1:
        return is_elsewhere and size > 1 and _stem(said[0], language) not in language.data["family"]
    is_thing = _stem(said[1], language) in language.data["family"] or said[1] in language.words("words", "known_nouns")
    pointing = set(language.data["words"]["pointing"]) - set(language.grammar["the"])
    return said[0] in pointing and len(said) == SMALLEST_THING and not is_thing


def _of_the_tale(
    clause: str, words: list[re.Match[str]], life: Life, language: Language
) -> tuple[Span, str, int] | None:
    """ "The fire", "the move": what is being told of, where the tale has a year."""
    anchor = life.anchor
    if len(words) < SMALLEST_THING or anchor is None or not anchor.is_within_a_year:
        return None
    article, noun = words[0][0].lower(), words[1][0].lower()
    if article not in language.grammar["the"] or noun not in language.words("words", "known_nouns"):
        return None
    return anchor, clause[: words[1].end()], words[1].end()


def read_since_event(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    """ "Three years after we married", "the spring before the war"."""
    found = _clause(phrase.parts["clause"], life, language)
    if found is None:
        return _since_the_tale(phrase, life, language)
    from_span, what, size = found
    direction = -1 if phrase.parts["side"] in language.grammar["before"] else 1
    span = _counted(phrase, from_span, direction, life, language)
    if span is None:
        return None
    lead = phrase.text.lower()
    return Reading(
        span, 0.65, f"{lead} {what}: {describe(from_span.edtf)}", taken=int(phrase.parts["clause_at"]) + size
    )


def _since_the_tale(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    """ "Three years after she left", "four years after they let me back": of what nobody dated, so from what was told last."""
    anchor, parts = life.anchor, phrase.parts
    is_after = parts["side"] in language.grammar["after"]
    if anchor is None or not is_after or not life.is_fresh(NEAR_TALE) or not anchor.is_within_a_year:
        return None
    if "day_word" in parts or "day_unit" in parts or (parts.get("unit") and language.data["units"][parts["unit"]] == 1):
        return None
    people = language.words("words", "me") | language.words("words", "others")
    words = parts["clause"].split()
    subjects = language.words("words", "subjects") | language.words("words", "reporters")
    inside = _subordinate(words, subjects, language.grammar["joints"], has_comma="comma" in parts)
    told_once = {_stem(word, language) for word in words[: inside or len(words)]} & set(TOLD_ONCE)
    if not words or words[0] not in people or told_once:
        return None
    span = _counted(phrase, anchor, 1, life, language)
    if span is None:
        return None
    taken = int(parts["clause_at"]) + len(" ".join(words[:inside])) if inside else 0
    return Reading(span, 0.5, f"{phrase.text.lower()}: after {describe(anchor.edtf)}", taken=taken)


NEAR_TALE = 6
TOLD_ONCE = ("marry", "born", "die", "divorce", "retire")
"""What has a date of its own, told or not: nobody's wedding is "what was told last"."""
LONGEST_SUBORDINATE = 5


def _subordinate(words: list[str], subjects: frozenset[str], joints: list[str], *, has_comma: bool) -> int:
    """How many words belong to "after": "she left" of "she left, I went home"; none of "they let me back", "I sold it and I left"."""
    if has_comma:
        return len(words) if len(words) <= LONGEST_SUBORDINATE else 0
    later = (at for at, word in enumerate(words) if at > 1 and word in subjects)
    at = next(later, 0)
    return at if at <= LONGEST_SUBORDINATE and words[at - 1] not in joints else 0


def _counted(phrase: Phrase, start: Span, direction: int, life: Life, language: Language) -> Span | None:
    parts = phrase.parts
    if start.last.year - start.first.year > 1:
        start = Span(start.last, start.last) if direction > 0 else Span(start.first, start.first)
    if parts.get("day_word") in LONG_DAY_WORDS:
        week = Span(start.first - timedelta(days=7), start.first - timedelta(days=1))
        return shifted_days(week, start.days + 7) if direction > 0 else week
    if "day_word" in parts or "day_unit" in parts:
        days = 1 if "day_word" in parts else day_count(phrase, language)
        return shifted_days(start, days * direction) if days and start.days == 1 else None
    if "period" in parts:
        within = period_after if direction > 0 else period_before
        return within(parts["period"], start, life, language)
    count = read_number(parts["count"], language)
    if not count or count > MOST_YEARS:
        return None
    months = language.data["units"][parts["unit"]]
    if months == 1:
        return months_on(start, count * direction)
    if parts["unit"] in language.data["words"]["warm"] and start.is_within_a_year:
        return season_span(parts["unit"], start.first.year + count * direction, life, language)
    return start.shifted_years(count * months // 12 * direction)


def read_year_event(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    """ "The year Tom was born", "the summer of the flood", where that is known."""
    found = _clause(phrase.parts["clause"], life, language, is_elsewhere=True)
    if found is None or (life.year_beside and not found[0].overlaps(years_span(life.year_beside))):
        return _of_year_beside(phrase, life, language)
    span, what, size = found
    if not span.is_within_a_year:
        if phrase.parts.get("period") != "year":
            return None
        span = years_span(span.first.year)
    wanted = _as_said(phrase, span, size, life, language)
    if wanted is None:
        return None
    taken = int(phrase.parts["clause_at"]) + size
    return Reading(wanted, 0.6, f"{phrase.text.lower()} of {what}: {describe(span.edtf)}", taken=taken)


def _of_year_beside(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    """ "The year they married, and that was 1935"."""
    name, year = phrase.parts.get("period"), life.year_beside
    span = period_of(name, year, life, language) if name and year else None
    if span is None:
        return None
    taken = int(phrase.parts["clause_at"]) + len(phrase.parts["clause"].rstrip())
    return Reading(span, 0.85, f"{phrase.text.lower()}: {year} was said beside it", taken=taken)


def _as_said(phrase: Phrase, span: Span, size: int, life: Life, language: Language) -> Span | None:
    """The day, the week or the season of it; a week or "the time" only of what the world knows."""
    word = phrase.parts.get("day_word") or phrase.parts.get("weekday")
    if word is None:
        return period_in(phrase.parts["period"], span, life, language)
    if "weekday" in phrase.parts and language.data["weekdays"][word] != span.first.weekday():
        return None
    if word in LONG_DAY_WORDS:
        event = event_span(phrase.parts["clause"], life, language)
        return span if event and event[2] == size else None
    return span if span.days <= MOST_DAYS_OF_AN_EVENT else None


LONG_DAY_WORDS = frozenset(("week", "weekend", "month", "time"))
MOST_DAYS_OF_AN_EVENT = 2


def read_age_of_kin(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    """ "When Jacob was three", where Jacob's birth was dated before."""
    age = read_number(phrase.parts["number"], language)
    who = phrase.parts["who"]
    if age is None or not 0 < age < LONGEST_AGE or _stem(who, language) == "@me":  # never another's birth for one's own
        return None
    is_pronoun = who in language.words("words", "others")
    if is_pronoun and {"lead", "period"} & set(phrase.parts):
        return None
    known = _last_birth(life) if is_pronoun else recall([who, "born"], life, language) or _beside(who, life, language)
    if known is None or not known.span.is_within_a_year:
        return None
    year = known.span.first.year + age
    span = years_span(year) if known.span.days > LONGEST_BIRTH else years_span(year, year + 1)
    if "period" in phrase.parts:
        span = _season_of_age(phrase, known.span, age, life, language)
    return Reading(span, 0.6, f"{phrase.text}: born {describe(known.span.edtf)}")


def _season_of_age(phrase: Phrase, born: Span, age: int, life: Life, language: Language) -> Span:
    """ "The summer he turned forty", "the fall she was eighteen": the one season that fits a known birthday, else both years."""
    name, year = phrase.parts["period"], born.first.year + age
    is_turning = phrase.parts["turn"] in language.grammar["turned"]
    if name == "year" or is_turning:
        return (period_of(name, year, life, language) if is_turning else None) or years_span(year, year + 1)
    days = Span(birthday(born.first, age), birthday(born.last, age + 1))
    seasons = [span for at in (year, year + 1) if (span := period_of(name, at, life, language))]
    fitting = [span for span in seasons if span in days]
    return fitting[0] if len(fitting) == 1 else years_span(year, year + 1)


LONGEST_AGE = 60
LONGEST_BIRTH = 1000
RECENT_BIRTH = 8


def _beside(name: str, life: Life, language: Language) -> Known | None:
    """What "then Tom in '52" dates: a name right beside a date, the first time that it was said."""
    named = life.known.get(_stem(name, language), ())
    first = next(iter(named), None)
    stem = _stem(name, language)
    return first if first and first.words[stem] <= BESIDE and first.sentence >= 0 and "die" not in first.words else None


BESIDE = 4
"""Characters: "Tom in 1952", "Tom came in 1952"."""


def _last_birth(life: Life) -> Known | None:
    """The one birth told of in the last sentences."""
    births = [known for known in life.known.get("born", ()) if life.here - known.sentence <= RECENT_BIRTH]
    return births[-1] if len({known.span for known in births}) == 1 else None


def read_when_event(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    """ "When our Tom was born", where that was dated before, in another sentence."""
    words = [match[0].lower() for match in WORD.finditer(phrase.parts["clause"])][:LONGEST_CLAUSE]
    for size in range(len(words), 1, -1):
        stems = {_stem(word, language) for word in words[:size]} - {"", "@me", "@other"}
        if _stem(words[size - 1], language) in ("born", "marry", "die"):
            known = recall(words[:size], life, language) if len(stems) > 1 or "marry" in stems else None
            if known and known.sentence != life.here:
                said = re.match(rf"(?:\W*\w+(?:['’-]\w+)*){{{size}}}", phrase.parts["clause"])
                taken = int(phrase.parts["clause_at"]) + (said.end() if said else 0)
                where = "told in another recording" if known.sentence < 0 else "told before"
                return Reading(known.span, 0.6, f"{where}: {describe(known.span.edtf)}", taken=taken)
            return None
    return None


MEMORIES: dict[str, Reader] = {
    "since_event": read_since_event,
    "year_event": read_year_event,
    "when_event": read_when_event,
    "age_of_kin": read_age_of_kin,
}
