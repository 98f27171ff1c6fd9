"""Finding the words that speak of time, and reading the numbers in them; what they mean is `temporal`'s business."""

import re
from dataclasses import dataclass, field

from stories.engines.languages import WORD, Language, plain

DIGITS = re.compile(r"\d+")


SOFT = frozenset(("since_event", "year_event", "when_event"))
"""Kinds that only count when what they point to is known; the words that they take are not known before."""
FIRM = frozenset(("age_season", "birthday", "before_age", "war_began", "war_ended", "war_declared", "event"))
"""Kinds that go before a soft one which begins at the same place."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a sentence from `start` to `end`; `parts` holds the named pieces of the pattern, in lower case.

    `words` is what a marker quotes: all of it, or the piece that carries the time ("about seven").
    """

    kind: str
    text: str
    start: int
    end: int
    parts: dict[str, str] = field(default_factory=dict)
    words: str = ""

    @property
    def is_soft(self) -> bool:
        return self.kind in SOFT


def phrases(text: str, language: Language) -> list[list[Phrase]]:
    """The time expressions of a sentence in order; each with those that claim some of its words, the longest first.

    Soft ones claim none: they stand alone, before the others that begin with or inside them.
    """
    words = set(WORD.findall(text.lower()))
    found = [
        Phrase("event", match[0], match.start(), match.end(), {}, match[0].rstrip(". "))
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
        if phrase.is_soft:
            continue
        if groups and phrase.start < reach:
            groups[-1].append(phrase)
        else:
            groups.append([phrase])
        reach = max(reach, phrase.end)
    for group in groups:
        says_year = any(phrase.kind in WHOLE or phrase.kind in COUNTED_ON for phrase in group)
        group.sort(key=lambda phrase: (says_year and phrase.kind in YEARLESS, phrase.start - phrase.end, phrase.start))
    groups = _without_slips(text, groups, language)
    groups += [[phrase] for phrase in found if phrase.is_soft]
    groups.sort(key=lambda group: (group[0].start, not group[0].is_soft and group[0].kind not in FIRM))
    return groups


COUNTED_ON = frozenset(("next", "previous"))
YEARLESS = frozenset(("period_in_anchor", "period_at_hand", "day_in_anchor", "same"))
"""Kinds that give way to one that says the year: "it was Easter, 1961"."""


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


WHOLE = frozenset(("date", "month", "season", "holiday", "year", "short_year"))
"""Kinds that may take each other back: "in fifty-two, no, it was 1953"."""


def _without_slips(text: str, groups: list[list[Phrase]], language: Language) -> list[list[Phrase]]:
    """ "In 1952, no, 1953" says 1953; "it wasn't 1952" says nothing."""
    corrections = "|".join(re.escape(words) for words in language.data["words"]["corrections"])
    slip = re.compile(rf"[\s,.;–—-]*(?:{corrections})\b[\w\s,;'’]{{0,40}}", re.IGNORECASE)
    denied = re.compile(rf"\b(?:{language.grammar['denied']})\s*$", re.IGNORECASE)
    result = []
    for number, group in enumerate(groups):
        phrase = group[0]
        after = groups[number + 1][0] if number + 1 < len(groups) else None
        is_alike = after is not None and (after.kind == phrase.kind or {after.kind, phrase.kind} <= WHOLE)
        is_slip = after is not None and is_alike and slip.fullmatch(text, phrase.end, after.start)
        if not is_slip and not denied.search(text, max(0, phrase.start - 20), phrase.start):
            result.append(group)
    return result


def read_number(words: str, language: Language) -> int | None:
    """ "9", "nine", "twenty-one", "a couple of"; None for anything else."""
    plain = words.lower().strip()
    if plain.isdigit():
        return int(plain)
    data = language.data
    if plain in data["counts"]:
        return int(data["counts"][plain])
    whole = plain.replace("-", " ")
    if whole in data["numbers"]:
        return int(data["numbers"][whole])
    total = 0
    for word in re.split(r"[\s-]+", plain):
        value = data["numbers"].get(word, data["ordinals"].get(word))
        if value is None:
            digits = DIGITS.match(word)
            value = int(digits[0]) if digits else None
        if value is None:
            return None
        total += value
    return total


def read_month(words: str, language: Language) -> int | None:
    found = language.data["months"].get(words.rstrip("."))
    return int(found) if found else None


def read_year(words: str, language: Language) -> tuple[int, bool] | None:
    """The year, and whether its century was said: (1962, True) for "1962", (62, False) for "'62"."""
    plain = words.lower().strip("'’ ")
    if plain.isdigit():
        return (int(plain), len(plain) == 4)
    if language.grammar["centuries"]:
        return _year_by_century(plain, language)
    nought = re.fullmatch(r"(?:oh|ought|aught)[ -](\w+)", plain)
    if nought:
        return read_number(nought[1], language) or 0, False
    plain = re.sub(r" hundred(?: and)? | and (?=\w)", " ", plain) if not plain.startswith("two thousand") else plain
    head, _, tail = re.sub(r"[\s,-]+", " ", plain).partition(" ")
    centuries = language.data["words"]["centuries"]
    if head in centuries and tail and not (head == "twenty" and tail in UNITS_AFTER_TWENTY):
        rest = read_number(re.sub(r"^(?:oh|o|ought|aught) ", "", tail), language)
        return None if rest is None else (centuries[head] + rest, True)
    if plain.startswith("two thousand"):
        rest = read_number(plain.removeprefix("two thousand").removeprefix(" and ").strip() or "0", language)
        return None if rest is None else (2000 + rest, True)
    short = read_number(plain, language)
    return None if short is None else (short, False)


def _year_by_century(said: str, language: Language) -> tuple[int, bool] | None:
    """ "Neunzehnhundertsechsundvierzig", "mil novecientos cuarenta y seis"; else two figures or their words."""
    plain = re.sub(r"[\s-]+", " ", said)
    for century, first in sorted(language.grammar["centuries"].items(), key=lambda item: -len(item[0])):
        if plain.startswith(century):
            rest = plain.removeprefix(century).strip()
            number = read_number(rest, language) if rest else 0
            return None if number is None else (int(first) + number, True)
    short = read_number(plain, language)
    return None if short is None else (short, False)


UNITS_AFTER_TWENTY = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))


def read_decade(words: str, language: Language) -> tuple[int, bool] | None:
    """First year, and whether its century was said: (1950, True) for "1950s", (50, False) for "fifties"."""
    digits = DIGITS.search(words)
    if digits:
        return int(digits[0]), len(digits[0]) == 4
    for century, first in language.grammar["centuries"].items():
        rest = words.removeprefix(century).strip()
        if rest != words and rest in language.data["decades"]:
            return int(first) + int(language.data["decades"][rest]), True
    value = language.data["decades"].get(words.strip("'’"))
    return None if value is None else (int(value), False)
