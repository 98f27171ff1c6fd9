"""What an engine knows of a language: everything in data files beside this one, read once, behind `load`."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from stories.engines.languages.vocabulary import FOUR_FIGURES as FOUR_FIGURES
from stories.engines.languages.vocabulary import PLACEHOLDER, any_of, vocabulary_of

FOLDER = Path(__file__).parent
EXPLAINED_IN = "en"
"""The language of explanations, whatever was spoken: that of the pages."""
WORD = re.compile(r"[^\W\d_]+")
FIRST = "en"
CHOICE = re.compile(r"\(([^()]*)\)")
UNNAMED = frozenset(
    (
        "stop",
        "pause",
        "hedged",
        "open",
        "tail",
        "centuries",
        "fillers",
        "decade_adjective",
        "day_part",
        "leads",
        "states",
        "two_thousand",
        "ordinal",
    )
)
"""Sub-patterns whose words no reader asks for."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language file with its patterns compiled; `data` is the file, `names` the names file."""

    code: str
    data: dict[str, Any]
    names: dict[str, Any]
    time: tuple[tuple[str, re.Pattern[str], tuple[frozenset[str], ...]], ...]
    """Kind, pattern, and sets of words; a sentence without figures must hold one of each for the pattern to be tried."""
    time_words: dict[str, tuple[int, ...]]
    """The patterns of `time` that each word may begin to satisfy, by their place; those of "" need no word."""
    hints: frozenset[str]
    """One of these words is in every sentence that can hold a time with no figure: a cheap way past the others."""
    event_words: dict[str, tuple[int, ...]]
    """The events that each word may be telling of, by their place in `events`."""
    events: tuple[tuple[re.Pattern[str], dict[str, Any]], ...]
    cues: dict[str, re.Pattern[str]]
    short_year: str
    """A pattern for two figures of a year, or a whole one in words."""

    def events_in(self, words: Iterable[str]) -> list[tuple[re.Pattern[str], dict[str, Any]]]:
        """The events that lower-case words without accents may name."""
        numbers = {number for word in words for number in self.event_words.get(word, ())}
        return [self.events[number] for number in sorted(numbers)]

    def time_in(self, words: set[str]) -> list[tuple[str, re.Pattern[str]]]:
        """The kinds and patterns of time that a sentence of these lower-case words, without figures, may hold."""
        numbers = {number for word in ("", *words) for number in self.time_words.get(word, ())}
        likely = (self.time[number] for number in sorted(numbers))
        return [
            (kind, pattern) for kind, pattern, needs in likely if all(not group.isdisjoint(words) for group in needs)
        ]

    @property
    def grammar(self) -> dict[str, Any]:
        """What differs from language to language beyond its words."""
        table: dict[str, Any] = self.data["grammar"]
        return table

    def may_speak_of_time(self, text: str, words: set[str]) -> bool:
        """Whether a text with these words, all lower case, can hold a time that is told with no figure."""
        parts: list[str] = self.grammar["hint_parts"]
        return not self.hints.isdisjoint(words) or any(part in text for part in parts)

    def words(self, *path: str) -> frozenset[str]:
        """A list, a table's keys or a block of text in the language file, as a set of lower-case words."""
        found: Any = self.data
        for key in path:
            found = found[key]
        return frozenset(found.split() if isinstance(found, str) else found)


def available() -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in FOLDER.glob("??.toml")))


@lru_cache(maxsize=8)
def load(code: str = "en") -> Language:
    """The language of a two-letter code; raises KeyError where no file for it exists."""
    if code not in available():
        raise KeyError(code)
    data = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    data |= tomllib.loads((FOLDER / f"{code}_events.toml").read_text(encoding="utf-8"))
    data = _spread(data)
    names = _names(code)
    vocabulary = vocabulary_of(data)
    kinds = [item["kind"] for item in data["time"]]
    patterns = [_compile(item["pattern"], vocabulary) for item in data["time"]]
    needs = [_needs(item, data) for item in data["time"]]
    return Language(
        code=code,
        data=data,
        names=names,
        time=tuple(zip(kinds, patterns, needs, strict=True)),
        time_words=_time_words(needs),
        hints=_hints(data),
        event_words=_event_words(data),
        events=tuple(_event(entry, data) for entry in data["event"]),
        short_year=rf"(?:{vocabulary['spoken']}|{vocabulary['compound']})(?!\w| (?:{vocabulary['nouns']})\b)",
        cues={name: re.compile(_either(cues), re.IGNORECASE) for name, cues in data["cues"].items()},
    )


def _either(patterns: Sequence[str]) -> str:
    """A pattern for any of these in their order; neighbours that begin with a word look for its beginning once."""
    runs = [(is_word, list(run)) for is_word, run in groupby(patterns, lambda pattern: pattern.startswith(r"\b"))]
    return "|".join(
        rf"\b(?:{'|'.join(f'(?:{pattern[2:]})' for pattern in run)})" if is_word else "|".join(f"(?:{p})" for p in run)
        for is_word, run in runs
    )


def _names(code: str) -> dict[str, Any]:
    """The names of a language, and those of English: people and towns are called as they are in every tongue."""
    own: dict[str, Any] = tomllib.loads((FOLDER / f"{code}_names.toml").read_text(encoding="utf-8"))
    if code == FIRST:
        return own
    first = tomllib.loads((FOLDER / f"{FIRST}_names.toml").read_text(encoding="utf-8"))
    own["first_names"] += f" {first['first_names']}"
    for block in ("countries", "regions", "cities"):
        own[block] += f"|{first[block]}"
    own["ordinary"] += first["ordinary"]
    return own


def _compile(pattern: str, vocabulary: dict[str, str]) -> re.Pattern[str]:
    def expand(match: re.Match[str]) -> str:
        name, copy = match[1], match[2]
        body = vocabulary[name]
        return body if name in UNNAMED and not copy else f"(?P<{name}{copy}>{body})"

    return re.compile(rf"(?<![\w'’])(?:{PLACEHOLDER.sub(expand, pattern)})(?!\w)", re.IGNORECASE)


def _needs(entry: dict[str, Any], data: dict[str, Any]) -> tuple[frozenset[str], ...]:
    """The sets of which a sentence must hold a word each, parted by "&"; "@months" is the telling words of that table."""
    common = {*data["phrases"]["common"].split(), *data["words"]["parts_of_day"], *data["units"], *data["day_units"]}
    groups = []
    for group in entry.get("needs", "").split("&"):
        words: set[str] = set()
        for word in group.split():
            words |= _telling(data[word[1:]], common) if word.startswith("@") else {word}
        groups.append(frozenset(words))
    return tuple(group for group in groups if group)


def _time_words(needs: Iterable[tuple[frozenset[str], ...]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, groups in enumerate(needs):
        for word in groups[0] if groups else ("",):
            found.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in found.items()}


def _telling(names: Iterable[str], common: set[str]) -> set[str]:
    """Of each name the one word that is most its own: who says the name says that word, whatever becomes of apostrophes."""
    result: set[str] = set()
    for name in names:
        words, run_together = WORD.findall(name), set(WORD.findall(name.replace("'", "")))
        steady = [word for word in words if word in run_together]
        own = max(steady, key=lambda word: (word not in common, len(word)), default="")
        result |= {own} if own else {*words, *run_together}
    return result


def _spread(table: dict[str, Any]) -> dict[str, Any]:
    """The table with each key that holds choices, such as "jahr(e|en|)", given once for every form."""
    result: dict[str, Any] = {}
    for key, value in table.items():
        for form in _forms(key):
            result[form] = _spread(value) if isinstance(value, dict) else value
    return result


def _forms(key: str) -> list[str]:
    choice = CHOICE.search(key)
    if choice is None:
        return [key]
    return [form for end in choice[1].split("|") for form in _forms(key[: choice.start()] + end + key[choice.end() :])]


def _event(entry: dict[str, Any], data: dict[str, Any]) -> tuple[re.Pattern[str], dict[str, Any]]:
    names = "|".join(f"(?:{name})" for name in entry["names"])
    words = data["words"]
    tail = any_of((*words["parts_of_day"], words["year_word"]))
    return re.compile(
        rf"(?<![\w'’]){data['grammar']['event_article']}(?:{names})(?: (?:{tail}){data['grammar']['event_goes_on']})?(?!\w)",
        re.IGNORECASE,
    ), entry


def _hints(data: dict[str, Any]) -> frozenset[str]:
    """One word of every kind of time expression."""
    words = set(data["words"]["hints"])
    for table in ("months", "seasons", "holidays", "numbers", "ordinals", "decades", "counts"):
        words |= {part for word in data[table] for part in WORD.findall(word) if len(part) > 2}
    return frozenset(words - set(data["words"]["no_hints"]))


def _event_words(data: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """The telling words of each way to name an event, and which events they tell of."""
    small = {*data["phrases"]["common"].split(), *data["phrases"]["verbs"].split(), *data["words"]["uneventful"]}
    told: dict[str, set[int]] = {}
    for number, entry in enumerate(data["event"]):
        for name in entry["names"]:
            words = {word for word in _plain_words(name) if len(word) > 1}
            for word in words - small or words:
                told.setdefault(word, set()).add(number)
    return {word: tuple(sorted(numbers)) for word, numbers in told.items()}


def _plain_words(pattern: str) -> set[str]:
    """The words in a pattern, without accents; a letter that may be missing is read both ways."""
    flat = re.sub(r"\[(\w)[^\]]*\]", r"\1", re.sub(r"\\[a-z]|\(\?[:=!]|\{.*?\}", " ", pattern))
    both = (re.sub(r"(\w)\?", r"\1", flat), re.sub(r"\w\?", "", flat))
    return {word for text in both for word in WORD.findall(plain(text).lower())}


def plain(word: str) -> str:
    """Without accents, as some recognisers write."""
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
