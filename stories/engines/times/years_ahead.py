"""A year that is said right behind the feast, month or event that it belongs to: "in November, that was sixty-five"."""

import re
from functools import lru_cache

from stories.engines.languages import FOUR_FIGURES, Language
from stories.engines.times.dates import year_of
from stories.engines.times.kinds import kind_of
from stories.engines.times.lifetime import Lifetime
from stories.engines.times.numbers_said import read_month
from stories.engines.times.phrase import Phrase
from stories.engines.times.spans import Span

LONGEST_LINK = 40
ADJACENT = re.compile(r",? ?")
DASH = re.compile(r" ?[-–—] ?")


@lru_cache(maxsize=8)
def _links(language: Language) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in language.data["words"]["year_links"])
    return re.compile(rf"[\s,;–—-]*(?:(?:{words})[\s,]*){{0,3}}", re.IGNORECASE)


def year_ahead(
    groups: list[list[Phrase]], number: int, text: str, lifetime: Lifetime, language: Language
) -> int | None:
    """The year said behind the phrases of a group, with nothing but small words between, or of the day to which a dash leads."""
    dashed = _year_of_last_day(groups, number, text, lifetime, language)
    if dashed:
        return dashed
    end = max(phrase.end for phrase in groups[number])
    for group in groups[number + 1 : number + 3]:
        for phrase in group:
            if not kind_of(phrase).is_only_year or phrase.start < end or phrase.start - end > LONGEST_LINK:
                continue
            between = text[end : phrase.start]
            link = ADJACENT if kind_of(phrase).must_touch else _links(language)
            year = _year_in(phrase, lifetime, language) if link.fullmatch(between) else None
            if year:
                return year
    return None


def _year_of_last_day(
    groups: list[list[Phrase]], number: int, text: str, lifetime: Lifetime, language: Language
) -> int | None:
    """Of "21 March - 21 June 1952": the year of the first day, the one before where its month is the later one."""
    first = groups[number][0]
    for phrase in groups[number + 1] if number + 1 < len(groups) and "month" in first.parts else ():
        is_date = "month" in phrase.parts and not kind_of(phrase).is_only_year
        if not is_date or not DASH.fullmatch(text, first.end, phrase.start):
            continue
        year = _year_in(phrase, lifetime, language)
        begins, ends = (read_month(item.parts["month"], language) or 0 for item in (first, phrase))
        if year:
            return year - 1 if begins > ends else year
    return None


def year_beside(
    groups: list[list[Phrase]],
    number: int,
    text: str,
    lifetime: Lifetime,
    language: Language,
    before: tuple[Phrase, Span] | None,
) -> int | None:
    """The year of "the year they married, and that was 1935", of "in 2006, the fall you were born"."""
    soft = groups[number][0]
    is_same = any(word in language.grammar["same"] for word in soft.text.lower().split())
    if int(soft.parts.get("clause_at", 0)) != 1 or is_same:  # "the winter of eighty-three", "that same year"
        return None
    end = soft.end + int(soft.parts["clause_at"]) + len(soft.parts["clause"])
    is_stated = before is not None and kind_of(before[0]).states_year and before[1].is_whole_year
    if before and is_stated and ADJACENT.fullmatch(text, before[0].end, soft.start):
        return before[1].first.year
    for group in groups[number + 1 :]:
        for phrase in group:
            is_behind = kind_of(phrase).is_only_year and phrase.start >= end
            if is_behind and _links(language).fullmatch(text, end, phrase.start):
                return _year_in(phrase, lifetime, language)
    return None


def _year_in(phrase: Phrase, lifetime: Lifetime, language: Language) -> int | None:
    said = phrase.parts.get("year") or phrase.parts.get("compound") or phrase.parts.get("short")
    year = year_of(said, lifetime, language) if said else None
    return year[0] if year else None


def any_year(groups: list[list[Phrase]], number: int, lifetime: Lifetime, language: Language) -> int | None:
    """A year said anywhere later in the sentence, for a month of a tale that has none: "January there, and out in March 1952"."""
    for group in groups[number + 1 :]:
        for phrase in group:
            said = phrase.parts.get("year") or phrase.parts.get("compound") if kind_of(phrase).lends_year else None
            year = year_of(said, lifetime, language) if said else None
            if year:
                return year[0]
    return None


def year_told_next(text: str, lifetime: Lifetime, language: Language) -> int | None:
    """The year with which the next sentence begins: "That's 1941", "it'd be 1950"."""
    match = _opening_year(language).match(text)
    year = year_of(match["year"], lifetime, language) if match else None
    return year[0] if year else None


@lru_cache(maxsize=8)
def _opening_year(language: Language) -> re.Pattern[str]:
    grammar, states = language.grammar, "|".join(re.escape(words) for words in language.data["words"]["states"])
    said = rf"{grammar['sentence_lead']}(?:{states}){grammar['year_about']}"
    return re.compile(rf"{said} (?P<year>(?:{FOUR_FIGURES})|{language.short_year})", re.IGNORECASE)


def follows(phrase: Phrase, before: Phrase | None, text: str) -> bool:
    """Whether a short year stands right behind another time: "the night of the blackout, sixty-five"."""
    return (
        before is not None and before.end <= phrase.start and bool(ADJACENT.fullmatch(text, before.end, phrase.start))
    )
