"""What a language says for numbers: the data files of `languages/`."""

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "languages"


@dataclass(frozen=True, eq=False)
class Language:
    """A data file; what each part of it is for stands in `languages/en.toml`."""

    joints: frozenset[str]
    articles: frozenset[str]
    needs_a_count: bool
    thousands_mark: str
    compound: bool
    alternatives: frozenset[str]
    spans: frozenset[str]
    noughts: frozenset[str]
    year_pairs: bool
    year_leads: frozenset[str]
    sure_year_leads: frozenset[str]
    year_followers: frozenset[str]
    no_year_leads: frozenset[str]
    no_year_followers: frozenset[str]
    date_forms: tuple[str, ...]
    day_leads: frozenset[str]
    no_day_leads: frozenset[str]
    other_words: frozenset[str]
    currencies: frozenset[str]
    counted: frozenset[str]
    of: frozenset[str]
    them: frozenset[str]
    age_leads: frozenset[str]
    age_followers: frozenset[str]
    hundred: frozenset[str]
    hundreds: dict[str, int]
    scales: dict[str, int]
    months: dict[str, int]
    decades: dict[str, int]
    decade_ending: str
    below_hundred: dict[str, int]
    days: dict[str, str]

    @cached_property
    def longest(self) -> int:
        """Of how many parts a number below a hundred, or a day, may be."""
        return max(len(said.split()) for said in (*self.below_hundred, *self.days))

    @cached_property
    def atom(self) -> re.Pattern[str]:
        """A part of a number that is written in one word with others, the longest first."""
        known = {*self.below_hundred, *self.hundred, *self.scales, *self.decades, *self.joints, *self.articles}
        return re.compile("|".join(sorted(map(re.escape, known), key=len, reverse=True)))

    @cached_property
    def in_words(self) -> dict[int, str]:
        """Of each count below a hundred that is one token, how it is written; none that changes with what is counted."""
        found: dict[int, str] = {}
        for said, value in self.below_hundred.items():
            found.setdefault(value, said.replace(" ", "-"))
        changing = {value for value in found if value % 10 == 1 and value != 11} if not self.year_pairs else set[int]()
        several = {value for said, value in self.below_hundred.items() if len(said.split()) > 2}
        return {value: said for value, said in found.items() if value not in changing | several}


def data(kept: dict[str, Any]) -> dict[str, Any]:
    """As a Language has them: lists of words as sets."""
    made = {"date_forms": tuple(kept["date_forms"]), "decade_ending": kept["endings"]["decade"]}
    words = {name: frozenset(value) for name, value in kept.items() if isinstance(value, list)}
    return {name: value for name, value in {**kept, **words, **made}.items() if name in NAMES}


NAMES = {field.name for field in fields(Language)}


@cache
def language_of(tag: str) -> Language | None:
    """By a tag such as en or en-GB; None where nobody has written down how its numbers are said."""
    path = FOLDER / f"{tag.split('-')[0].lower()}.toml"
    if not tag.isascii() or not tag.split("-")[0].isalpha() or not path.is_file():
        return None
    return Language(**data(tomllib.loads(path.read_text(encoding="utf-8"))))
