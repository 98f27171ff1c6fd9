"""Titles held against people's: whether two speak of the same thing, which shape one has, whether one is broken."""

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from stories.engines.languages import load, plain
from stories.engines.text.sentences import Sentence
from stories.engines.text.tokens import tokenise
from stories.engines.wording.broken_titles import is_broken
from stories.engines.wording.word_classes import classed, word_classes
from stories.gold.marks import GOLD, GoldStory

WORD = re.compile(r"[^\W\d_]+")
ACTING = re.compile(r"[XVY]")
PAIR = re.compile(r"[^|]+C[DM]?")
PLACED = re.compile(r", (?:\w+ )?[\w. ]+$")
"""A place or a year behind a comma."""
SHORTEST_STEM = 3
SHORTEST_TITLE, LONGEST_TITLE = 2, 10
"""Words of a title that a reader may give."""


def shares_head(title: str, story: GoldStory, language: str, narrator: str = "") -> bool:
    """Whether a title has a telling word in common with one of a story's titles, as `telling_stems` finds them."""
    names = {word for name in _names_in(story, narrator) for word in _words(name)}
    ours = telling_stems(title, language, names)
    return any(ours & telling_stems(wanted, language, names) for wanted in story.titles)


def telling_stems(title: str, language: str, names: Iterable[str] = ()) -> frozenset[str]:
    """The nouns and events of a title as stems.

    No credit is given for small words, numbers, months, qualities ("old", "first"), words of kin, the `names` of the
    story's people and places, nor for what every life is full of ("the war", "family", "day"). Forms of a word and of
    an event are one: "married" is "wedding".
    """
    silent = _no_credit(language) | {plain(name) for name in names}
    return frozenset(_stem(word, language) for word in _words(title) if word not in silent and len(word) > 1)


def title_letters(title: str, language: str, names: Iterable[str]) -> str:
    """What each word of a title does in it, as `word_classes` writes it; quotes left away."""
    known = load(language)
    bare = title.strip('“”„«»\u00a0 "')
    (tokens,) = tokenise([Sentence(bare, 0, 0, (0,))], known)
    return classed(tokens, bare, frozenset(name.lower() for name in names), word_classes(known)).letters


def is_broken_title(title: str, language: str, names: Iterable[str] = ()) -> bool:
    """Whether a title is no whole phrase, by the classes of its words; whoever made it."""
    return is_broken(title, title_letters(title, language, names))


def shape_of(title: str, language: str, names: Iterable[str] = ()) -> str:
    """The shape of a title as it stands, by its marks and the classes of its words.

    A question, words in quotes, an act of somebody, an event, a pair ("X and the Y"), a thing placed, one with its owner, a thing.
    """
    letters = title_letters(title, language, names)
    if title.endswith("?"):
        return "question"
    if title[:1] in '“„«"':
        return "words"
    if ACTING.search(letters):
        return "act" if letters[0] in "ME" else "event"
    if PAIR.match(letters):
        return "pair"
    if PLACED.search(title) or "P" in letters:
        return "placed"
    return "owner" if "M" in letters else "thing"


def _names_in(story: GoldStory, narrator: str) -> list[str]:
    people = [name for person in story.people for name in (person.name, *person.others)]
    return [*people, *story.places, *story.optional_places, narrator]


def _words(text: str) -> list[str]:
    """Words in small letters without accents; what is elided ("l'", "'s") stands alone and is too short to count."""
    return [plain(word.lower()) for word in WORD.findall(text)]


def _stem(word: str, language: str) -> str:
    forms = _forms(language)
    if word in forms:
        return forms[word]
    for ending in _lists(language)["endings"]:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            word = word.removesuffix(ending)
            break
    if len(word) > SHORTEST_STEM and word[-1] == word[-2]:
        word = word[:-1]
    return forms.get(word, word)


@lru_cache(maxsize=8)
def _forms(language: str) -> dict[str, str]:
    """Each form of a word that has several → the first of them."""
    groups = [line.split() for line in _lists(language)["forms"]]
    return {plain(word): plain(group[0]) for group in groups for word in group}


@lru_cache(maxsize=8)
def _no_credit(language: str) -> frozenset[str]:
    known = load(language)
    lists = [("phrases", "common"), ("people", "kin"), ("numbers",), ("ordinals",), ("months",), ("seasons",)]
    small = frozenset().union(*(known.words(*path) for path in lists))
    said = small | frozenset(_lists(language)["no_credit"].split())
    return frozenset(plain(word) for phrase in said for word in WORD.findall(phrase))


@lru_cache(maxsize=8)
def _lists(language: str) -> dict[str, Any]:
    lists: dict[str, Any] = tomllib.loads((GOLD / "titles.toml").read_text(encoding="utf-8"))
    found: dict[str, Any] = lists[language]
    return found
