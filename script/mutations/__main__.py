"""`script/mutate FILE [TEST...]`."""

import os
import subprocess
import sys
import tempfile

from quick_checks.__main__ import rooms
from quick_checks.changes import ROOT, module_of
from quick_checks.touched import import_graph, tests_touched

NEAR = 1  # imports between a test and the file


def main() -> int:
    file, *tests = sys.argv[1:]
    tests = tests or tests_of(file)
    print(f"memoire: {file}, by {' '.join(tests)}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        told = {"DEBUG": "true", "DATA_DIR": folder, "MUTATED": file}
        words = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-p",
            "mutations.plugin",
            "-p",
            "no:cacheprovider",
        ]
        return subprocess.run(
            [*words, "--hypothesis-seed=1", *tests], cwd=ROOT, env=os.environ | told, check=False
        ).returncode


def tests_of(file: str) -> list[str]:
    touched = tests_touched(import_graph(rooms()), {module_of(file)})
    return [each.path for each in touched if each.steps <= NEAR] or [touched[0].path]


if __name__ == "__main__":
    sys.exit(main())
