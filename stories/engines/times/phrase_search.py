"""Finding the words of a sentence that speak of time, by the patterns of its language."""

import re
from collections.abc import Callable

from stories.engines.languages import WORD, Language, plain
from stories.engines.times.kinds import EVENT, Rank, kind_of
from stories.engines.times.numbers_said import DIGITS
from stories.engines.times.phrase import Phrase


def phrase_groups(text: str, language: Language) -> list[list[Phrase]]:
    """The time expressions of a sentence in order; each with those that claim some of its words, the longest first.

    Soft ones claim none: they stand alone, before the others that begin with or inside them.
    """
    words = set(WORD.findall(text.lower()))
    found = [
        Phrase(EVENT, match[0], match.start(), match.end(), {}, match[0].rstrip(". "))
        for pattern, _ in language.events_in({*words, *map(plain, words), *DIGITS.findall(text)})
        for match in pattern.finditer(text)
    ]
    has_figures = DIGITS.search(text) is not None
    if has_figures or language.may_speak_of_time(text.lower(), words):
        tried = [(kind, pattern) for kind, pattern, _ in language.time] if has_figures else language.time_in(words)
        found += [_phrase(kind, match, language) for kind, pattern in tried for match in pattern.finditer(text)]
    found.sort(key=lambda phrase: (phrase.start, phrase.end))
    groups: list[list[Phrase]] = []
    reach = 0
    for phrase in found:
        if is_soft(phrase):
            continue
        if groups and phrase.start < reach:
            groups[-1].append(phrase)
        else:
            groups.append([phrase])
        reach = max(reach, phrase.end)
    for group in groups:
        group.sort(key=_by_claim(group))
    groups = _without_slips(text, groups, language)
    groups += [[phrase] for phrase in found if is_soft(phrase)]
    groups.sort(key=lambda group: (group[0].start, kind_of(group[0]).rank is Rank.PLAIN))
    return groups


def is_soft(phrase: Phrase) -> bool:
    return kind_of(phrase).rank is Rank.SOFT


def _by_claim(group: list[Phrase]) -> Callable[[Phrase], tuple[bool, int, int]]:
    """The longest first, and behind one that says the year those that take it from the tale."""
    says_year = any(kind_of(phrase).settles_year for phrase in group)
    return lambda phrase: (
        says_year and kind_of(phrase).gives_way_to_year,
        phrase.start - phrase.end,
        phrase.start,
    )


def _phrase(kind: str, match: re.Match[str], language: Language) -> Phrase:
    parts = {name: said.lower() for name, said in match.groupdict().items() if said}
    for name in ("period", "period2"):
        if parts.get(name) in language.grammar["year"]:
            parts[name] = "year"
    if "period2" in parts:
        parts.setdefault("period", parts["period2"])
    if "clause" in parts:
        parts["clause_at"] = str(match.start("clause") - match.end())
    words = match["words"] if "words" in parts else match[0]
    return Phrase(kind, match[0], match.start(), match.end(), parts, words.rstrip(". "))


def _without_slips(text: str, groups: list[list[Phrase]], language: Language) -> list[list[Phrase]]:
    """ "In 1952, no, 1953" says 1953; "it wasn't 1952" says nothing."""
    corrections = "|".join(re.escape(words) for words in language.data["words"]["corrections"])
    slip = re.compile(rf"[\s,.;–—-]*(?:{corrections})\b[\w\s,;'’]{{0,40}}", re.IGNORECASE)
    denied = re.compile(rf"\b(?:{language.grammar['denied']})\s*$", re.IGNORECASE)
    result = []
    for number, group in enumerate(groups):
        phrase = group[0]
        after = groups[number + 1][0] if number + 1 < len(groups) else None
        is_alike = after is not None and (after.kind == phrase.kind or (_is_outright(after) and _is_outright(phrase)))
        is_slip = after is not None and is_alike and slip.fullmatch(text, phrase.end, after.start)
        if not is_slip and not denied.search(text, max(0, phrase.start - 20), phrase.start):
            result.append(group)
    return result


def _is_outright(phrase: Phrase) -> bool:
    return kind_of(phrase).is_outright
