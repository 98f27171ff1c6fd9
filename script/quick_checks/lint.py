"""The checks that read what was changed, the cheapest first, while the tests run on another core."""

import os
import subprocess
import time
from collections.abc import Iterator

from quick_checks.changes import ROOT, git


def checks_of(paths: list[str]) -> Iterator[list[str]]:
    """The commands that `script/lint` has for files of these kinds, with these files only where the check allows it."""
    python = [path for path in paths if path.endswith(".py")]
    pages = [path for path in paths if path.endswith(".html")]
    scripts = [path for path in paths if path.endswith((".js", ".mjs", ".css"))]
    shell = [path for path in paths if is_shell(path)]
    if python:
        yield ["ruff", "check", *python]
        yield ["ruff", "format", "--check", *python]
    if pages:
        yield ["djade", "--check", "--target-version", "5.2", *pages]
    if scripts:
        yield ["script/node", "node_modules/.bin/biome", "check", "--error-on-warnings", *scripts]
        yield ["script/node", "--test", *git("ls-files", "--cached", "--others", "--exclude-standard", "*.test.mjs")]
    if shell:
        yield ["shellcheck", *shell]
    if python:
        yield ["lint-imports"]
        yield ["mypy", "."]


def is_shell(path: str) -> bool:
    with (ROOT / path).open("rb") as file:
        return file.read(9) == b"#!/bin/sh"


def failed_checks(paths: list[str], *, until: float) -> list[str]:
    """What the checks say that are not green; one that needs longer than `until` (of time.monotonic) is left to CI, and says so."""
    told = {"DEBUG": "true", "DATA_DIR": str(ROOT / "var" / "lint")}
    said = []
    for words in checks_of(paths):
        try:
            left = max(0.1, until - time.monotonic())
            done = subprocess.run(
                words, cwd=ROOT, env=os.environ | told, capture_output=True, text=True, timeout=left, check=False
            )
        except subprocess.TimeoutExpired:
            print(f"Left to CI: {words[0]}, for which no time was left.", flush=True)
            continue
        if done.returncode:
            said.append(f"{' '.join(words[:2])}:\n{done.stdout}{done.stderr}")
    return said
