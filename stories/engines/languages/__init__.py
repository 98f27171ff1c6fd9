"""What an engine knows of a language: everything in data files beside this one, read once, behind `load`."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PLACEHOLDER = re.compile(r"\{([a-z_]+)(\d?)\}")


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
    hints: re.Pattern[str]
    """Matches in every sentence that can hold a time: a cheap way past the others."""
    events: tuple[tuple[re.Pattern[str], dict[str, str]], ...]
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
    names = tomllib.loads((FOLDER / f"{code}_names.toml").read_text(encoding="utf-8"))
    vocabulary = _vocabulary(data)
    return Language(
        code=code,
        data=data,
        names=names,
        time=tuple((entry["kind"], _compile(entry["pattern"], vocabulary)) for entry in data["time"]),
        hints=_hints(data),
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
        return body if name in ("stop", "pause", "hedged") and not copy else f"(?P<{name}{copy}>{body})"

    return re.compile(rf"(?<![\w'’]){PLACEHOLDER.sub(expand, pattern)}(?!\w)", re.IGNORECASE)


def _event(entry: dict[str, Any]) -> tuple[re.Pattern[str], dict[str, str]]:
    pattern = re.compile("|".join(f"(?:{name})" for name in entry["names"]), re.IGNORECASE)
    return pattern, {"label": entry["label"], "when": entry["when"]}


def _hints(data: dict[str, Any]) -> re.Pattern[str]:
    """One word of every kind of time expression."""
    words: set[str] = {"year", "years", "war", "birthday", "age", "aged", "ago", "month", "months", "wartime"}
    for table in ("months", "seasons", "holidays", "numbers", "ordinals", "decades", "periods", "counts"):
        words |= {word for word in data.get(table, ()) if len(word) > 2}
    events = "|".join(name for entry in data["event"] for name in entry["names"])
    return re.compile(rf"\d|(?<!\w)(?:{any_of(words)})(?!\w)|{events}", re.IGNORECASE)


def _vocabulary(data: dict[str, Any]) -> dict[str, str]:
    """The sub-patterns that {name} stands for in the patterns of a language file."""
    words = data["words"]
    tens = any_of(word for word, value in data["numbers"].items() if value >= 20)
    units = any_of(word for word, value in data["numbers"].items() if value < 10)
    teens = any_of(word for word, value in data["numbers"].items() if 10 <= value < 20)
    spelt = rf"(?:{tens})[ -](?:{units})|{tens}|{teens}|{units}"
    ordinals = rf"(?:{tens})[ -](?:{any_of(data['ordinals'])})|{any_of(data['ordinals'])}"
    tail = rf"(?:{tens})[ -](?:{units})|{tens}|{teens}|(?:oh|o)[ -](?:{units})"
    centuries = any_of(words["centuries"])
    spoken = rf"(?:{centuries})(?:,? |-)(?:{tail})|two thousand(?: and (?:{spelt}))?"
    seasons, holidays, months = any_of(data["seasons"]), any_of(data["holidays"]), any_of(data["months"])
    onward, nouns = any_of(words["onward"]), any_of(words["not_a_year"])
    return {
        "month": rf"(?:{months})\.?",
        "season": seasons,
        "holiday": holidays,
        "part": any_of(data["parts"]),
        "about": any_of(words["about"]),
        "doubt": any_of(words["doubt"]),
        "year": rf"{NOT_IN_A_FIGURE}(?:{FOUR_FIGURES}(?! (?:{nouns})\b)|['’]\d\d(?![\d:])|{spoken})",
        "short": rf"['’]?\d\d|{spelt}",
        "decade": rf"(?:1[6-9]|20)\d0['’]?s|['’]?[2-9]0['’]?s|{any_of(data['decades'])}",
        "tens": rf"[2-9]0['’]?s|{any_of(data['decades'])}|teens",
        "number": rf"\d{{1,3}}|{spelt}",
        "count": rf"\d{{1,3}}|{any_of(data['counts'])}|{spelt}",
        "day": rf"\d{{1,2}}(?:st|nd|rd|th)?|{ordinals}",
        "day_nth": rf"\d{{1,2}}(?:st|nd|rd|th)?|{ordinals}",
        "nth": rf"\d{{1,3}}(?:st|nd|rd|th)|{ordinals}",
        "unit": any_of(data["units"]),
        "period": rf"year|{seasons}|{holidays}|{months}",
        "event": "|".join(f"(?:{name})" for entry in data["event"] for name in entry["names"]),
        "hedged": rf"(?P<hedge>(?:(?:{any_of(data['hedges'])}) ){{0,3}})",
        "pause": r"(?=\s*(?:[.,;:!?…—–)\"”]|$)|\s+(?:and|but)\b)",
        "stop": rf"(?=\s*(?:[.,;:!?…—–)\"”]|$)|\s+(?:{onward})\b)",
    }
