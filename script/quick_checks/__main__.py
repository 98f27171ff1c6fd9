"""`script/quick [REVISION]`: checks what differs from the revision; from HEAD, where none is named."""

import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor

from quick_checks.changes import ROOT, changed_files, changed_modules
from quick_checks.lint import failed_checks
from quick_checks.touched import Touched, import_graph, tests_touched

ALL_SECONDS = 25.0
WITHOUT_DJANGO_SECONDS = 4.5  # of them, where tests that need Django wait for their turn
MOST_SECONDS = 1.5  # of the processor, for a single test; the first of a file loads what it needs
UNKNOWN_SECONDS = 0.3  # a file of tests that was never tried
DJANGO_SECONDS = 6.0  # its start, and the tables
NO_TESTS = 5  # what pytest answers where all were left to CI
TIMES = ROOT / "var" / "quick" / "times.json"
PYTEST = [sys.executable, "-m", "pytest", "-p", "quick_checks.plugin", "-p", "_hypothesis_pytestplugin"]
FOR_DJANGO = ["-p", "pytest_django.plugin", "-p", "xdist.plugin"]
FOR_DATA = ["--noconftest"]


def main() -> int:
    began = time.monotonic()
    revision = sys.argv[1] if len(sys.argv) > 1 else "HEAD"
    paths = changed_files(revision)
    if not paths:
        print(f"memoire: Nothing differs from {revision}. To check what was committed: script/quick REVISION")
        return 0
    with ThreadPoolExecutor(1) as beside:
        lint = beside.submit(failed_checks, paths, until=began + ALL_SECONDS)
        is_wrong = run_tests(tests_touched(import_graph(rooms()), changed_modules(paths)), began)
        for said in lint.result():
            is_wrong = True
            print(said)
    print(f"memoire: {'Something is wrong' if is_wrong else 'All is well'}, after {time.monotonic() - began:.1f} s.")
    return int(is_wrong)


def rooms() -> list[str]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        packages: list[str] = tomllib.load(file)["tool"]["importlinter"]["root_packages"]
    return packages


def run_tests(touched: list[Touched], began: float) -> bool:
    """Those of data alone first, which start at once. Whether any failed."""
    of_data = [each.path for each in touched if not each.needs_django]
    others = [each.path for each in touched if each.needs_django]
    first = began + (WITHOUT_DJANGO_SECONDS if others else ALL_SECONDS)
    failed = run_pytest(of_data, "without Django", first, *FOR_DATA, QUICK_WITHOUT_DJANGO="1")
    return run_pytest(others, "with Django", began + ALL_SECONDS, *FOR_DJANGO) or failed


def run_pytest(files: list[str], how: str, until: float, *options: str, **facts: str) -> bool:
    start = 0 if "QUICK_WITHOUT_DJANGO" in facts else DJANGO_SECONDS
    chosen = nearest(files, until - time.monotonic() - start, seconds_of_files())
    if not chosen:
        return False
    print(f"memoire: Tests {how}, {len(chosen)} files of {len(files)} touched, the nearest first.", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        told = os.environ | {
            "DEBUG": "true",
            "DATA_DIR": folder,
            "QUICK_UNTIL": str(until),
            "QUICK_TIMES": str(TIMES),
            "QUICK_MOST": str(MOST_SECONDS),
        }
        told |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **facts}  # a start without what these tests do not use
        told.pop("PYTHONDONTWRITEBYTECODE", None)  # or pytest would rewrite each assertion anew each time
        done = subprocess.run([*PYTEST, *options, *chosen], cwd=ROOT, env=told, check=False)
    return done.returncode not in {0, NO_TESTS}


def nearest(files: list[str], seconds: float, known: dict[str, float]) -> list[str]:
    """As many of the first files as can be tried in so long; reading a file costs too."""
    chosen = []
    for file in files:
        seconds -= known.get(file, UNKNOWN_SECONDS)
        if seconds > 0:
            chosen.append(file)
    return chosen


def seconds_of_files() -> dict[str, float]:
    times: dict[str, float] = json.loads(TIMES.read_text()) if TIMES.exists() else {}
    sums: dict[str, float] = {}
    for test, seconds in times.items():
        if seconds > MOST_SECONDS:
            continue  # left to CI
        file = test.partition("::")[0]
        sums[file] = sums.get(file, 0.05) + seconds
    return sums


if __name__ == "__main__":
    sys.exit(main())
