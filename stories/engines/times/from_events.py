"""Times told from what happened: "three years after we married" needs to know when that was."""

import re
from datetime import timedelta

from families.dates.when import describe
from stories.engines.languages import Language
from stories.engines.times.clauses import LONGEST_CLAUSE, clause_time
from stories.engines.times.dates import season_span
from stories.engines.times.days import day_count, day_word, shifted_days
from stories.engines.times.discourse import Discourse
from stories.engines.times.events import event_span
from stories.engines.times.numbers_said import read_number
from stories.engines.times.periods import period_after, period_before, period_in, period_of
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reading
from stories.engines.times.relative import MOST_YEARS, months_on
from stories.engines.times.remembering import WORD, recall, stem_of
from stories.engines.times.scene import Scene
from stories.engines.times.spans import Span, years_span
from stories.engines.times.told_events import EVENTS


def read_since_event(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "Three years after we married", "the spring before the war"."""
    found = clause_time(phrase.parts["clause"], discourse, language)
    if found is None:
        return _since_the_tale(phrase, discourse, language)
    from_span, what, size = found
    direction = -1 if phrase.parts["side"] in language.grammar["before"] else 1
    span = _counted(phrase, from_span, direction, discourse.scene, language)
    if span is None:
        return None
    lead = phrase.text.lower()
    return Reading(
        span, 0.65, f"{lead} {what}: {describe(from_span.edtf)}", taken=int(phrase.parts["clause_at"]) + size
    )


def _since_the_tale(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "Three years after she left", "four years after they let me back": of what nobody dated, so from what was told last."""
    anchor, parts = discourse.tale.anchor, phrase.parts
    is_after = parts["side"] in language.grammar["after"]
    if anchor is None or not is_after or not discourse.tale.is_fresh(NEAR_TALE) or _years(anchor) > WIDEST_TALE:
        return None
    if "day_word" in parts or "day_unit" in parts or (parts.get("unit") and language.data["units"][parts["unit"]] == 1):
        return None
    people = language.words("words", "me") | language.words("words", "others")
    words = parts["clause"].split()
    subjects = language.words("words", "subjects") | language.words("words", "reporters")
    inside = _subordinate(words, subjects, language.grammar["joints"], has_comma="comma" in parts)
    # What has a date of its own, told or not: nobody's wedding is "what was told last".
    told_once = {stem_of(word, language) for word in words[: inside or len(words)]} & EVENTS
    if not words or words[0] not in people or told_once:
        return None
    start = anchor.middle if _years(anchor) > 1 else anchor
    span = _counted(
        phrase, years_span(anchor.last.year) if discourse.tale.is_range else start, 1, discourse.scene, language
    )
    if span is None:
        return None
    taken = int(parts["clause_at"]) + len(" ".join(words[:inside])) if inside else 0
    return Reading(span, 0.5, f"{phrase.text.lower()}: after {describe(anchor.edtf)}", taken=taken)


def _years(span: Span) -> int:
    return span.last.year - span.first.year


NEAR_TALE = 6
"""Sentences."""
WIDEST_TALE = 2
"""Years: "the mid eighties"."""
LONGEST_SUBORDINATE = 5


def _subordinate(words: list[str], subjects: frozenset[str], joints: list[str], *, has_comma: bool) -> int:
    """How many words belong to "after": "she left" of "she left, I went home"; none of "they let me back", "I sold it and I left"."""
    if has_comma:
        return len(words) if len(words) <= LONGEST_SUBORDINATE else 0
    later = (at for at, word in enumerate(words) if at > 1 and word in subjects)
    at = next(later, 0)
    return at if at <= LONGEST_SUBORDINATE and words[at - 1] not in joints else 0


def _counted(phrase: Phrase, start: Span, direction: int, scene: Scene, language: Language) -> Span | None:
    parts = phrase.parts
    if start.last.year - start.first.year > 1:
        start = Span(start.last, start.last) if direction > 0 else Span(start.first, start.first)
    if day_word(phrase, language) in LONGER_THAN_A_DAY:
        week = Span(start.first - timedelta(days=7), start.first - timedelta(days=1))
        return shifted_days(week, start.days + 7) if direction > 0 else week
    if "day_word" in parts or "day_unit" in parts:
        days = 1 if "day_word" in parts else day_count(phrase, language)
        return shifted_days(start, days * direction) if days and start.days == 1 else None
    if "period" in parts:
        within = period_after if direction > 0 else period_before
        return within(parts["period"], start, scene, language)
    count = read_number(parts["count"], language)
    if not count or count > MOST_YEARS:
        return None
    months = language.data["units"][parts["unit"]]
    if months == 1:
        return months_on(start, count * direction)
    if parts["unit"] in language.data["words"]["warm"] and start.is_within_a_year:
        return season_span(parts["unit"], start.first.year + count * direction, scene, language)
    return start.shifted_years(count * months // 12 * direction)


def read_year_event(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The year Tom was born", "the summer of the flood", where that is known."""
    found = clause_time(phrase.parts["clause"], discourse, language, is_elsewhere=True)
    if found is None or (
        discourse.ahead.year_of_clause and not found[0].overlaps(years_span(discourse.ahead.year_of_clause))
    ):
        return _of_year_beside(phrase, discourse, language)
    span, what, size = found
    if not span.is_within_a_year:
        if phrase.parts.get("period") != "year":
            return None
        span = years_span(span.first.year)
    wanted = _as_said(phrase, span, size, discourse, language)
    if wanted is None:
        return None
    taken = int(phrase.parts["clause_at"]) + size
    return Reading(wanted, 0.6, f"{phrase.text.lower()} of {what}: {describe(span.edtf)}", taken=taken)


def _of_year_beside(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The year they married, and that was 1935"."""
    name, year = phrase.parts.get("period"), discourse.ahead.year_of_clause
    span = period_of(name, year, discourse.scene, language) if name and year else None
    if span is None:
        return None
    taken = int(phrase.parts["clause_at"]) + len(phrase.parts["clause"].rstrip())
    return Reading(span, 0.85, f"{phrase.text.lower()}: {year} was said beside it", taken=taken, is_news=True)


def _as_said(phrase: Phrase, span: Span, size: int, discourse: Discourse, language: Language) -> Span | None:
    """The day, the week or the season of it; a week or "the time" only of what the world knows."""
    word = phrase.parts.get("day_word") or phrase.parts.get("weekday")
    if word is None:
        return period_in(phrase.parts["period"], span, discourse.scene, language)
    if "weekday" in phrase.parts and language.data["weekdays"][word] != span.first.weekday():
        return None
    if day_word(phrase, language) in LONGER_THAN_A_DAY:
        event = event_span(phrase.parts["clause"], discourse, language)
        return span if event and event[2] == size else None
    return span if span.days <= MOST_DAYS_OF_AN_EVENT else None


LONGER_THAN_A_DAY = frozenset(("week", "weekend", "month", "time"))
MOST_DAYS_OF_AN_EVENT = 2


def read_when_event(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "When our Tom was born", where that was dated before, in another sentence."""
    words = [match[0].lower() for match in WORD.finditer(phrase.parts["clause"])][:LONGEST_CLAUSE]
    for size in range(len(words), 1, -1):
        stems = {stem_of(word, language) for word in words[:size]} - {"", "@me", "@other"}
        if stem_of(words[size - 1], language) in ("born", "marry", "die"):
            known = (
                recall(words[:size], discourse.told, discourse.tale.sentence, language)
                if len(stems) > 1 or "marry" in stems
                else None
            )
            if known and known.sentence != discourse.tale.sentence:
                said = re.match(rf"(?:\W*\w+(?:['’-]\w+)*){{{size}}}", phrase.parts["clause"])
                taken = int(phrase.parts["clause_at"]) + (said.end() if said else 0)
                where = "told in another recording" if known.is_from_elsewhere else "told before"
                return Reading(known.span, 0.6, f"{where}: {describe(known.span.edtf)}", taken=taken)
            return None
    return None
