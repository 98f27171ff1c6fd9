"""What an engine knows of a language: everything in data files beside this one, read once, behind `load`."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PLACEHOLDER = re.compile(r"\{([a-z_]+)(\d?)\}")
WORD = re.compile(r"[^\W\d_]+")
UNNAMED = frozenset(("stop", "pause", "hedged", "open", "tail", "centuries", "fillers", "decade_adjective", "day_part"))
"""Sub-patterns whose words no reader asks for."""


NOT_IN_A_FIGURE = r"(?<![£$€#.,:/-])"
FOUR_FIGURES = r"(?:1[6-9]\d\d|20\d\d)(?!,\d|[.:/%]\d|-\w|s\b|['’]s\b)"
"""A year in figures, and no price, part number, fraction or decade."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language file with its patterns compiled; `data` is the file, `names` the names file."""

    code: str
    data: dict[str, Any]
    names: dict[str, Any]
    time: tuple[tuple[str, re.Pattern[str]], ...]
    hints: frozenset[str]
    """One of these words is in every sentence that can hold a time with no figure: a cheap way past the others."""
    event_words: frozenset[str]
    """One of these is in every sentence that can name an event."""
    events: tuple[tuple[re.Pattern[str], dict[str, Any]], ...]
    cues: dict[str, re.Pattern[str]]

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
    names = tomllib.loads((FOLDER / f"{code}_names.toml").read_text(encoding="utf-8"))
    vocabulary = _vocabulary(data)
    return Language(
        code=code,
        data=data,
        names=names,
        time=tuple((entry["kind"], _compile(entry["pattern"], vocabulary)) for entry in data["time"]),
        hints=_hints(data),
        event_words=_event_words(data),
        events=tuple(_event(entry) for entry in data["event"]),
        cues={name: re.compile("|".join(f"(?:{cue})" for cue in cues), re.I) for name, cues in data["cues"].items()},
    )


def any_of(words: Any) -> str:
    """A pattern for any of these, the longest first; a space in one stands for spaces or hyphens."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", "[ -]").replace("'", "['’]?") for word in ordered)


def _compile(pattern: str, vocabulary: dict[str, str]) -> re.Pattern[str]:
    def expand(match: re.Match[str]) -> str:
        name, copy = match[1], match[2]
        body = vocabulary[name]
        return body if name in UNNAMED and not copy else f"(?P<{name}{copy}>{body})"

    return re.compile(rf"(?<![\w'’]){PLACEHOLDER.sub(expand, pattern)}(?!\w)", re.IGNORECASE)


def _event(entry: dict[str, Any]) -> tuple[re.Pattern[str], dict[str, Any]]:
    pattern = re.compile("(?:the )?(?:" + "|".join(f"(?:{name})" for name in entry["names"]) + ")", re.IGNORECASE)
    return pattern, entry


def _hints(data: dict[str, Any]) -> frozenset[str]:
    """One word of every kind of time expression."""
    words: set[str] = {"year", "years", "war", "birthday", "age", "aged", "ago", "month", "months", "wartime"}
    words |= set(data["words"]["hints"])
    for table in ("months", "seasons", "holidays", "numbers", "ordinals", "decades", "counts"):
        words |= {part for word in data[table] for part in WORD.findall(word) if len(part) > 2}
    words -= {"the", "of"}
    return frozenset(words) | _event_words(data)


def _event_words(data: dict[str, Any]) -> frozenset[str]:
    """The telling words of each way to name an event."""
    names = [re.sub(r"\\[a-z]|\?|\{.*?\}", " ", name) for entry in data["event"] for name in entry["names"]]
    small = {*data["phrases"]["common"].split(), *data["phrases"]["verbs"].split(), *data["words"]["uneventful"]}
    told: set[str] = set()
    for name in names:
        words = {word for word in WORD.findall(name.lower()) if len(word) > 2}
        told |= words - small or words
    return frozenset(told)


def _vocabulary(data: dict[str, Any]) -> dict[str, str]:
    """The sub-patterns that {name} stands for in the patterns of a language file."""
    words = data["words"]
    tens = any_of(word for word, value in data["numbers"].items() if value >= 20)
    units = any_of(word for word, value in data["numbers"].items() if value < 10)
    teens = any_of(word for word, value in data["numbers"].items() if 10 <= value < 20)
    spelt = rf"(?>(?:{tens})[ -](?:{units})(?!\w)|{tens}|{teens}|{units})(?!\w)"
    ordinals = rf"(?:{tens})[ -](?:{any_of(data['ordinals'])})|{any_of(data['ordinals'])}"
    tail = rf"(?:(?>(?:{tens})[ -](?:{units})(?!\w)|{tens}|{teens})|(?:oh|o|ought|aught)[ -](?:{units}))(?!\w)"
    centuries = any_of(words["centuries"])
    spoken = rf"(?:{centuries})(?:,? |-)(?:{tail})|two thousand(?: and (?:{spelt}))?"
    seasons, holidays, months = any_of(data["seasons"]), any_of(data["holidays"]), any_of(data["months"])
    onward, nouns = any_of(words["onward"]), any_of(words["not_a_year"])
    uncounted = any_of([*words["not_counted"], *data["units"], *data["day_units"], *words["not_a_year"]])
    singular = any_of(words["no_plurals"])
    events = [name for entry in data["event"] for name in entry["names"]]
    return {
        "month": rf"(?:{months})\.?",
        "season": seasons,
        "holiday": holidays,
        "part": any_of(data["parts"]),
        "about": any_of(words["about"]),
        "doubt": any_of(words["doubt"]),
        "fillers": rf"(?:{any_of(words['fillers'])})",
        "year": rf"{NOT_IN_A_FIGURE}(?:{FOUR_FIGURES}(?! (?:{nouns})\b)|['’]\d\d(?![\d:])|{spoken})",
        "short": rf"['’]?\d\d|['’]?{spelt}|(?:oh|ought|aught)[ -](?:{units})(?!\w)",
        "compound": rf"['’]\d\d|['’]?(?:{tens})[ -](?:{units})(?!\w)|(?:oh|ought|aught)[ -](?:{units})(?!\w)",
        "era": any_of(data["eras"]),
        "weekday": any_of(data["weekdays"]),
        "centuries": rf"(?:{centuries})",
        "tail": tail,
        "decade": rf"(?:1[6-9]|20)\d0['’]?s|['’]?[2-9]0['’]?s|['’]?(?:{any_of(data['decades'])})",
        "decade_adjective": rf"(?:{any_of(words['decade_adjectives'])})",
        "tens": rf"[2-9]0['’]?s|{any_of(data['decades'])}|teens",
        "number": rf"\d{{1,3}}|{spelt}",
        "count": rf"\d{{1,3}}|{any_of(data['counts'])}|{spelt}",
        "day": rf"\d{{1,2}}(?:st|nd|rd|th)?|{ordinals}|{spelt}",
        "day_nth": rf"\d{{1,2}}(?:st|nd|rd|th)?|{ordinals}",
        "nth": rf"\d{{1,3}}(?:st|nd|rd|th)|{ordinals}",
        "unit": any_of(data["units"]),
        "day_unit": any_of(data["day_units"]),
        "day_part": rf"(?:{any_of(words['parts_of_day'])})",
        "school": any_of(data["school"]),
        "school_name": any_of(data["school_names"]),
        "high": any_of(words["high"]),
        "period": rf"year|{seasons}|{holidays}|{months}",
        "event": "|".join(f"(?:{name})" for name in sorted(events, key=lambda name: (-len(name), name))),
        "hedged": rf"(?P<hedge>(?:(?:{any_of(data['hedges'])}) ){{0,3}})",
        "pause": r"(?=\s*(?:[.,;:!?…—–)\"”]|$)|\s+(?:and|but)\b)",
        "stop": rf"(?=\s*(?:[.,;:!?…—–)\"”]|$)|\s+(?:{onward})\b)",
        "open": rf"(?!['’-]\w|,\d|\w|\s+(?:{uncounted})(?!\w)|\s+(?!(?:{singular})\b)[a-z]+s(?!\w))",
    }
