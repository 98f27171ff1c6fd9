"""What was changed, and which modules that is, by asking Git."""

import subprocess
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
READS_OTHERS = (".py", ".html", ".js")  # files that may name another file by its path


def git(*words: str) -> list[str]:
    """The paths that Git answers with."""
    said = subprocess.run(["git", *words, "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for path in said.split("\0") if path]


def changed_files(revision: str) -> list[str]:
    """Paths that differ from the revision and are there, those that Git does not know yet among them."""
    differing = git("diff", "--name-only", "--diff-filter=d", revision)
    unknown = git("ls-files", "--others", "--exclude-standard")
    return sorted({*differing, *unknown})


def module_of(path: str) -> str:
    """The dotted name of a Python file; of an `__init__.py`, its package's."""
    parts = PurePosixPath(path).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def changed_modules(paths: list[str]) -> set[str]:
    """The Python modules among them, and those that read the others: a template's view, a table's reader."""
    python = {path for path in paths if path.endswith(".py")}
    others = [path for path in paths if path not in python]
    return {module_of(path) for path in python | readers_of(others)}


def readers_of(paths: list[str]) -> set[str]:
    """Python files that name one of these, be it by way of a template or a script that names it."""
    texts = {path: (ROOT / path).read_text(errors="replace") for path in git("ls-files") if path.endswith(READS_OTHERS)}
    found: set[str] = set()
    waiting = list(paths)
    while waiting:
        name = name_in_text(waiting.pop())
        new = {path for path, text in texts.items() if name in text} - found
        found |= new
        waiting += [path for path in new if not path.endswith(".py")]
    return {path for path in found if path.endswith(".py")}


def name_in_text(path: str) -> str:
    """How others speak of it: without the folder that Django looks in, or by its bare name."""
    first, _, rest = path.partition("/")
    return rest if first in {"templates", "static"} else PurePosixPath(path).name
