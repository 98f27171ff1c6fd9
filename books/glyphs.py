"""Which letters the book's fonts have, asked before typesetting: a page must not show an empty box where a word was."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

_FONT_FILES = (".ttf", ".otf", ".ttc", ".otc")
# Spaces, and marks that only steer shaping: nothing is drawn for them.
_DRAWN_AS_NOTHING = ("Zs", "Cf")


def missing(texts: Iterable[str], font_paths: Sequence[Path]) -> set[str]:
    """The characters in the texts that no font below the given folders can draw."""
    wanted = {character for character in set().union(*texts) if _is_drawn(character)}
    for font in _fonts(font_paths):
        if not wanted:
            break
        has = _characters(font)
        wanted = {character for character in wanted if not _can_draw(has, character)}
    return wanted


def describe(character: str) -> str:
    """A character as a person can find it: “🎂” (birthday cake)."""
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    return f"“{character}” ({name.lower() if not name.startswith('U+') else name})"


def _is_drawn(character: str) -> bool:
    is_variation = 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF
    return unicodedata.category(character) not in _DRAWN_AS_NOTHING and not is_variation


def _can_draw(has: frozenset[int], character: str) -> bool:
    return ord(character) in has or all(ord(part) in has for part in unicodedata.normalize("NFD", character))


def _fonts(folders: Sequence[Path]) -> list[Path]:
    return [file for folder in folders for file in sorted(folder.rglob("*")) if file.suffix.lower() in _FONT_FILES]


@lru_cache(maxsize=512)
def _characters(font: Path) -> frozenset[int]:
    """The code points of one font file (of every face in a collection); none if the file is no font."""
    from fontTools.ttLib import TTCollection, TTFont  # noqa: PLC0415 - only a process that makes a book reads fonts

    try:
        with font.open("rb") as file:
            faces = TTCollection(file, lazy=True).fonts if _is_collection(font) else [TTFont(file, lazy=True)]
            return frozenset(code for face in faces for code in (face.getBestCmap() or {}))
    except Exception:  # fontTools raises whatever a damaged table makes it stumble over
        return frozenset()


def _is_collection(font: Path) -> bool:
    return font.suffix.lower() in (".ttc", ".otc")
