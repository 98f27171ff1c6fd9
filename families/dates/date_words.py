"""How dates are typed in other languages, from date_words.toml: as English writes them, which families/dates/typed_dates.py reads."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

Rules = list[tuple[re.Pattern[str], str]]


def translations(said: str) -> Iterator[str]:
    """What was typed, in small letters, as English writes it: once for each language that changes anything."""
    for rules in compiled():
        told = said
        for pattern, english in rules:
            told = pattern.sub(english, told)
        if told != said:
            yield told


@cache
def compiled() -> list[Rules]:
    """The rules of each language, in the order of the file."""
    languages = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return [[(re.compile(pattern), english) for pattern, english in rules] for rules in languages.values()]
