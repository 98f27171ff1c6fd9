"""The printed book: a manuscript (books/schema.py) becomes a PDF, by Typst in a child process with limits."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from books import glyphs
from books.schema import Manuscript
from books.sheet import sheet, texts, without_letters, written
from books.typography import clean
from families.refusal import Refusal

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "typst" / "book.typ"
FONTS = _HERE / "typst" / "fonts"
_MEMORY_BYTES = 3 * 2**30  # a book of 300 pages takes some 350 MB, one of 1,000 about 1.2 GB
_FILE_BYTES = 512 * 2**20
_BEAT_SECONDS = 5.0


class TypesettingError(Refusal):
    """The book could not be made; the message is a sentence for the person who ordered it, and may quote their words.

    `permanent` says that trying again with the same manuscript cannot help.
    """

    def __init__(self, message: str, *, permanent: bool = True) -> None:
        super().__init__(message)
        self.permanent = permanent


def typeset(
    manuscript: Manuscript,
    *,
    seconds: int = 120,
    font_paths: Sequence[Path] = (),
    show_life: Callable[[], None] = lambda: None,
) -> bytes:
    """The book as PDF/UA-1, 6 by 9 inches; the same manuscript gives the same bytes.

    `seconds` is the longest it may take by the clock; `show_life` is called every few seconds meanwhile. `font_paths` are
    folders with fonts for letters that those of books/faces.py lack. Raises TypesettingError.
    """
    return _made(manuscript, seconds, font_paths, show_life, format="pdf")[0]


def pages_as_png(
    manuscript: Manuscript,
    first: int,
    ppi: int,
    *,
    seconds: int = 120,
    font_paths: Sequence[Path] = (),
) -> list[bytes]:
    """The first pages as PNG of `ppi` pixels per inch.

    All pages are laid out and drawn, so it takes longer than the PDF: 300 pages at 60 ppi some seven seconds.
    Raises TypesettingError.
    """
    return _made(manuscript, seconds, font_paths, lambda: None, format="png", ppi=ppi, first=first)


def _made(
    manuscript: Manuscript,
    seconds: int,
    font_paths: Sequence[Path],
    show_life: Callable[[], None],
    **output: Any,
) -> list[bytes]:
    if not manuscript["chapters"]:
        raise TypesettingError("There is no story in this book yet. Approve a story, and it can be printed.")
    fonts = [FONTS, *(path for path in font_paths if path.is_dir())]
    prepared = sheet(manuscript)
    if missing := _missing_letters(list(texts(prepared)), fonts):
        prepared = without_letters(prepared, frozenset(missing))
    order = {
        "sheet": prepared,
        "font_paths": [str(path.resolve()) for path in fonts],
        "parent": os.getpid(),
        "memory_bytes": _MEMORY_BYTES,
        "cpu_seconds": 4 * seconds,  # Typst works on several cores at once
        "file_bytes": _FILE_BYTES,
        "ppi": None,
        "first": None,
        **output,
    }
    with tempfile.TemporaryDirectory(prefix="memoire-book-") as folder:
        shutil.copyfile(_TEMPLATE, Path(folder) / "book.typ")
        _run(order, Path(folder), seconds, show_life)
        return [file.read_bytes() for file in sorted(Path(folder).glob(f"*.{output['format']}"))]


def left_out(manuscript: Manuscript, font_paths: Sequence[Path] = ()) -> list[str]:
    """What no font of the book can draw and is left out of it, in words: “🎂” (birthday cake) in “The cake”. Raises TypesettingError."""
    asked = [(text, title) for text, title in written(manuscript) if text]
    where = _missing_letters(asked, [FONTS, *(path for path in font_paths if path.is_dir())])
    return [glyphs.describe(character) + (f" in “{title}”" if title else "") for character, title in where.items()]


def _missing_letters(printed: Sequence[tuple[str, str]], fonts: Sequence[Path]) -> dict[str, str]:
    """The characters that no font can draw, each with the chapter in which it stands first."""
    if not any(FONTS.glob("*.ttf")):
        raise TypesettingError("The book's fonts are not installed. Run script/bootstrap.", permanent=False)
    where: dict[str, str] = {}
    missing = {each for each in glyphs.missing((text for text, _ in printed), fonts) if clean(each)}
    for text, title in printed:
        if not missing.isdisjoint(text):
            for character in text:
                if character in missing:
                    where.setdefault(character, title)
    return where


def _run(order: dict[str, Any], folder: Path, seconds: int, show_life: Callable[[], None]) -> None:
    command = [sys.executable, "-I", str(_HERE / "typesetter.py")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=folder, env={}) as child:
        try:
            errors = _ended(child, json.dumps(order).encode(), seconds, show_life)
        finally:
            child.kill()  # nothing where it has ended
    if child.returncode != 0:
        raise _failure(child.returncode, errors)


def _ended(child: "subprocess.Popen[bytes]", given: bytes, seconds: int, show_life: Callable[[], None]) -> bytes:
    """What the child has said of errors, once it has ended."""
    deadline, to_give = time.monotonic() + seconds, cast("bytes | None", given)
    while (left := deadline - time.monotonic()) > 0:
        try:
            return child.communicate(to_give, timeout=min(_BEAT_SECONDS, left))[1]
        except subprocess.TimeoutExpired:
            to_give = None  # what is left of it goes on by itself
            show_life()
    raise TypesettingError(
        f"The book was not ready after {seconds} seconds. Try again when the machine has less to do, or print "
        "fewer stories in one book.",
        permanent=False,
    )


def _failure(returncode: int, stderr: bytes) -> TypesettingError:
    if returncode < 0:
        return TypesettingError(
            f"The book is too large to be typeset in one piece (the typesetter was stopped by signal {-returncode}). "
            "Print fewer stories in one book."
        )
    try:
        told = json.loads(stderr.splitlines()[-1])
        return TypesettingError(
            f"The typesetter refused the book: {told['message']}. {' '.join(told['hints'])}".strip()
        )
    except (ValueError, IndexError, KeyError, TypeError):
        return TypesettingError(
            "The typesetter ended without a book. Try again; if it stays so, tell whoever runs this site."
        )
