"""The engine's code decides by what a language file calls a word, and by no word of its own."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from stories.engines import languages, names, text, times, wording
from stories.engines.languages import load
from stories.engines.times.numbers_said import read_year

SEARCHING = frozenset(
    "startswith endswith removeprefix removesuffix index find split replace sub match search fullmatch compile".split()  # noqa: SIM905
)
FILES = [path for package in (times, languages) for path in sorted(Path(package.__path__[0]).glob("*.py"))]

READING = [path for package in (names, text, wording) for path in sorted(Path(package.__path__[0]).glob("*.py"))]
SMALL = "going_leads plain_articles tongue_leads being titled_after form_endings"


def decided_by(tree: ast.Module) -> Iterator[str]:
    """The texts that code compares with or looks for, but for the names of a pattern's groups."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            if not re.search(r"parts\b", ast.unparse(node.comparators[0]).split("[")[0]):
                yield from texts_in(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SEARCHING:
            for argument in node.args[:1]:
                yield from texts_in(argument)


def texts_in(tree: ast.AST) -> Iterator[str]:
    keys = {id(node.slice) for node in ast.walk(tree) if isinstance(node, ast.Subscript)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in keys:
            yield node.value


def english() -> set[str]:
    """Words that say a time in English, and stand for nothing else in code."""
    data = load("en").data
    tables = ("numbers", "decades", "first_schools", "weekdays", "seasons", "months")
    lists = ("nought", "rough", "teens", "my_birthday", "decade_centuries", "thousands", "last")
    said = {word for table in tables for word in data[table]} | {w for name in lists for w in data["grammar"][name]}
    # "last" is also a part of a decade or a year, which has that name in code; "one" and "an" are more than numbers.
    return (said | set(data["words"]["high"])) - {"last", "one", "mar", "may", "sun", "sat"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_english_word_decides_in_the_code(path):
    told = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(english(), key=len, reverse=True)))})(?!\w)")
    found = {text for text in decided_by(ast.parse(path.read_text())) if told.search(text)}
    assert found == set()


@pytest.mark.parametrize("path", READING, ids=lambda path: path.name)
def test_no_small_word_of_english_stands_where_names_and_nouns_are_read(path):
    small = {word for name in SMALL.split() for word in load("en").grammar[name]}
    table = {"months"}  # is called so in every language file
    assert (small - table) & set(texts_in(ast.parse(path.read_text()))) == set()


@pytest.mark.parametrize(
    ("said", "year"),
    [
        ("nineteen forty-six", (1946, True)),
        ("nineteen hundred and six", (1906, True)),
        ("nineteen o six", (1906, True)),
        ("two thousand and one", (2001, True)),
        ("two thousand", (2000, True)),
        ("twenty-one", (21, False)),
        ("twenty twenty", (2020, True)),
        ("oh nine", (9, False)),
        ("nineteen hundred", None),
    ],
)
def test_a_year_in_pairs_is_read_by_the_words_of_its_language(said, year):
    assert read_year(said, load("en")) == year


@pytest.mark.parametrize("code", languages.available())
def test_every_day_word_in_a_pattern_says_what_part_of_time_it_is(code):
    language = load(code)
    said = [
        said for _, pattern, _ in language.time for said in re.findall(r"\(\?P<day_word>([^()]*)\)", pattern.pattern)
    ]
    assert {word for words in said for word in words.split("|")} <= set(language.data["day_words"])
    assert said
