"""Tries every regular expression of ours on texts that are made to be slow; run by test_expressions.py in a process that can be ended.

Prints what it is about to try, so that whoever ends it knows which one never came back, and the slow ones as `SLOW …`.
"""

import ast
import importlib
import os
import pkgutil
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ROOMS = ("projections", "families", "audio", "transcripts", "stories", "books", "memoire_site")
LETTERS = 400
SECONDS = 0.25
PUMPS = [
    "a",
    "a ",
    "'",
    "a'",
    "'a ",
    " ",
    "  a",
    "1",
    "1,",
    "1-",
    "-",
    "- ",
    ".",
    ". ",
    "_",
    "\t",
    "\n",
    '"',
    "(",
    "é",
    "A. ",
    '…" ',
]
TAILS = ["", "!", "\n\0"]

found: dict[tuple[str, int], None] = {}


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def record_ours() -> None:
    """Notes each expression that a file of ours hands to `re`, also those that are put together from the language files."""
    real: Any = re._compile  # type: ignore[attr-defined]

    def recording(pattern: Any, flags: Any) -> Any:
        caller = sys._getframe(2).f_code.co_filename
        if isinstance(pattern, str) and is_ours(Path(caller)):
            found[pattern, int(flags)] = None
        return real(pattern, flags)

    re._compile = recording  # type: ignore[attr-defined]


def is_ours(file: Path) -> bool:
    return file.is_relative_to(ROOT) and file.relative_to(ROOT).parts[0] in ROOMS and "tests" not in file.parts


def import_all() -> None:
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not {"tests", "migrations"} & set(module.name.split(".")):
                importlib.import_module(module.name)


def hear_a_talk() -> None:
    """Lets each language's engine work, since some of its expressions are made when they are first needed."""
    from stories.engines import SpokenSegment, get_engine
    from stories.engines.languages import available
    from stories.gold.marks import gold_transcripts

    for each in gold_transcripts("tuning"):
        if each.language in available():
            get_engine("rules", each.language).find(tuple(each.spoken)[:60])
    for language in available():
        talk = "In 1934, when I was nine, on my birthday, the day after Easter, my mother said: No, it was 1935."
        get_engine("rules", language).find((SpokenSegment("1", 0.0, 5.0, talk),))


def literals() -> Iterator[tuple[str, int]]:
    """Those that stand in a call in full, whether anything has run it or not."""
    for file in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py") if is_ours(path)):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                is_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
                first = node.args[0]
                if is_re and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, 0


def texts_for(pattern: str) -> Iterator[str]:
    own = sorted(set(re.findall(r"[^\W\d_]{2,}", pattern)), key=lambda word: (-len(word), word))[:3]
    for pump in [*PUMPS, *own, *(f"{word} " for word in own)]:
        for tail in TAILS:
            yield pump * (LETTERS // len(pump)) + tail


def try_all() -> None:
    for pattern, flags in list(found):
        tried = re.compile(pattern, flags)
        say(pattern[:200].encode("unicode_escape").decode())
        for text in texts_for(pattern):
            for how in (tried.search, tried.fullmatch):
                began = time.perf_counter()
                how(text)
                if time.perf_counter() - began > SECONDS:
                    say(f"SLOW {how.__name__} on {text[:20]!r}…{text[-3:]!r}: {pattern[:300]!r}")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memoire_site.settings")
    record_ours()
    import django

    django.setup()
    import_all()
    hear_a_talk()
    found.update(dict.fromkeys(literals()))
    try_all()
    say(f"TRIED {len(found)}")
