"""The child process that typesets one book: JSON on standard input, files in its own folder; books/pdf.py starts it.

Typst keeps the memory of every build and aborts the whole process when it runs out, so it never runs in a web server or
worker. This file imports nothing of the application and is run by its path, isolated (`python -I`).

Input: `sheet` (the template's data), `font_paths`, `format` ("pdf" or "png"), `ppi`, `first` (how
many pages to keep, null for all), `parent` (the process with which this one ends), and the limits `memory_bytes`,
`cpu_seconds` and `file_bytes`. The working folder holds `book.typ`; `book.pdf` or `page-0001.png` … are written there.
Exit 0 on success; otherwise a line of JSON on standard error, `{"message", "hints"}`, and exit 1.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1


def main() -> int:
    order: dict[str, Any] = json.load(sys.stdin)
    _end_with(order["parent"])
    _limit(resource.RLIMIT_AS, order["memory_bytes"])
    _limit(resource.RLIMIT_CPU, order["cpu_seconds"])
    _limit(resource.RLIMIT_FSIZE, order["file_bytes"])
    _limit(resource.RLIMIT_CORE, 0)
    import typst  # noqa: PLC0415 - only after the limits hold

    try:
        _write(_compiled(typst, order)[: order["first"]], order["format"])
    except typst.TypstError as error:
        json.dump({"message": error.message, "hints": error.hints}, sys.stderr)
        return 1
    return 0


def _end_with(parent: int) -> None:
    """As audio.parent_death does, which cannot be imported here."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _limit(what: int, amount: int) -> None:
    _, hard = resource.getrlimit(what)
    amount = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(what, (amount, amount))


def _compiled(typst: Any, order: dict[str, Any]) -> list[bytes]:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[Path(path) for path in order["font_paths"]],
    )
    made = typst.compile(
        Path("book.typ"),
        root=Path.cwd(),
        font_paths=fonts,
        sys_inputs={"sheet": json.dumps(order["sheet"])},
        package_path=Path("none"),
        package_cache_path=Path("none"),
        format=order["format"],
        ppi=order["ppi"],
        # PDF/UA-1 refuses a letter that no font has, which an ordinary PDF would show as an empty box.
        pdf_standards=["ua-1"] if order["format"] == "pdf" else [],
    )
    return made if isinstance(made, list) else [made]


def _write(files: list[bytes], extension: str) -> None:
    for number, content in enumerate(files, start=1):
        name = "book.pdf" if extension == "pdf" else f"page-{number:04}.png"
        Path(name).write_bytes(content)


if __name__ == "__main__":
    sys.exit(main())
